"""What all readers of a map together leave unread: in front, behind, and between pixels that are read."""

from __future__ import annotations

from typing import NamedTuple

from shapeplan.axis import Window
from shapeplan.coverage import bits, read_bits
from shapeplan.infer import Plan, PlannedNode

LARGEST = 1 << 17  # pixels of an axis, above which nothing is told [px]


class Reading(NamedTuple):
    """The pixels of an axis that are read, as the bits of a number, and of how many."""

    read: int
    n: int

    @property
    def front(self) -> int:
        """Pixels before the first that is read [px].

        >>> Reading(0b0010100, 7).front, Reading(0b0010100, 7).between, Reading(0b0010100, 7).end
        (2, 1, 2)
        """
        return (self.read & -self.read).bit_length() - 1 if self.read else self.n

    @property
    def end(self) -> int:
        """Pixels behind the last that is read [px]."""
        return self.n - self.read.bit_length()

    @property
    def between(self) -> int:
        """Pixels between the first and the last that is read which are not read themselves [px]."""
        return self.n - self.end - self.front - self.read.bit_count() if self.read else 0


def reading(plan: Plan, source: str, axis: int) -> Reading | None:
    """What all readers of a map read of a spatial axis; the network's own outputs are read by whoever asked for them.

    None where the size is unknown, or absurd.
    """
    n = plan[source].size(axis)
    if n is None or n > LARGEST:
        return None
    if source in plan.net.outputs:
        return Reading(bits(0, n), n)
    read = 0
    for reader, i in plan.net.readers[source]:
        read |= read_by(plan[reader], i, axis, n)
    return Reading(read, n)


def read_by(reader: PlannedNode, i: int, axis: int, n: int) -> int:
    """The pixels that one layer reads of its input i, as bits; all, where it mixes axes or its size is unknown or absurd."""
    record = reader.record(i, axis)
    out = reader.size(axis)
    return bits(0, n) if record is None or out is None or out > LARGEST else read_bits(record, n)


def skipped(plan: Plan, node: PlannedNode, axis: int) -> tuple[Reading, Reading] | None:
    """What a layer reads of its input where it leaves out pixels between its windows, and what all readers read."""
    record, source = node.record(0, axis), node.inputs[0] if node.inputs else None
    if record is None or source is None:
        return None
    n, together = plan[source].size(axis), reading(plan, source, axis)
    if n is None or together is None:
        return None
    own = Reading(read_by(node, 0, axis, n), n)
    return (own, together) if own.between else None


def cut(plan: Plan, node: PlannedNode, axis: int) -> tuple[int, int]:
    """Pixels in front and behind that padding cuts off a layer's input and that no other layer reads [px of x].

    Only a transposed convolution has padding that cuts; what a crop cuts is meant.
    """
    record, source = node.record(0, axis), node.inputs[0] if node.inputs else None
    is_cut = isinstance(record, Window) and record.base_dilation > 1 and min(record.pad_lo, record.pad_hi) < 0
    found = reading(plan, source, axis) if is_cut and source is not None else None
    return (found.front, found.end) if found is not None else (0, 0)


def unread_padding(plan: Plan, node: PlannedNode, axis: int) -> tuple[int, int]:
    """Pixels in front and behind that a layer for padding sets and that no layer reads [px of y]."""
    record, found = node.record(0, axis), reading(plan, node.id, axis)
    if not isinstance(record, Window) or found is None or not plan.net.readers[node.id]:
        return 0, 0
    return min(found.front, max(record.pad_lo, 0)), min(found.end, max(record.pad_hi, 0))
