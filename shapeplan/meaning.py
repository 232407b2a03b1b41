"""Whether an edit leaves what a network means: whatever was known before it is the same after it.

An error hides others: of a layer that cannot be read, or whose input is unknown, nothing is said.
When it goes they come to light, which makes nothing worse.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from shapeplan.analysis import Analysis
from shapeplan.infer import Plan, PlannedNode
from shapeplan.shape import Shape
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
    expected = {each.name: each.node for each in new.net.expectations}
    return (
        all(is_same(node, twin[node.id], twin) for node in old if node.layer is not None)
        and all(is_called(twin[name], *new.net.outputs) for name in old.net.outputs)
        and all(is_called(twin[each.node], expected.get(each.name)) for each in old.net.expectations)
    )


def suits(before: Analysis, after: Analysis) -> bool:
    """Whether every layer with other arguments than before, such as each use of a block, is known to work with them."""
    if before.plan is None or after.plan is None:
        return False
    old, plan = places(before.plan), after.plan
    changed = [node for place, node in places(plan).items() if place in old and old[place].layer != node.layer]
    return all(is_judged(plan, node) for node in changed)


def is_called(twin: PlannedNode | None, *names: str | None) -> bool:
    """Whether a layer has one of some ids; one that could not be read may have become several."""
    return twin is None or twin.id in names


def reveals(before: Analysis, after: Analysis) -> bool:
    """Whether every error that came is where nothing could be said before."""
    came = after.errors - before.errors
    if not came:
        return True
    if before.plan is None or after.plan is None:
        return before.plan is None and not after.source.problems
    return came <= revealed(before.plan, after, places(after.plan))


def revealed(old: Plan, after: Analysis, new: dict[Place, PlannedNode]) -> set[tuple[str, str]]:
    """Errors where nothing could be said in an earlier plan."""
    sound = {place for place, node in places(old).items() if is_judged(old, node)}
    hidden = {node.id for place, node in new.items() if place not in sound}
    read = {node.route for node in old if node.layer is not None}
    met = {each.name for each in old.net.expectations if old[each.node].is_known}
    faults = {(rule, node.id) for rule, found in after.faults.items() for node, _ in found if node.id in hidden}
    wrongs = {wrong.error for wrong in after.wrongs if is_hidden(wrong.at, read)}
    unmet = {("expectation", f"{each.name}.{what}") for each, what, *_ in after.unmet if each.name not in met}
    return faults | wrongs | unmet


def is_judged(plan: Plan, node: PlannedNode) -> bool:
    """Whether all that is wrong with a layer was said: it works, or its inputs do not hide that it does not."""
    inputs = [plan[source] if source is not None else None for source in node.inputs]
    return node.layer is not None and not node.faults and all(each is not None and each.is_known for each in inputs)


def is_hidden(at: Route, read: set[Route]) -> bool:
    """Whether a place belongs to no layer that could be read."""
    return at[:1] in {("stacks",), ("blocks",), ("defaults",)} and not any(at[: len(route)] == route for route in read)


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
    reads = [None if source is None else twins[source] for source in node.inputs]
    is_wired = node.inputs == (None,) or len(reads) == len(twin.inputs)
    is_counted = None in (node.parameters, twin.parameters) or node.parameters == twin.parameters
    edges = zip(reads, twin.inputs, strict=False)
    return is_wired and is_counted and all(r is None or r.id == i for r, i in edges) and agree(node.shape, twin.shape)


def arguments(node: PlannedNode) -> dict[str, Any]:
    """The arguments that have an effect."""
    return {key: value for key, value in node.args.items() if key not in STATED}


def agree(old: Shape | None, new: Shape | None) -> bool:
    """Whether two shapes are the same as far as both are known; a fault that came to light hides one.

    >>> agree((8, None), (8, 32)), agree((8, None), (9, 32)), agree((8,), None)
    (True, False, True)
    """
    if old is None or new is None:
        return True
    return len(old) == len(new) and all(None in (m, n) or m == n for m, n in zip(old, new, strict=True))
