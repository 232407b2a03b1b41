"""Whether an edit leaves what a network means: whatever was known before it is the same after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from shapeplan.analysis import Analysis
from shapeplan.infer import Plan, PlannedNode
from shapeplan.source import Route

Place = tuple[tuple[Route | None, ...], int]  # of a layer: the way to it through the text, and the round

STATED = frozenset({"in_channels", "in_features", "num_channels", "num_features"})  # checked, and without effect


def keeps(before: Analysis, after: Analysis) -> bool:
    """Whether every layer that was understood is still there, with the arguments, edges and sizes that were known."""
    old, new = before.plan, after.plan
    if old is None:
        return True
    if new is None or new.framework != old.framework:
        return False
    twins = places(new)
    twin = {node.id: twins.get(place) for place, node in places(old).items()}
    known = [node for node in old if node.layer is not None]
    return all(is_same(node, twin[node.id], twin) for node in known) and all(
        (found := twin[node.id]) is None or found in new.outputs for node in old.outputs
    )


def places(plan: Plan) -> dict[Place, PlannedNode]:
    """The layers by their places, which no name or number of another layer changes."""
    rounds: Counter[tuple[Route | None, ...]] = Counter()
    found = {}
    for node in plan:
        way = way_to(plan, node)
        found[way, rounds[way]] = node
        rounds[way] += 1
    return found


def way_to(plan: Plan, node: PlannedNode) -> tuple[Route | None, ...]:
    """Where the stacks, blocks and branches around a layer are used, and where it stands."""
    path = node.node.path
    groups = [plan.net.groups.get(path[:length]) for length in range(1, len(path) + 1)]
    return (*(group.route if group else None for group in groups), node.route)


def is_same(node: PlannedNode, twin: PlannedNode | None, twins: dict[str, PlannedNode | None]) -> bool:
    """Whether a layer is what it was, as far as that was known."""
    if twin is None or twin.op != node.op or arguments(twin) != arguments(node):
        return False
    is_counted = node.parameters in (None, twin.parameters)
    return is_counted and agree(node.shape, twin.shape) and agree(read(node, twins), twin.inputs)


def arguments(node: PlannedNode) -> dict[str, Any]:
    """The arguments that have an effect."""
    return {key: value for key, value in node.args.items() if key not in STATED}


def read(node: PlannedNode, twins: dict[str, PlannedNode | None]) -> list[str | None] | None:
    """What the layers that a layer reads are called now; None where even their number is unknown."""
    if node.inputs == (None,):
        return None
    found = [twins[source] if source is not None else None for source in node.inputs]
    return [twin.id if twin else None for twin in found]


def agree(old: Sequence[Any] | None, new: Sequence[Any] | None) -> bool:
    """Whether what was known is the same.

    >>> agree((8, None), (8, 32)), agree((8, None), (9, 32)), agree((8,), None)
    (True, False, False)
    """
    if old is None or new is None:
        return old is None
    return len(old) == len(new) and all(m in (None, n) for m, n in zip(old, new, strict=True))
