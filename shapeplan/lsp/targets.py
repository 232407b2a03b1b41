"""Where names lead: from a reference to what it means, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lsprotocol import types

from shapeplan.edit import value_at
from shapeplan.lsp.document import Document
from shapeplan.lsp.slots import slot_of
from shapeplan.source import Route, Source

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")


def definition(document: Document, offset: int) -> list[types.Location]:
    """The places that the name at an offset leads to."""
    source = document.readable.source
    route, is_key = source.trace(offset)
    found = [*meant(document, route), *block_of(source, route, is_key=is_key), *params_of(source, route, offset)]
    return locations(document, found)


def references(document: Document, offset: int, *, declared: bool = False) -> list[types.Location]:
    """The places that lead to the name at an offset, or to what that leads to; with `declared`, that place, too."""
    source, net = document.readable.source, document.net
    route, is_key = source.trace(offset)
    wanted = {route, *meant(document, route), *block_of(source, route, is_key=is_key)}
    readers = [at for at, places in (net.ids.meant if net else {}).items() if wanted & places]
    users = [at for at in walk(source.tree) if any(place in wanted for place in block_of(source, at, is_key=True))]
    given = [place for place in wanted if is_name(place)] if declared else []
    return locations(document, sorted({*readers, *users, *given}, key=lambda at: source.span(at, key=True).start))


def is_name(route: Route) -> bool:
    """Whether a place gives a name."""
    return route[-1:] == ("id",) or (len(route) == len("kv") and route[0] in {"stacks", "inputs", "blocks"})


def meant(document: Document, route: Route) -> list[Route]:
    """The places of the names that a reference means."""
    net = document.net
    return sorted(net.ids.meant.get(route, ()), key=str) if net else []


def block_of(source: Source, route: Route, *, is_key: bool) -> Iterator[Route]:
    """The block that a layer uses."""
    value = value_at(source.tree, route)
    name = route[-1] if is_key and route and slot_of(route[:-1]).kind == "step" else value
    is_layer = slot_of(route).kind == "step" or is_key
    if is_layer and isinstance(name, str) and value_at(source.tree, ("blocks", name)) is not None:
        yield ("blocks", name)


def params_of(source: Source, route: Route, offset: int) -> Iterator[Route]:
    """The parameter that stands at an offset of an expression: of a loop, of the block, of the spec."""
    value = value_at(source.tree, route)
    if not (isinstance(value, str) and "$" in value):
        return
    span = source.span(route)
    words = _NAME.finditer(source.text, span.start, span.end)
    name = next((word[0] for word in words if word.start() <= offset <= word.end()), None)
    if name is not None:
        yield from list(scopes(source, route, name))[:1]


def scopes(source: Source, route: Route, name: str) -> Iterator[Route]:
    """The places that may give a parameter its value, the innermost first."""
    places: list[Route] = [(*route[:end], "for", name) for end in range(len(route), 0, -1)]
    places += [(*route[:2], "params", name)] if route[:1] == ("blocks",) else []
    for place in (*places, ("params", name)):
        parent = value_at(source.tree, place[:-1])
        if isinstance(parent, dict) and name in parent:
            yield place


def walk(tree: object, route: Route = ()) -> Iterator[Route]:
    """The routes of all values of a tree."""
    yield route
    parts: Iterable[tuple[str | int, object]] = ()
    if isinstance(tree, dict):
        parts = tree.items()
    elif isinstance(tree, list):
        parts = enumerate(tree)
    for step, part in parts:
        yield from walk(part, (*route, step))


def locations(document: Document, places: Iterable[Route]) -> list[types.Location]:
    """Places of a document as the protocol has them; of a mapping's entry, its key."""
    source = document.readable.source
    found = []
    for place in places:
        span = source.span(place, key=True)
        is_entry = isinstance(value_at(source.tree, place), dict | list) and place and isinstance(place[-1], str)
        end = span.start + len(str(place[-1])) if is_entry else span.end
        found.append(types.Location(document.uri, document.positions.range(span.start, end)))
    return list({(at.range.start.line, at.range.start.character): at for at in found}.values())
