"""Formats of `check`: one is one file, whose `write` makes a text of a run."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from shapeplan.checked import Run


def write(name: str, run: Run) -> str:
    """A run in a format."""
    return cast(str, import_module(f"{__name__}.{name}").write(run))
