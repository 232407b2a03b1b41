"""Another value of one argument, on one layer or on all alike, that gives the size that is wanted.

Values are searched along ways, where a try is cheap, the nearest first and each axis for itself; what
is found is tried on the whole network.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.infer import PlannedNode
from shapeplan.ops._base import Op
from shapeplan.rules._fixes import Error, argument_edit, tried
from shapeplan.rules._spans import one_or_all, spelled
from shapeplan.way import Sizes, Way

MOST = 3  # fixes that are offered, of different arguments
FARTHEST = 8  # by which a kernel is enlarged
NEAR = 128  # by which any other number is changed
RESTORING = ("output_padding", "ceil_mode")  # what chooses among the sizes that a stride maps to one
BORDERS = ("padding",)
RESHAPING = ("scale_factor", "kernel_size", "dilation", "stride")

OPEN = {"stride", "output_padding"}  # which a framework chooses where they are not stated

Target = tuple[PlannedNode, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """What a change is to reach.

    error    that is to go
    ways     whose sizes decide
    axes     spatial axes, from 0, that are wrong
    is_met   whether the sizes at the ends of the ways are right on an axis
    first    id of the layer that is tried first: the cause
    """

    error: Error
    ways: tuple[Way, ...]
    axes: tuple[int, ...]
    is_met: Callable[[Sequence[Sizes], int], bool]
    first: str | None = None


def tuned(a: Analysis, goal: Goal, fields: Iterable[str]) -> Iterator[Fix]:
    """For each argument the first change of it that mends; those of one layer come before those of several."""
    yield from (fix for _, fix in tuned_layers(a, goal, fields))


def tuned_layers(a: Analysis, goal: Goal, fields: Iterable[str]) -> Iterator[tuple[Target, Fix]]:
    """The same, each with the layers that it changes."""
    for field in fields:
        found = ((target, fix) for target in targets(goal, field) for fix in tuning(a, goal, target, field))
        first = next(found, None)
        if first is not None:
            yield first


def targets(goal: Goal, field: str) -> Iterator[Target]:
    """The layers of each place that have an argument, the cause first, then from the end; then all alike together."""
    nodes = {node.id: node for way in goal.ways for node in way.layers if has(node, field)}
    by_place: dict[Any, list[PlannedNode]] = {}
    alike: dict[Any, list[PlannedNode]] = {}
    for node in nodes.values():
        by_place.setdefault(node.route, []).append(node)
        alike.setdefault(kind(node), []).append(node)
    single = [tuple(place) for place in reversed(by_place.values())]
    yield from sorted(single, key=lambda target: goal.first not in {node.id for node in target})
    yield from (tuple(target) for target in alike.values() if len({node.route for node in target}) > 1)


def has(node: PlannedNode, field: str) -> bool:
    """Whether a layer has an argument, and is not made by another one instead of it."""
    return getattr(node.layer, field, None) is not None or (field in OPEN and hasattr(node.layer, field))


def kind(node: PlannedNode) -> tuple[Any, ...]:
    """What alike layers have in common: the op, and the arguments that make sizes."""
    return (node.op, *(getattr(node.layer, field, None) for field in (*RESTORING, *BORDERS, *RESHAPING)))


def tuning(a: Analysis, goal: Goal, target: Target, field: str) -> Iterator[Fix]:
    """The change of an argument on some layers, if one mends."""
    now = getattr(target[0].layer, field)
    found: dict[int, Any] = {}
    for value in values(target[0], field):
        changed = {node.id: with_argument(node.layer, field, value) for node in target if node.layer}
        ends = [way.sizes(changed) for way in goal.ways]
        known = [end for end in ends if end is not None]
        if len(known) == len(ends):
            found |= {axis: value for axis in goal.axes if axis not in found and goal.is_met(known, axis)}
        if len(found) == len(goal.axes):
            yield from offered(a, goal, target, field, together(found, now, len(goal.ways[0].start)))
            return


def with_argument(layer: Op, field: str, value: Any) -> Op:
    """The layer with another value of an argument."""
    return layer.model_copy(update={field: value})


def together(found: dict[int, Any], now: Any, rank: int) -> Any:
    """One value for all axes, or a list: of other axes, the present ones."""
    if any(not isinstance(value, int) or isinstance(value, bool) for value in found.values()):
        return next(iter(found.values()))
    present = list(now) if isinstance(now, tuple) else [0 if isinstance(now, str) or now is None else now] * rank
    return one_or_all([found.get(axis, present[axis]) for axis in range(rank)])


def offered(a: Analysis, goal: Goal, target: Target, field: str, value: Any) -> Iterator[Fix]:
    """The change as a fix, tried."""
    places = {node.route: node for node in target}
    edits = [argument_edit(a.source, node, {field: spelled(value)}) for node in places.values()]
    if None not in edits:
        yield from tried(a, goal.error, f"{field}: {spelled(value)} on {named(a, target)}", edits)


def named(a: Analysis, target: Target) -> str:
    """The layers of a change in words."""
    if len(target) == 1:
        return f"the {target[0].op} '{a.label(target[0])}'"
    if len({node.route for node in target}) == 1:
        return f"the {target[0].op} that makes {len(target)} layers, '{a.label(target[0])}' among them"
    return f"all {len(target)} {target[0].op} like '{a.label(target[0])}'"


def values(node: PlannedNode, field: str) -> list[Any]:
    """Other values of an argument, the nearest to the present one first."""
    layer = node.layer
    if field == "ceil_mode":
        return [not getattr(layer, field)]
    extent = largest(getattr(layer, "dilation", 1)) * (largest(getattr(layer, "kernel_size", 1)) - 1) + 1
    stride = largest(getattr(layer, "stride", None) or getattr(layer, "kernel_size", 1))
    now = stride if field == "stride" else largest(getattr(layer, field))
    ranges = {
        "output_padding": range(max(stride, largest(getattr(layer, "dilation", 1)))),
        "padding": range(max(extent // 2, now) + 1),
        "kernel_size": range(1, now + FARTHEST + 1),
        "dilation": range(1, now + 1),
        "stride": range(1, stride + 2),
        "scale_factor": range(1, 2 * now + 1),
    }
    few = range(max(ranges[field].start, now - NEAR), min(ranges[field].stop, now + NEAR + 1))
    numbers = sorted(few, key=lambda value: (abs(value - now), value))
    return [*numbers, "same"] if field == "padding" and hasattr(layer, "kernel_size") else numbers


def largest(value: Any) -> int:
    """The largest number of an argument; 0 for a word or nothing."""
    if isinstance(value, (list, tuple)):
        return max(map(largest, value))
    return int(value) if isinstance(value, (int, Fraction)) else 0
