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

    Where the text cannot be read, the layers above the first line that is broken have theirs, if that is
    in the stacks: what comes below cannot matter to them.
    """
    plan = document.readable.plan
    if plan is None or not document.is_spec or not is_sure(document):
        return []
    return [hint for route in routes(document) if (hint := hint_at(document, plan, route, first, last)) is not None]


def is_sure(document: Document) -> bool:
    """Whether shapes above the first broken line are those of the text."""
    source, end = document.readable.source, document.mended[1]
    stacks = source.span(("stacks",), key=True).start
    return end == len(source.text) or 0 < stacks < end


def routes(document: Document) -> Iterator[Route]:
    """The places of layers that make a shape."""
    yield from (route for route in document.nodes if route[:1] != ("inputs",))
    yield from (route for route in document.instances if route not in document.nodes)


def hint_at(document: Document, plan: Plan, route: Route, first: int, last: int) -> types.InlayHint | None:
    """The hint of a layer; None where it is not in the lines."""
    source = document.readable.source
    span = source.span((*route, "merge"))  # of the join of branches; of the layer where there is none
    if not first <= span.line - 1 <= last or span.start >= document.mended[1]:
        return None
    made = document.made(route)
    end = (
        span.end if span.end_line == span.line else span.start + len(source.text[span.start : span.end].splitlines()[0])
    )
    return types.InlayHint(
        document.positions.position(end),
        label(plan, made),
        kind=types.InlayHintKind.Type,
        tooltip="\n".join(f"{node.id}: {shape_text(plan, node)}" for node in made[:20]),
        padding_left=True,
    )


def label(plan: Plan, made: Sequence[PlannedNode]) -> str:
    """The shapes of the layers of one line, one after the other."""
    shapes = list(dict.fromkeys(spell(plan.laid_out(node.shape)) for node in made))
    return " | ".join(shapes[:MOST] + (["..."] if len(shapes) > MOST else []))
