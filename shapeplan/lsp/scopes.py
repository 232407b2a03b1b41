"""The names that a place of a spec may use: of layers, of parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from shapeplan.analysis import Analysis
from shapeplan.edit import value_at
from shapeplan.infer import Plan
from shapeplan.shape import spell
from shapeplan.source import Route, Source


def params_at(tree: Any, route: Route) -> dict[str, str]:
    """The parameters that can be used at a place with their values: of loops, of the block, of the spec."""
    places = [(*route[:end], "for") for end in range(len(route), 0, -1)]
    places += [(*route[:2], "params")] if route[:1] == ("blocks",) else []
    found: dict[str, str] = {}
    for place in (*places, ("params",)):
        for name, value in mapping(tree, place).items():
            found.setdefault(str(name), shown(value))
    return found


def shown(value: Any) -> str:
    """A value in short."""
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def mapping(tree: Any, route: Route) -> dict[str, Any]:
    """The mapping at a place; an empty one where there is none."""
    found = value_at(tree, route)
    return found if isinstance(found, dict) else {}


def layers_at(source: Source, route: Route, read: Callable[[Source], Analysis]) -> dict[str, str]:
    """The names of layers that can be read at a place, each with its shape where that is known.

    `source` ends at the place, so what it names stands above.
    """
    if route[:1] == ("blocks",):
        block = mapping(source.tree, route[:2])
        inputs = block.get("inputs")
        return dict.fromkeys([*(inputs if isinstance(inputs, list) else []), *ids(block)], "")
    plan = read(source).plan
    return named(plan, route) if plan is not None else dict.fromkeys(ids(source.tree), "")


def named(plan: Plan, route: Route) -> dict[str, str]:
    """The names of a network that are not those of what is around a place, each with the shape that it stands for."""
    known = {**plan.net.scope.seen, **plan.net.scope.names}
    entries = {name: entry for name, entry in known.items() if route[: len(entry.at)] != entry.at}
    nodes = {name: plan.net.nodes.get(entry.node or "") for name, entry in reversed(entries.items())}
    return {
        name: spell(plan.laid_out(plan[node.id].shape))
        for name, node in nodes.items()
        if node is not None and not entries[name].others
    }


def ids(tree: Any) -> Iterator[str]:
    """The ids that a part of a spec gives, as they are written."""
    waiting = [tree]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if isinstance(value.get("id"), str):
                yield value["id"]
            waiting += value.values()
        elif isinstance(value, list):
            waiting += reversed(value)
