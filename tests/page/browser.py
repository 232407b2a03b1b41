"""A real Chromium, driven by Playwright; tests are skipped where it is missing, unless SHAPEPLAN_NEEDS_CHROMIUM is set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
NEEDED = os.environ.get("SHAPEPLAN_NEEDS_CHROMIUM") == "1"


def executable() -> str:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        assert not NEEDED, "SHAPEPLAN_NEEDS_CHROMIUM is set, and there is no chromium on PATH"
        pytest.skip("there is no chromium on PATH")
    return found


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser."""
    if NEEDED:
        from playwright import sync_api
    else:
        sync_api = pytest.importorskip("playwright.sync_api")
    path = executable()
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Watched:
    """A page, and all that it should not do: requests, messages, errors, dialogs."""

    def __init__(self, browser: Any, file: Path, **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1200, "height": 800}, **options})
        self.page = self.context.new_page()
        self.wrongs: list[str] = []
        self.page.on("console", lambda message: self.wrongs.append(message.text))
        self.page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)
        self.address = file.as_uri()
        self.page.goto(self.address)

    def _dialog(self, dialog: Any) -> None:
        self.wrongs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if request.url.partition("#")[0] != self.address:
            self.wrongs.append(f"request: {request.url[:100]}")
