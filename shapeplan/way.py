"""A way through a network: the layers from an input to a layer, by first inputs, and what they make of a size.

Joins pass on their first input, so a way tells how a size came about wherever joins fit. It is cheap
to run again with other arguments: what it promises still has to be tried on the whole network.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shapeplan import dialects
from shapeplan.axis import Axis
from shapeplan.fault import Fault
from shapeplan.infer import Plan, PlannedNode
from shapeplan.ops._base import Op

Sizes = tuple[int, ...]


@dataclass(frozen=True)
class Way:
    """The layers of a way, the input first."""

    plan: Plan
    nodes: tuple[PlannedNode, ...]

    @property
    def start(self) -> Sizes:
        """The size of the input [px]; an unknown axis is 0."""
        return tuple(n or 0 for n in (self.nodes[0].shape or (None,))[1:])

    @cached_property
    def layers(self) -> tuple[PlannedNode, ...]:
        """The layers without the input."""
        return self.nodes[1:]

    def sizes(self, changed: Mapping[str, Op] | None = None) -> Sizes | None:
        """The size at the end, with other arguments of some layers; None where one of them cannot work."""
        sizes = self.start
        for node in self.layers:
            records = self.records(node, sizes, (changed or {}).get(node.id))
            if records is None or len(records) != len(sizes):
                return None
            sizes = tuple(record.out(n) for record, n in zip(records, sizes, strict=True))
            if min(sizes, default=0) < 1:
                return None
        return sizes

    def records(self, node: PlannedNode, sizes: Sizes, layer: Op | None) -> tuple[Axis, ...] | None:
        """What a layer does to each axis, with other arguments if there are any."""
        if layer is None:
            return node.axes[0] if node.axes else None
        planned = [self.plan[i].shape if i is not None else None for i in node.inputs]
        if not all(planned):
            return None
        first, *others = (shape for shape in planned if shape)
        try:
            outcome = layer.infer(((first[0], *sizes), *others), dialects.load(self.plan.framework))
        except Fault:
            return None
        return outcome.axes[0] if outcome.axes and not outcome.faults else None

    def record(self, node: PlannedNode, axis: int) -> Axis | None:
        """What a layer of the way does to a spatial axis."""
        records = node.axes[0] if node.axes else None
        return records[axis] if records is not None and axis < len(records) else None

    def out(self, axis: int, n: int, after: PlannedNode | None = None) -> int:
        """The size at the end of n pixels at the beginning, or behind a layer; 0 where nothing is left [px of y]."""
        first = 0 if after is None else 1 + [node.id for node in self.layers].index(after.id)
        for node in self.layers[first:]:
            record = self.record(node, axis)
            n = record.out(n) if record is not None and n > 0 else 0
        return max(n, 0)


def way_to(plan: Plan, node: str) -> Way:
    """The way to a node; it begins behind a layer that mixes axes, if one lies on it."""
    nodes = [plan[node]]
    while nodes[-1].inputs and nodes[-1].inputs[0] is not None and nodes[-1].axes and nodes[-1].axes[0] is not None:
        nodes.append(plan[nodes[-1].inputs[0]])
    return Way(plan, tuple(reversed(nodes)))
