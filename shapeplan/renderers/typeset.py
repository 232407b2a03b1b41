"""SVG -> PDF, or PNG of any script: set by typst, an optional package, in Source Sans Pro.

What that font can write needs none of the system, and is the same everywhere, byte for byte.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from shapeplan.renderers.engine import RenderError

if TYPE_CHECKING:
    import typst

EXTRA = "pip install 'shapeplan[figures]'"
PLAIN = ((0x20, 0x24F), (0x370, 0x3FF), (0x2010, 0x2027))  # Latin, Greek, dashes and quotes
SIGNS = frozenset("\N{RIGHTWARDS ARROW}\N{NOT EQUAL TO}\N{GREATER-THAN OR EQUAL TO}")  # ours
FONT = "Source Sans Pro"
NOBODY = "\U0010fffd"  # private use: what is set for it is set for all that no font has


def foreign(text: str) -> set[str]:
    """The letters that neither this font nor the bundled Graphviz has.

    >>> sorted(foreign("conv \N{MULTIPLICATION SIGN} \N{HANGUL SYLLABLE GA}")) == ["\N{HANGUL SYLLABLE GA}"]
    True
    """
    return {c for c in set(text) - SIGNS if c.isprintable() and not any(a <= ord(c) <= b for a, b in PLAIN)}


def typeset(svg: str, format: Literal["pdf", "png"], what: str, *, ppi: float = 96) -> bytes:
    """The SVG as a page of its size, a point for each unit; a PNG with so many pixels an inch. `what` is made, in the words of a message.

    Raises RenderError where typst, or a font for a letter, is missing.
    """
    letters = foreign("".join(map(html.unescape, _texts(svg))))
    compiler = _compiler(what, system_fonts=bool(letters))
    _refuse_boxes(compiler, letters)
    wide, high = _size(svg)
    page = (
        f"#set document(date: none, title: {_quoted(_title(svg))})\n"
        f"#set page(width: {wide}pt, height: {high}pt, margin: 0pt)\n"
        '#image("picture.svg", width: 100%)'
    )
    files = {
        "main.typ": page.encode(),
        "picture.svg": re.sub(r'font-family="[^"]*"', f'font-family="{FONT}"', svg).encode(),
    }
    made = compiler.compile(files, format=format, ppi=ppi)  # type: ignore[type-var]  # its stub knows no files
    assert isinstance(made, bytes)  # a list where there are several pages
    return made


def _compiler(what: str, *, system_fonts: bool) -> typst.Compiler:
    try:
        import font_source_sans_pro
        import typst
    except ImportError:
        raise RenderError(f"{what} needs two more packages: {EXTRA}; .svg and .html need none") from None
    return typst.Compiler(
        font_paths=[str(Path(font_source_sans_pro.__file__).parent)], ignore_system_fonts=not system_fonts
    )


def _refuse_boxes(compiler: typst.Compiler, letters: Iterable[str]) -> None:
    """Raises RenderError where no font has one of the letters."""
    nothing = _glyph(compiler, NOBODY)
    missing = [c for c in sorted(letters) if _glyph(compiler, c) == nothing]
    if missing:
        raise RenderError(
            f"no font here has {named(missing)}, which would be boxes: install one, such as Noto Sans CJK "
            "(on Debian: apt install fonts-noto-cjk), or write a .svg"
        )


def _glyph(compiler: typst.Compiler, letter: str) -> object:
    page = f'#set page(width: 20pt, height: 20pt, margin: 0pt)\n#text(font: "{FONT}", {_quoted(letter)})'
    return compiler.compile(page.encode(), format="svg")


def _texts(svg: str) -> list[str]:
    return re.findall(r">([^<]+)<", svg)


def _title(svg: str) -> str:
    found = re.search(r"<title>([^<]*)</title>", svg)
    return html.unescape(found[1]) if found else ""


def _size(svg: str) -> tuple[str, str]:
    """Width and height of the picture."""
    found = re.search(r'viewBox="\S+ \S+ (\S+) (\S+)"', svg)
    assert found is not None
    return found[1], found[2]


def _quoted(text: str) -> str:
    """A string of typst."""
    return '"' + "".join(f"\\u{{{ord(c):x}}}" for c in text) + '"'


def named(letters: Iterable[str]) -> str:
    """The first of some letters, for a message."""
    some = sorted(letters)
    return ", ".join(f"'{c}'" for c in some[:5]) + (f" and {len(some) - 5} more" if len(some) > 5 else "")  # noqa: PLR2004 - a few will do
