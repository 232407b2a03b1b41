"""Themes: what each colour of the palette becomes. Pictures are written in the light one and recoloured.

In DOT a colour stands right behind an equals sign and a quote, where no text of the user can stand: its
quotes are escaped.
"""

from __future__ import annotations

import re

from shapeplan.renderers import palette

LIGHT: dict[str, str] = {}
DARK = {
    "#FFFFFF": "#14181F", "#444444": "#C3CAD4",  # background and input
    "#E3EEFB": "#16304D", "#2F6DB5": "#6CA8EC",
    "#E1F4E8": "#143524", "#2E8B57": "#5CC08A",
    "#FDEBDD": "#40260F", "#C8641E": "#EE9A5C",
    "#F1F1F5": "#2A2A33", "#84849A": "#A9A9BE",
    "#FFF6DA": "#3A2F0B", "#B8860B": "#E0B84A",
    "#EFE7FB": "#2E2147", "#7A4BB5": "#BFA2F0",
    "#DDF3F4": "#0F3437", "#1F8A93": "#58C3CC",
    "#F4F4F4": "#292C31", "#6B7280": "#A2A9B5",
    "#FDE8E8": "#4A1418", "#D11A2A": "#FF7A85",
    "#FFF3D6": "#42300A", "#B45309": "#F2A94B",
    "#F6F7F9": "#1E2229", "#9AA3AF": "#8A93A0",
    palette.INK: "#F4F6FA", palette.NAME: "#E8ECF2", palette.GREY: "#C3CAD4", palette.PALE: "#A9B1BD",
    palette.RED: "#FFB0B6", palette.AMBER: "#FFCE85",
    palette.GROUP_LINE: "#4A525E", palette.GROUP_FILL: "#191E26",
}  # fmt: skip
# Families are told by the op in the box, marks by their word: greys only set off what joins and what fails.
PRINT = {
    **{paint.fill: "#FFFFFF" for paint in palette.FAMILIES.values()},
    **{paint.line: "#000000" for paint in (*palette.FAMILIES.values(), *palette.MARKS.values())},
    "#EFE7FB": "#EBEBEB",  # merge
    "#FDEBDD": "#F6F6F6",  # pooling
    "#E1F4E8": "#F6F6F6",  # upsampling
    "#FDE8E8": "#BDBDBD",  # error
    "#FFF3D6": "#D8D8D8",  # cause, warning
    "#F6F7F9": "#FFFFFF",  # not computed; dashed
    palette.INK: "#000000", palette.NAME: "#000000", palette.GREY: "#333333", palette.PALE: "#555555",
    palette.RED: "#000000", palette.AMBER: "#000000", palette.SKIP: "#000000",
    palette.GROUP_LINE: "#888888", palette.GROUP_FILL: "#FFFFFF",
}  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK, "print": PRINT}


def tint(color: str, theme: str) -> str:
    """A colour of the palette in a theme.

    >>> tint("#D11A2A", "print")
    '#000000'
    """
    return THEMES[theme].get(color, color)


def themed(dot: str, theme: str) -> str:
    """DOT in the colours of a theme."""
    return re.sub(r'(?<==")#[0-9A-F]{6}(?=")', lambda found: tint(found[0], theme), dot)
