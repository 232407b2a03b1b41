"""What every output of every layer depends on, all layers at once: hulls folded forward along the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shapeplan.axis import IDENTITY, Axis
from shapeplan.infer import Plan, PlannedNode

MOST = 4_000_000  # outputs of all layers together, above which nothing is told

Hull = tuple[int, int] | None  # first and last pixel of the input, both included; None where only padding is read
Hulls = list[Hull] | None  # of each output; None where axes are mixed on the way, or a size is unknown


@dataclass(slots=True)
class Reach:
    """The pixels of the input that each output depends on, along one axis (0 is the first spatial one).

    The same as `field.receptive_field` folds backward for one layer, of all outputs instead of a sample.

    hulls   of each layer
    made    what was found out before, which several axes may share: equal subproblems are one
    """

    plan: Plan
    axis: int
    hulls: dict[str, Hulls] = field(default_factory=dict)
    made: dict[tuple[object, ...], list[Hull]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.plan:
            self.hulls[node.id] = self._input(node) if not node.inputs else self._node(node)

    def width(self, node: str) -> int | None:
        """Pixels from the first to the last that one output depends on, the largest [px of the input]."""
        widths = [hull[1] - hull[0] + 1 for hull in self.hulls[node] or () if hull]
        return max(widths, default=None)

    def middle(self, node: str) -> Hull:
        """First and last pixel that the output in the middle depends on."""
        hulls = self.hulls[node]
        return hulls[len(hulls) // 2] if hulls else None

    def _size(self, node: PlannedNode) -> int | None:
        shape = node.shape or ()
        size = shape[self.axis + 1] if self.axis + 1 < len(shape) else None
        return None if size is None or size * len(self.plan.nodes) > MOST else size

    def _input(self, node: PlannedNode) -> Hulls:
        size = self._size(node)
        return None if size is None else self.made.setdefault(("input", size), [(j, j) for j in range(size)])

    def _node(self, node: PlannedNode) -> Hulls:
        size = self._size(node)
        pairs = [(source, axes) for source, axes in zip(node.inputs, node.axes, strict=False) if source is not None]
        if size is None or not pairs or any(axes is None or self.axis >= len(axes) for _, axes in pairs):
            return None
        read = [(axes[self.axis], self.hulls[source]) for source, axes in pairs if axes is not None]
        made = [self._through(record, hulls, size) for record, hulls in read if hulls is not None]
        if len(made) < len(read):
            return None
        return made[0] if all(one is made[0] for one in made) else self._joined(made)

    def _through(self, record: Axis, hulls: list[Hull], size: int) -> list[Hull]:
        """What outputs depend on, of a record that reads a map; equal ones are one list."""
        if record == IDENTITY:
            return hulls
        key = (record, id(hulls), size)
        if key not in self.made:
            taps = (record.taps(j, len(hulls)) for j in range(size))
            self.made[key] = [_hull([hulls[t[0]], hulls[t[-1]]]) if t else None for t in taps]
        return self.made[key]

    def _joined(self, made: Sequence[list[Hull]]) -> list[Hull]:
        key = ("join", *map(id, made))
        if key not in self.made:
            self.made[key] = [_hull(each) for each in zip(*made, strict=True)]
        return self.made[key]


def _hull(hulls: Sequence[Hull]) -> Hull:
    """The hull of hulls."""
    known = [hull for hull in hulls if hull]
    return (min(a for a, _ in known), max(b for _, b in known)) if known else None
