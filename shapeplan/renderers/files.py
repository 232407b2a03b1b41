"""Writes a picture into a file, in the format that its name asks for."""

from __future__ import annotations

import html
import os
import re
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan
from shapeplan.legal import LegalSizes
from shapeplan.renderers.arrange import arrange
from shapeplan.renderers.dot import FONT, to_dot
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.engine import RenderError, run
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Box, Drawing
from shapeplan.renderers.remarks import true

SUFFIXES = (".svg", ".png", ".html", ".dot", ".gv")
LONGEST = 200  # characters of an id in a title that appears under the mouse
FALLBACKS = f"{FONT}, Helvetica, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif"


def render_file(
    plan: Plan,
    findings: Sequence[Diagnostic],
    path: str | os.PathLike[str],
    *,
    dot: str | os.PathLike[str] | None = None,
    look: Look = Look(),  # noqa: B008 - it is frozen
    told: LegalSizes | None = None,
) -> None:
    """Draws a plan into a .svg, .png, .html, .dot or .gv file; `dot` is the Graphviz to use. Raises RenderError.

    `told` are the sizes at which the network works, for the title.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise RenderError(
            f"'{target.name}' cannot be drawn: its name must end in {', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
        )
    if not target.parent.is_dir():
        raise RenderError(f"there is no folder '{target.parent}'")
    if suffix == ".html":
        from shapeplan.renderers.page import page

        write(target, page(plan, findings, dot).encode())
        return
    write(target, render(draw(plan, findings, look=look, told=told), suffix.removeprefix("."), dot=dot, look=look))


def render(
    drawing: Drawing,
    format: str,
    *,
    dot: str | os.PathLike[str] | None = None,
    look: Look = Look(),  # noqa: B008 - frozen
) -> bytes:
    """A drawing as 'svg', 'png', 'dot' or 'gv'. Raises RenderError."""
    layout = arrange(drawing, look)
    text = to_dot(drawing, layout)
    if format in {"dot", "gv"}:
        return text.encode()
    picture = run(text, format, dot, placed=layout is not None)
    return finished(picture.decode(), drawing).encode() if format == "svg" else picture


def finished(svg: str, drawing: Drawing) -> str:
    """Graphviz's SVG with fonts to fall back on, and with layers instead of node names as titles."""
    titles = {drawing.keys[box.id]: _title(box) for box in drawing.boxes}
    ids = {key: clean(id_, LONGEST) for id_, key in drawing.keys.items()}

    def retitled(found: re.Match[str]) -> str:
        ends = re.findall(r"n\d+", found[1])
        text = titles.get(found[1]) or " \N{RIGHTWARDS ARROW} ".join(ids.get(end, end) for end in ends)
        return f"<title>{html.escape(text or drawing.title)}</title>"

    svg = svg.replace(f'font-family="{FONT}"', f'font-family="{FALLBACKS}"')
    return re.sub(r"<title>([^<]*)</title>", retitled, svg)


def _title(box: Box) -> str:
    return "  ".join(part for part in (clean(box.id, LONGEST), box.brief, true(box.shape)) if part)


def write(target: Path, content: bytes) -> None:
    """Puts the content into place as a whole or not at all. Raises RenderError."""
    draft = target.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(content)
        draft.replace(target)
    except OSError as error:
        raise RenderError(f"'{target}' cannot be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            draft.unlink()
