"""Colours of families and marks. A colour is never the only sign: the op stands in the box, and a mark's sign and word."""

from __future__ import annotations

from typing import NamedTuple


class Paint(NamedTuple):
    """Fill and line of a box, and the word for it in the legend."""

    fill: str
    line: str
    word: str


FAMILIES = {
    "input": Paint("#FFFFFF", "#444444", "input"),
    "conv": Paint("#E3EEFB", "#2F6DB5", "convolution"),
    "upsample": Paint("#E1F4E8", "#2E8B57", "upsampling"),
    "pool": Paint("#FDEBDD", "#C8641E", "pooling"),
    "norm": Paint("#F1F1F5", "#84849A", "norm"),
    "activation": Paint("#FFF6DA", "#B8860B", "activation"),
    "merge": Paint("#EFE7FB", "#7A4BB5", "merge"),
    "linear": Paint("#DDF3F4", "#1F8A93", "linear"),
    "shape": Paint("#F4F4F4", "#6B7280", "reshape"),
}
SIGNS = {"error": "\N{MULTIPLICATION SIGN}", "cause": "<", "warning": "!"}  # before the name of a box
MARKS = {
    "error": Paint("#FDE8E8", "#D11A2A", "error"),
    "cause": Paint("#FFF3D6", "#B45309", "cause"),
    "warning": Paint("#FFF3D6", "#B45309", "warning"),
    "unknown": Paint("#F6F7F9", "#9AA3AF", "not computed"),
}

INK = "#11151C"
NAME = "#1B1F27"
GREY = "#5B6270"
PALE = "#666E7D"
RED = "#B00020"
AMBER = "#8A4B00"
SKIP = "#7A4BB5"
GROUP_LINE = "#C9CFD8"
GROUP_FILL = "#FAFBFC"


def paint(family: str, mark: str | None = None) -> Paint:
    """Colours of a box; a mark, other than a note, goes before the family."""
    return MARKS.get(mark or "") or FAMILIES.get(family, FAMILIES["shape"])
