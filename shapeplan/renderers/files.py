"""Writes a picture into a file, in the format that its name asks for."""

from __future__ import annotations

import html
import os
import re
import secrets
import shutil
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan
from shapeplan.legal import LegalSizes
from shapeplan.renderers.dot import FONT
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.engine import RenderError, check_pixels, run
from shapeplan.renderers.ladder import picture
from shapeplan.renderers.lettering import LATIN, clean
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Box, Drawing
from shapeplan.renderers.remarks import true

FORMATS = {
    ".svg": "svg", ".png": "png", ".pdf": "pdf", ".html": "html", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".md": "markdown", ".txt": "text",
}  # fmt: skip
LIGHT = Look()
PRINTED = ("markdown", "text")  # go to standard output unless a file is named
LONGEST = 200  # characters of an id in a title that appears under the mouse
FALLBACKS = f"{LATIN}, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', 'Noto Sans CJK KR', sans-serif"


def render_file(
    plan: Plan,
    findings: Sequence[Diagnostic],
    path: str | os.PathLike[str],
    *,
    format: str | None = None,
    dot: str | os.PathLike[str] | None = None,
    look: Look = LIGHT,
    told: LegalSizes | None = None,
) -> None:
    """Draws a plan into a file, or onto standard output where the path is '-'. Raises RenderError.

    The suffix says how, unless `format` does, one of the values of FORMATS; `dot` is the Graphviz to use,
    `told` are the sizes at which the network works, for the title.
    """
    target = Path(path)
    kind = format or _format(target)
    if str(path) != "-" and not target.parent.is_dir():
        raise RenderError(f"there is no folder '{target.parent}'")
    if kind == "html":
        content = _page(plan, findings, dot, look)
    else:
        drawing = draw(plan, findings, look=look, told=told)
        is_report = kind == "markdown"
        content = _report(plan, findings, drawing, look) if is_report else render(drawing, kind, dot=dot, look=look)
    if str(path) == "-":
        sys.stdout.buffer.write(content)
    else:
        write(target, content)


def default_path(spec: str, format: str | None) -> str:
    """Where a drawing goes if no file is named: here, under the name of its spec, or to standard output."""
    if format in PRINTED:
        return "-"
    stem = "network" if spec == "-" else Path(spec).stem
    return stem + next((suffix for suffix, kind in FORMATS.items() if kind == format), ".svg")


def _format(target: Path) -> str:
    suffix = target.suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    if str(target) == "-":
        raise RenderError("with -o -, --format says what to print: svg, png, pdf, html, dot, mermaid, markdown or text")
    *most, last = FORMATS
    raise RenderError(f"'{target.name}' cannot be drawn: its name must end in {', '.join(most)} or {last}")


def _page(plan: Plan, findings: Sequence[Diagnostic], dot: str | os.PathLike[str] | None, look: Look) -> bytes:
    from shapeplan.renderers.page import page

    return page(plan, findings, dot, look).encode()


def _report(plan: Plan, findings: Sequence[Diagnostic], drawing: Drawing, look: Look) -> bytes:
    from shapeplan.renderers.markdown import to_markdown

    return to_markdown(plan, findings, drawing, look.theme).encode()


def render(drawing: Drawing, format: str, *, dot: str | os.PathLike[str] | None = None, look: Look = LIGHT) -> bytes:
    """A drawing as 'svg', 'png', 'pdf', 'dot', 'mermaid' or 'text'. Raises RenderError."""
    if format in {"mermaid", "text"}:
        return _text(drawing, format, look).encode()

    def make(text: str, placed: bool) -> bytes:  # noqa: FBT001
        if format == "dot":
            return text.encode()
        if format == "png":
            return _png(drawing, text, dot, placed=placed)
        svg = finished(run(text, "svg", dot, placed=placed).decode(), drawing)
        return _pdf(svg) if format == "pdf" else svg.encode()

    return picture(drawing, look, make)


def _pdf(svg: str) -> bytes:
    from shapeplan.renderers.typeset import typeset

    return typeset(svg, "pdf", "a .pdf")


def _png(drawing: Drawing, text: str, dot: str | os.PathLike[str] | None, *, placed: bool) -> bytes:
    """By Graphviz alone as far as it has the letters."""
    from shapeplan.renderers.typeset import foreign, named, typeset

    letters = foreign(html.unescape(text))
    if not letters:
        return run(text, "png", dot, placed=placed)
    svg = run(text, "svg", dot, placed=placed)
    check_pixels(svg)
    return typeset(finished(svg.decode(), drawing), "png", f"a .png with {named(letters)}")


def _text(drawing: Drawing, format: str, look: Look) -> str:
    from shapeplan.renderers.mermaid import to_mermaid
    from shapeplan.renderers.terminal import to_text

    columns = shutil.get_terminal_size((90, 24)).columns
    return to_mermaid(drawing, look.theme) if format == "mermaid" else to_text(drawing, columns)


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
