"""The outline of a spec: inputs, blocks, stacks, and the layers in them."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from shapeplan.edit import value_at
from shapeplan.lsp.document import Document
from shapeplan.source import Route
from shapeplan.spec import CONTROL, META

KIND = {
    "inputs": types.SymbolKind.Interface,
    "params": types.SymbolKind.Constant,
    "blocks": types.SymbolKind.Class,
    "stacks": types.SymbolKind.Namespace,
}


def symbols(document: Document) -> list[types.DocumentSymbol]:
    """The outline of a document."""
    tree = document.readable.source.tree
    if not document.is_spec or not isinstance(tree, dict):
        return []
    sections = [(key, value) for key, value in tree.items() if key in KIND and isinstance(value, dict)]
    return [entry(document, (key, name), str(name), KIND[key]) for key, value in sections for name in value]


def entry(document: Document, route: Route, name: str, kind: types.SymbolKind) -> types.DocumentSymbol:
    """A named part with the layers in it."""
    span = document.readable.source.span(route, key=True)
    where = document.positions.of(span)
    head = document.positions.range(span.start, min(span.end, span.start + len(name)))
    return types.DocumentSymbol(name or "?", kind, where, head, children=list(layers(document, route)))


def layers(document: Document, route: Route) -> Iterator[types.DocumentSymbol]:
    """The layers right below a place, with those that they hold."""
    value = value_at(document.readable.source.tree, route)
    if isinstance(value, list):
        for i, step in enumerate(value):
            yield entry(document, (*route, i), title(step), types.SymbolKind.Object)
    elif isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, list) and key in {"layers", "else"}:
                yield from layers(document, (*route, key))
            elif key == "branches" and isinstance(part, dict):
                for name in part:
                    yield entry(document, (*route, key, name), str(name), types.SymbolKind.Namespace)


def title(step: object) -> str:
    """What to call a step of the text: its id, or its op."""
    if not isinstance(step, dict):
        return str(step)
    word = next((key for key in step if key in CONTROL or key not in META), "?")
    return f"{word} {step['id']}" if isinstance(step.get("id"), str) else str(word)
