"""Text for pictures: cleaned of what breaks or misleads, measured, clipped and wrapped.

Widths are those of Helvetica, which Arial and Liberation Sans share, so that every renderer agrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LATIN = "Arial, Helvetica, 'Liberation Sans'"  # fonts of equal widths
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
LONGEST = 40  # characters of a name in a picture

# Thousandths of an em of the characters from space to tilde.
# Source: Adobe Font Metrics 2.0, Helvetica and Helvetica-Bold.
REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611,
    556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389,
    280, 389, 584,
)  # fmt: skip
SIGNS = {"\N{MULTIPLICATION SIGN}": 584, "\N{MIDDLE DOT}": 278}
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, bidi marks, surrogates, unassigned


def clean(text: str, longest: int = LONGEST) -> str:
    r"""The text without control and bidi characters, clipped.

    >>> clean("a\x00b\u202ec")
    'abc'
    """
    kept = "".join(" " if c in "\n\t" else c for c in text[: 4 * longest] if c in "\n\t" or is_shown(c))
    return kept if len(kept) <= longest else kept[: longest - 1] + ELLIPSIS


def is_shown(c: str) -> bool:
    """Whether a character leaves ink, or the blank that it promises."""
    return unicodedata.category(c) not in HIDDEN


def is_given_by_us(name: str, title: str) -> bool:
    """Whether a layer or block is called after its op or block, numbered, for want of an id.

    >>> is_given_by_us("conv_2", "conv"), is_given_by_us("conv1", "conv")
    (True, False)
    """
    return re.fullmatch(rf"{re.escape(title)}(_\d+)?", name) is not None


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text at a font size [pt].

    >>> width("10", 10)
    11.12
    """
    table = BOLD if bold else REGULAR
    return round(sum(_em(c, table) for c in text) * size / 1000, 2)


def _em(c: str, table: tuple[int, ...]) -> int:
    if " " <= c <= "~":
        return table[ord(c) - 32]
    return SIGNS.get(c, 1000 if unicodedata.east_asian_width(c) in "WFA" else 650)


def clip(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """As much of the text as fits into `room` [pt]."""
    if width(text, size, bold=bold) <= room:
        return text
    while text and width(text + ELLIPSIS, size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + ELLIPSIS


def wrap(text: str, room: float, size: float, *, bold: bool = False, most: int = 3) -> tuple[str, ...]:
    """The text in lines no wider than `room` [pt], at most so many; the last is clipped."""
    lines = list(_lines(text.split(), room, size, bold=bold))
    if len(lines) > most:
        lines[most - 1 :] = [" ".join(lines[most - 1 :])]
    return tuple(clip(line, room, size, bold=bold) for line in lines)


def _lines(words: list[str], room: float, size: float, *, bold: bool) -> Iterator[str]:
    line = ""
    for word in words:
        longer = f"{line} {word}" if line else word
        if line and width(longer, size, bold=bold) > room:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line
