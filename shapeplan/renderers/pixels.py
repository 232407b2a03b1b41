"""PNG with scripts that Graphviz has no letters for: drawn from the SVG by resvg, with the fonts of the system."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from shapeplan.renderers.engine import RenderError
from shapeplan.renderers.lettering import LATIN

PLAIN = ((0x20, 0x24F), (0x370, 0x3FF), (0x2010, 0x2027))  # Latin, Greek, dashes and quotes
DRAWN = frozenset("\N{RIGHTWARDS ARROW}\N{NOT EQUAL TO}\N{GREATER-THAN OR EQUAL TO}")  # signs of ours
NOBODY = "\U0010fffd"  # private use: what is drawn for it is drawn for all that no font has
GLYPH = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="2" y="16" font-size="14">{}</text></svg>'
)


def foreign(text: str) -> set[str]:
    """The letters that the bundled Graphviz would show as boxes.

    >>> sorted(foreign("conv \N{MULTIPLICATION SIGN} \N{HANGUL SYLLABLE GA}")) == ["\N{HANGUL SYLLABLE GA}"]
    True
    """
    return {c for c in set(text) - DRAWN if c.isprintable() and not any(a <= ord(c) <= b for a, b in PLAIN)}


def any_script(svg: str, letters: Iterable[str]) -> bytes:
    """The SVG as PNG. Raises RenderError where resvg, or a font for one of the letters, is missing."""
    try:
        import resvg_py
    except ImportError:
        raise RenderError(
            f"{_named(letters)} in a .png need one more package: pip install 'shapeplan[figures]'; .svg and .html need none"
        ) from None
    nothing = _glyph(NOBODY)
    missing = [c for c in sorted(letters) if _glyph(c) == nothing]
    if missing:
        raise RenderError(
            f"no font here has {_named(missing)}, which would be boxes in a .png: install one, such as Noto Sans CJK "
            "(on Debian: apt install fonts-noto-cjk), or write a .svg"
        )
    return bytes(resvg_py.svg_to_bytes(svg_string=_suited(svg), dpi=96, background="white"))


def _suited(svg: str) -> str:
    """The SVG without Latin fonts for texts in other letters, for which resvg would take any that it finds."""

    def suited(found: re.Match[str]) -> str:
        return found[1] + found[3] if foreign(html.unescape(found[4])) else found[0]

    return re.sub(rf'(<text[^>]*font-family=")({re.escape(LATIN)}, )([^>]*>([^<]*))', suited, svg)


def _glyph(letter: str) -> bytes:
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=GLYPH.format(html.escape(letter)), dpi=96))


def _named(letters: Iterable[str]) -> str:
    some = sorted(letters)
    return ", ".join(f"'{c}'" for c in some[:5]) + (f" and {len(some) - 5} more" if len(some) > 5 else "")  # noqa: PLR2004 - a few will do
