"""One browser for all tests, and pages that are watched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import shapeplan
from tests.page.browser import Watched, chromium

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Renders a spec, given by its path below specs/ or its text, and opens it; in the end nothing must have gone wrong."""
    pages: list[Watched] = []

    def open_page(spec: str, part: str = "", **options: Any) -> Any:
        file = tmp_path / f"net{len(pages)}.html"
        shapeplan.render(spec if "\n" in spec else ROOT / "specs" / spec, file)
        watched = Watched(browser, file, **options)
        if part:
            watched.page.goto(f"{watched.address}#{part}")
            watched.page.reload()
        pages.append(watched)
        return watched.page

    yield open_page
    wrongs = [wrong for page in pages for wrong in page.wrongs]
    for page in pages:
        page.context.close()
    assert wrongs == []
