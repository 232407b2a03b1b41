"""Which parameters and blocks of a spec are read anywhere in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from shapeplan.expression import ExpressionError, names_in
from shapeplan.source import Route


def unread_params(tree: Mapping[str, Any]) -> Iterator[Route]:
    """Places of parameters, of the spec and of its blocks, whose names stand in no expression that can see them."""
    declared = parts(tree, "params")
    blocks = {name: block for name, block in parts(tree, "blocks").items() if isinstance(block, dict)}
    inside = {name: names(block) for name, block in blocks.items()}
    if declared:
        outside = names({key: value for key, value in tree.items() if key != "blocks"})
        read = outside.union(*(inside[name] - parts(block, "params").keys() for name, block in blocks.items()))
        yield from (("params", name) for name in declared if name not in read)
    for name, block in blocks.items():
        yield from (("blocks", name, "params", each) for each in parts(block, "params") if each not in inside[name])


def unread_blocks(tree: Mapping[str, Any]) -> Iterator[Route]:
    """Places of blocks that no stack uses, not even through other blocks."""
    blocks = parts(tree, "blocks")
    waiting = [tree.get("stacks")] if blocks else []
    used: set[str] = set()
    while waiting:
        named = {text for text in walk(waiting.pop()) if text in blocks} - used
        used |= named
        waiting += [blocks[name] for name in named]
    yield from (("blocks", name) for name in blocks if name not in used)


def parts(tree: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The entries of a mapping under a key; none where there is no mapping."""
    found = tree.get(key)
    return found if isinstance(found, dict) else {}


def names(value: Any) -> frozenset[str]:
    """The names that the expressions in a value read."""
    return frozenset().union(*(named(text) for text in {text for text in walk(value) if "$" in text}))


def named(text: str) -> frozenset[str]:
    """The names that a text reads; all its words where it cannot be understood.

    >>> sorted(named("$(2 * width)")), sorted(named("$(2 * width"))
    (['width'], ['2', 'width'])
    """
    try:
        return names_in(text)
    except ExpressionError:
        return frozenset(re.findall(r"\w+", text))


def walk(value: Any) -> Iterator[str]:
    """All texts in a value, keys among them; what several aliases stand for is looked at once."""
    waiting, seen = [value], set()
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict | list) and id(item) not in seen:
            seen.add(id(item))
            waiting.extend(item)
            waiting.extend(item.values() if isinstance(item, dict) else ())
