"""The drawings of a page: Graphviz's SVG, made fit to stand in it, with the colours of its style."""

from __future__ import annotations

import html
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import replace

from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan
from shapeplan.renderers import palette
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.engine import run
from shapeplan.renderers.inline import kept
from shapeplan.renderers.ladder import picture
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Drawing

FEW, MANY = 12, 1_000  # boxes of the view of blocks, at most if blocks can be folded so far, and of the view of layers
STYLED = frozenset({"font-family", "height", "width"})  # by the page
NAMESPACE = "{http://www.w3.org/2000/svg}"
INKS = {
    "ink": palette.INK, "name": palette.NAME, "grey": palette.GREY, "pale": palette.PALE, "red": palette.RED, "amber": palette.AMBER,
    "skip": palette.SKIP, "group-line": palette.GROUP_LINE, "group-fill": palette.GROUP_FILL,
}  # fmt: skip


def pictures(
    plan: Plan, findings: Sequence[Diagnostic], dot: str | os.PathLike[str] | None, look: Look
) -> tuple[list[dict[str, object]], list[str]]:
    """The views of a plan, each with its name and the layers of its boxes, and their SVGs. Raises RenderError."""
    index = {node.id: i for i, node in enumerate(plan)}
    views: list[dict[str, object]] = []
    svgs = []
    for name, drawing in _drawings(plan, findings, look):
        views.append({"name": name, "boxes": [[index[id_] for id_ in box.members] for box in drawing.boxes]})
        placed = replace(look, view="auto")
        svg = picture(drawing, placed, lambda text, placed: run(text, "svg", dot, placed=placed))
        svgs.append(inlined(svg.decode(), drawing, name))
    return views, svgs


def _drawings(plan: Plan, findings: Sequence[Diagnostic], look: Look) -> list[tuple[str, Drawing]]:
    """In blocks and in layers, where these are not the same."""
    blocks = draw(plan, findings, most_boxes=FEW, look=replace(look, view="auto"))
    most = replace(look, view="layers" if len(plan.nodes) <= MANY else "auto")
    layers = draw(plan, findings, most_boxes=MANY, look=most)
    if len(blocks.boxes) == len(layers.boxes):
        return [("drawing", layers)]
    return [("blocks", blocks), ("layers", layers)]


def inlined(svg: str, drawing: Drawing, name: str) -> str:
    """An SVG for the page: what is not known is left out, and colours are the names that the style gives them."""
    root = kept(ET.fromstring(svg))  # noqa: S314 - Graphviz's, not the user's
    numbers = {key: i for i, key in enumerate(drawing.keys.values())}
    root.attrib["class"] = "drawing"
    return f'<div class="view" data-view="{name}">{"".join(_written(root, numbers))}</div>'


def _written(element: ET.Element, numbers: dict[str, int]) -> Iterator[str]:
    """An element and what is in it, but for titles, which the page has of its own."""
    tag = element.tag.removeprefix(NAMESPACE)
    if tag == "title":
        return
    pairs = [(key, _painted(value)) for key, value in element.attrib.items() if key not in STYLED and value]
    attributes = "".join(f' {key}="{html.escape(value)}"' for key, value in pairs + _place(element, numbers))
    yield f"<{tag}{attributes}>"
    yield html.escape(element.text or "") if tag == "text" else ""
    for child in element:
        yield from _written(child, numbers)
    yield f"</{tag}>"


def _place(element: ET.Element, numbers: dict[str, int]) -> list[tuple[str, str]]:
    """Which box a group is, or which boxes it leads from and to."""
    kind = element.get("class", "").split(" ")[0]
    title = element.findtext(f"{NAMESPACE}title") or ""
    ends = [str(numbers[end]) for end in re.findall(r"n\d+", title) if end in numbers]
    if kind == "node" and ends:
        return [("data-box", ends[0])]
    return [("data-edge", " ".join(ends))] if kind == "edge" and len(ends) > 1 else []


def _painted(value: str) -> str:
    name = _names().get(value.lower())
    return f"var(--{name})" if name else value


def _names() -> dict[str, str]:
    """The colours of drawings, and what the style calls them."""
    paints = {**palette.FAMILIES, **palette.MARKS}
    found = {paint.line.lower(): f"{name}-line" for name, paint in paints.items()}
    found |= {paint.fill.lower(): f"{name}-fill" for name, paint in paints.items()}
    return {**found, **{colour.lower(): name for name, colour in INKS.items()}, "white": "paper"}


def colours() -> str:
    """The colours of a light page as variables of a style."""
    rows = [
        f"--{name}-fill:{p.fill};--{name}-line:{p.line};" for name, p in {**palette.FAMILIES, **palette.MARKS}.items()
    ]
    rows += [f"--{name}:{colour};" for name, colour in INKS.items()]
    return ":root{--paper:#fff;" + "".join(rows) + "}"
