"""What is told of the place under the pointer: a layer with its arithmetic, words of the language, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types

from shapeplan import dialects, manual, ops, rules
from shapeplan.edit import value_at
from shapeplan.infer import Plan, PlannedNode
from shapeplan.lessons import done_by, heading, seen
from shapeplan.lsp.document import Document
from shapeplan.lsp.scopes import shown
from shapeplan.lsp.slots import Slot, layer_of, slot_of
from shapeplan.lsp.targets import is_name, meant, params_of
from shapeplan.lsp.vocabulary import keys, op_page, words
from shapeplan.prose import fenced, markdown
from shapeplan.renderers.lesson import calculation_text
from shapeplan.renderers.table import shape_text
from shapeplan.source import Route

WORK = 20_000  # steps that a receptive field may take, so that nobody waits for it
MOST = 12  # layers of one line that are listed
RULE = "\n\n---\n\n"


def hover(document: Document, offset: int) -> types.Hover | None:
    """What is told of an offset of a document."""
    if not document.is_spec:
        return None
    source = document.readable.source
    route, is_key = source.trace(offset)
    places = of_place(document, route, is_key=is_key)
    told = list(filter(None, [*places, *of_params(document, route, offset), *of_findings(document, offset)]))
    if not told:
        return None
    span = source.span(route, key=is_key)
    end = span.start + len(str(route[-1])) if is_key else span.end
    where = document.positions.range(span.start, end)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, RULE.join(told)), where)


def of_place(document: Document, route: Route, *, is_key: bool) -> Iterator[str]:
    """What a key or a value means."""
    tree = document.readable.source.tree
    slot, value = slot_of(route), value_at(tree, route)
    if is_key:
        yield from of_key(document, route, str(route[-1]))
    elif slot.kind == "step" and isinstance(value, str):
        yield from of_op(document, route, value)
    elif slot.kind == "merge" and isinstance(value, str):
        yield from of_op(document, route[:-1], value)
    elif slot.kind == "framework" and value in dialects.names():
        yield fenced(manual.framework_page(value))
    else:
        yield from of_names(document, route)
        yield of_word(slot, value)


def of_key(document: Document, route: Route, key: str) -> Iterator[str]:
    """A key: an op or a block with its layers, or a word of the language."""
    within = slot_of(route[:-1])
    layer = layer_of(route)
    is_op = key in ops.names() or key in blocks(document)
    if layer is not None and is_op and within.kind in {"step", "merge"}:
        yield from of_op(document, layer, key)
    elif within.kind == "defaults" and key in ops.names():
        yield op_page(key)
    elif (text := keys(within).get(key)) is not None:
        yield f"`{key}`: {text}" + told_of(within, key)
    else:
        yield from of_names(document, route)


def told_of(within: Slot, key: str) -> str:
    """The words that an argument may be."""
    known = [
        f"- `{word}`" + (f": {text}" if text else "")
        for word, text in words(Slot("argument", within.owner, key)).items()
    ]
    return "\n\n" + "\n".join(known) if len(known) > 1 else ""


def of_word(slot: Slot, value: object) -> str:
    """A word that an argument may be."""
    text = words(slot).get(value, "") if isinstance(value, str) else ""
    return f"`{value}`: {text}" if text else ""


def blocks(document: Document) -> dict[str, object]:
    """The blocks of the spec."""
    found = value_at(document.readable.source.tree, ("blocks",))
    return found if isinstance(found, dict) else {}


def of_op(document: Document, layer: Route, name: str) -> Iterator[str]:
    """The layers of a place, with their arithmetic, and what their op is."""
    plan = document.readable.plan
    made = document.made(layer)
    if plan is not None and made:
        first = next((node for node in made if node.faults), made[0])
        yield arithmetic(plan, first) if name in ops.names() else summary(plan, first)
        yield others(plan, [node for node in made if node is not first])
    yield op_page(name) if name in ops.names() else f"`{name}`: a block of this spec"


def arithmetic(plan: Plan, node: PlannedNode) -> str:
    """The formula of a layer with its numbers, as `shapeplan explain SPEC LAYER` prints it."""
    done = done_by(plan, node)
    if done is None:
        return summary(plan, node)
    return fenced("\n".join([heading(plan, node), calculation_text(done), *seen(plan, node, WORK)]))


def summary(plan: Plan, node: PlannedNode) -> str:
    """A layer in one line."""
    count = f", {node.parameters:,} parameters" if node.parameters else ""
    return f"`{node.id}`: {node.op}, {shape_text(plan, node)}{count}"


def others(plan: Plan, made: Sequence[PlannedNode]) -> str:
    """The other layers of the same line, each with its shape."""
    rows = [f"- `{node.id}`: {shape_text(plan, node)}" for node in made[:MOST]]
    more = len(made) - len(rows)
    return "\n".join([*rows, *([f"- and {more} more"] if more > 0 else [])])


def of_names(document: Document, route: Route) -> Iterator[str]:
    """The layers that a reference, an id or the name of a stack or input stands for."""
    plan = document.readable.plan
    places = meant(document, route) or ([route] if is_name(route) else [])
    nodes = [node for place in places for node in layers_at(document, place)]
    if plan is not None and nodes:
        yield "\n".join(f"- {summary(plan, node)}" for node in nodes[:MOST])


def of_params(document: Document, route: Route, offset: int) -> Iterator[str]:
    """The value of the parameter at an offset of an expression, or its default in a block."""
    source = document.readable.source
    for place in params_of(source, route, offset):
        yield f"`{place[-1]}`: {shown(value_at(source.tree, place))}"


def layers_at(document: Document, place: Route) -> list[PlannedNode]:
    """The layers whose name stands at a place: an id, an input, a stack."""
    plan = document.readable.plan
    layer = layer_of(place)
    if layer is not None:
        return document.made(layer)
    if plan is None or place[:1] == ("blocks",) or len(place) != len(("stacks", "net")):
        return []
    try:
        return [plan[str(place[1])]]
    except KeyError:
        return []


def of_findings(document: Document, offset: int) -> Iterator[str]:
    """What the rules behind the findings at a place are for; nothing before they are known."""
    if "findings" not in document.__dict__:
        return
    here = {found.rule for found in document.findings if found.span.start <= offset <= found.span.end}
    for name in sorted(here & set(rules.names())):
        about, _, rest = (rules.load(name).__doc__ or "").strip().partition("\nBad")
        yield f"**{name}** " + markdown(about if rest else about.partition("\n\n")[0])
