"""Edits of a spec's text that set one argument of a layer and leave everything else as it is."""

from __future__ import annotations

import re
from typing import Any

from shapeplan.source import Edit, Route, Source


def value_at(tree: Any, route: Route) -> Any:
    """The value at a route of a plain tree; None where there is none."""
    for step in route:
        if isinstance(tree, dict):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree


def replace_value(source: Source, route: Route, text: str) -> Edit:
    """The value at a route, replaced by a text."""
    span = source.span(route)
    return Edit(span.start, span.end, text)


def rename(source: Source, route: Route, written: str, meant: str, *, key: bool) -> Edit | None:
    """Puts a name in place of one that stands, once, in the value at a route; with `key`, of its key if that has it.

    None where the name does not stand there as it is, such as in an alias.
    """
    parent = value_at(source.tree, route[:-1])
    is_key = key and isinstance(parent, dict) and written in parent and route[-1] == written
    span = source.span(route, key=is_key)
    end = min(span.end, span.start + len(f"'{written}'")) if is_key else span.end
    found = list(re.finditer(rf"(?<![\w-]){re.escape(written)}(?![\w-])", source.text[span.start : end]))
    if len(found) != 1:
        return None
    return Edit(span.start + found[0].start(), span.start + found[0].end(), meant)


def set_argument(source: Source, layer: Route, op: str, main: str, key: str, text: str) -> Edit | None:  # noqa: PLR0911 - a return for each form
    """Gives a layer the argument `key: text`, whatever its form; None where that cannot be done simply.

    `main` is the argument that a bare value stands for.
    """
    written = value_at(source.tree, layer)
    if written == op:  # - add
        return replace_value(source, layer, f"{op}: {{{key}: {text}}}")
    args = written.get(op) if isinstance(written, dict) else None
    at = (*layer, op)
    if isinstance(args, dict) and key in args:
        return replace_value(source, (*at, key), text)
    span = source.span(at)
    old = source.text[span.start : span.end]
    if isinstance(written, dict) and op in written and args is None and not old:  # - concat:
        return Edit(span.start, span.end, f" {{{key}: {text}}}")
    if isinstance(args, dict) and old.endswith("}"):
        body = old[:-1].rstrip()
        end = span.start + len(body)
        return Edit(end, end, f"{'' if body.endswith('{') else ', '}{key}: {text}")
    if isinstance(args, dict) and args:
        first = source.span((*at, next(iter(args))), key=True)
        return Edit(span.end, span.end, f"\n{' ' * (first.column - 1)}{key}: {text}")
    if isinstance(args, (str, int, list)) and key == main:
        return replace_value(source, at, text)
    if isinstance(args, (str, int, list)):
        if key == main:
            return replace_value(source, at, text)
        return Edit(span.start, span.end, f"{{{main}: {old}, {key}: {text}}}")
    return None


def swap_argument(source: Source, layer: Route, op: str, old: str, key: str, text: str) -> Edit | None:
    """Gives a layer `key: text` in place of its argument `old`, which may stand as a bare value."""
    written = value_at(source.tree, (*layer, op))
    if isinstance(written, dict) and old in written:
        span = source.span((*layer, op, old), key=True)
        return Edit(span.start, span.end, f"{key}: {text}")
    if isinstance(written, (int, float, list, str)):
        return replace_value(source, (*layer, op), f"{{{key}: {text}}}")
    return None


def insert_layer(source: Source, layer: Route, text: str) -> Edit | None:
    """Puts a layer, of one line or more, in front of another in a list of one layer a line; None in other lists."""
    span = source.span(layer)
    before = source.lines.line(span.line)[: span.column - 1]
    if before.strip() != "-":
        return None
    text = text.replace("\n", "\n" + " " * len(before))
    return Edit(span.start, span.start, f"{text}\n{before}")


def append_layer(source: Source, layers: Route, text: str) -> Edit | None:
    """Puts a layer behind the last of a list, or into an empty one; None in lists of another form."""
    found = value_at(source.tree, layers)
    if found == []:
        return replace_value(source, layers, f"[{{{text}}}]")
    if not isinstance(found, list):
        return None
    last = source.span((*layers, len(found) - 1))
    before = source.lines.line(last.line)[: last.column - 1]
    return Edit(last.end, last.end, f"\n{before}{text}") if before.strip() == "-" else None


def change(old: str, new: str) -> Edit:
    """The edit that makes one text of another: all between their common beginning and their common end.

    >>> change("p: 1, s: 2", "p: 0, s: 2")
    Edit(start=3, end=4, text='0')
    """
    most = min(len(old), len(new))
    same = next((i for i in range(most) if old[i] != new[i]), most)
    tail = next((i for i in range(most - same) if old[-1 - i] != new[-1 - i]), most - same)
    return Edit(same, len(old) - tail, new[same : len(new) - tail])


def remove_part(source: Source, route: Route) -> Edit | None:
    """Takes an entry out of a mapping, or a layer out of a list; the whole mapping where it is the only one.

    None where that cannot be done simply, such as for the only layer of a list.
    """
    parent = value_at(source.tree, route[:-1])
    if isinstance(parent, dict) and len(parent) == 1:
        return remove_part(source, route[:-1]) if len(route) > 1 else None
    if not isinstance(parent, (dict, list)) or len(parent) == 1:
        return None
    first, last = source.span(route, key=isinstance(parent, dict)), source.span(route)
    before = source.lines.line(first.line)[: first.column - 1]
    if before.strip() in {"", "-"} and (isinstance(parent, list) or before.strip() == ""):
        start = first.start - len(before)
        end = source.text.find("\n", last.end)
        return Edit(start, len(source.text) if end < 0 else end + 1, "")
    return remove_between(source, route, list(parent) if isinstance(parent, dict) else list(range(len(parent))))


def remove_between(source: Source, route: Route, steps: list[int | str]) -> Edit | None:
    """Takes a part out of a mapping or list in braces, with the comma that divides it from its neighbour."""
    *above, step = route
    is_key = isinstance(step, str)
    i = steps.index(step)
    if i + 1 < len(steps):
        return Edit(source.span(route, key=is_key).start, source.span((*above, steps[i + 1]), key=is_key).start, "")
    return Edit(source.span((*above, steps[i - 1])).end, source.span(route).end, "")
