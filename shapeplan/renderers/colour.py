"""Colours of a report in a terminal."""

from __future__ import annotations

import os
import sys

from shapeplan.checked import Style, plain

CODES = {
    "error": "1;31", "warning": "1;33", "note": "1;34", "related": "36",
    "place": "1", "bold": "1", "frame": "2", "fix": "32",
}  # fmt: skip


def ansi(kind: str, text: str) -> str:
    r"""A part of a report in its colour.

    >>> ansi("error", "bad"), ansi("error", "")
    ('\x1b[1;31mbad\x1b[0m', '')
    """
    return f"\x1b[{CODES[kind]}m{text}\x1b[0m" if text else ""


def style(wanted: str) -> Style:
    """The style for standard output: 'always', 'never', or 'auto', by NO_COLOR, FORCE_COLOR and whether it is a terminal."""
    if wanted == "auto" and os.environ.get("NO_COLOR"):
        return plain
    if wanted == "auto" and os.environ.get("FORCE_COLOR"):
        return ansi
    return ansi if wanted == "always" or (wanted == "auto" and is_terminal()) else plain


def is_terminal() -> bool:
    """Whether standard output is a terminal that knows colours."""
    if not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return False
    return sys.platform != "win32" or bool({"WT_SESSION", "ANSICON", "TERM"} & set(os.environ))
