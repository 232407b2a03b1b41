"""Shapes beside the layers of a text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from shapeplan.infer import Plan, PlannedNode
from shapeplan.lsp.document import Document
from shapeplan.renderers.table import shape_text
from shapeplan.shape import spell
from shapeplan.source import Route

MOST = 4  # shapes beside one line


def hints(document: Document, first: int, last: int) -> list[types.InlayHint]:
    """The shapes of the layers of some lines, from 0, at the ends of their lines.

    Where the text cannot be read, only those that nothing below can change.
    """
    plan = document.readable.plan
    if plan is None or not document.is_spec:
        return []
    end = sure(document)
    at = [route for route in routes(document) if end is None or route[0] == "stacks"]
    found = [hint_at(document, plan, route, first, last, end) for route in at]
    return [hint for hint in found if hint is not None]


def sure(document: Document) -> int | None:
    """Up to where nothing below the first broken line can change a shape; None where all can be read.

    That is the layer of a stack that the line is in: a loop passes what is below on to what is above.
    """
    source, broken = document.readable.source, document.mended[1]
    if broken == len(source.text):
        return None
    stacks = source.tree.get("stacks") if isinstance(source.tree, dict) else None
    lists = {name: layers for name, layers in (stacks or {}).items() if isinstance(layers, list)}
    spans = [source.span(("stacks", name, i)) for name, layers in lists.items() for i in range(len(layers))]
    above = max((span for span in spans if span.start <= broken), key=lambda span: span.start, default=None)
    if above is None:
        return 0
    line = document.source.lines.line(document.source.lines.position(broken)[0])
    return above.start if len(line) - len(line.lstrip()) >= above.column - 1 else broken


def routes(document: Document) -> Iterator[Route]:
    """The places of layers that make a shape."""
    yield from (route for route in document.nodes if route[:1] != ("inputs",))
    yield from (route for route in document.instances if route not in document.nodes)


def hint_at(
    document: Document, plan: Plan, route: Route, first: int, last: int, end: int | None
) -> types.InlayHint | None:
    """The hint of a layer; None where it is not in the lines, or not above an offset."""
    source = document.readable.source
    span = source.span((*route, "merge"))  # of the join of branches; of the layer where there is none
    if not first <= span.line - 1 <= last or (end is not None and span.start >= end):
        return None
    made = document.made(route)
    line_end = source.lines.starts[span.line - 1] + len(source.lines.line(span.line).rstrip())
    return types.InlayHint(
        document.positions.position(span.end if span.end_line == span.line else line_end),
        label(plan, made),
        kind=types.InlayHintKind.Type,
        tooltip="\n".join(f"{node.id}: {shape_text(plan, node)}" for node in made[:20]),
        padding_left=True,
    )


def label(plan: Plan, made: Sequence[PlannedNode]) -> str:
    """The shapes of the layers of one line, one after the other."""
    shapes = list(dict.fromkeys(spell(plan.laid_out(node.shape)) for node in made))
    return " | ".join(shapes[:MOST] + (["..."] if len(shapes) > MOST else []))
