"""Which outputs of a network on a part of an image are those of the whole image.

Along the graph a range of clean positions is carried: each has, moved by a shift, the value that it has
in the whole image. An output is clean if the whole image's output at its place comes about by the same
taps, and each of them is clean: a real pixel of the clean range, or padding at an end of the map that is
the whole map's end as well.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapeplan.axis import IDENTITY
from shapeplan.tile_records import Settled, end, highest, lowest, moved, pads, settled, unpadded

if TYPE_CHECKING:
    from shapeplan.axis import Axis
    from shapeplan.infer import Plan, PlannedNode


@dataclass(frozen=True, slots=True)
class Clean:
    """Positions [start, stop) of a map, each equal to the whole map's at + shift [px of y]."""

    shift: int
    start: int
    stop: int


class Spoilt(Exception):  # noqa: N818 - an outcome, not a mistake
    """Nothing of a layer is clean; the text says why."""

    def __init__(self, node: PlannedNode, text: str) -> None:
        super().__init__(text)
        self.node, self.text = node, text


@dataclass(frozen=True, slots=True)
class Side:
    """What a layer does to one axis, in the part or in the whole: n pixels become `out`; padding may be copied."""

    record: Axis
    n: int
    out: int
    copies: bool

    @property
    def settled(self) -> Settled:
        """The record on n pixels."""
        return settled(self.record, self.n)


def clean(part: Plan, whole: Plan, layers: Sequence[str], axis: int, offset: int) -> Clean:
    """What is clean of the last of `layers`, those that it depends on, for a part at `offset` of the whole image.

    Raises Spoilt.
    """
    found: dict[str, Clean] = {}
    for name in layers:
        node, other = part[name], whole[name]
        if node.inputs:
            ways = [_through(node, _side(part, node, k, axis), _side(whole, other, k, axis), found[source])
                    for k, source in node.reads]  # fmt: skip
            found[name] = _joined(node, ways)
        else:
            found[name] = Clean(offset, 0, size(node, axis))
    return found[layers[-1]]


def size(node: PlannedNode, axis: int) -> int:
    """Size of a spatial axis; 0 where it is unknown [px]."""
    return (node.shape[axis + 1] if node.shape and axis + 1 < len(node.shape) else None) or 0


def _side(plan: Plan, node: PlannedNode, k: int, axis: int) -> Side:
    axes, source = node.axes[k], node.inputs[k]
    assert axes is not None
    assert source is not None
    copies = node.layer is not None and node.layer.copies_edges()
    return Side(axes[axis], size(plan[source], axis), size(node, axis), copies)


def _joined(node: PlannedNode, ways: list[Clean]) -> Clean:
    """What is clean of a layer, given what each of its inputs leaves clean. Raises Spoilt."""
    if len({way.shift for way in ways}) > 1:
        raise Spoilt(node, "joins maps that lie otherwise in a tile than in the whole image")
    start, stop = max(way.start for way in ways), min(way.stop for way in ways)
    if start >= stop:
        raise Spoilt(node, "has no output that depends on the tile's own pixels only")
    return Clean(ways[0].shift, start, stop)


def _through(node: PlannedNode, part: Side, whole: Side, came: Clean) -> Clean:
    """What a layer leaves clean of what came in; perhaps nothing. Raises Spoilt."""
    if part.record == whole.record == IDENTITY:
        return came
    here, there = part.settled, whole.settled
    shift = moved(here, there, came.shift) if unpadded(here) == unpadded(there) else None
    if shift is None:
        raise Spoilt(node, "does something else to a tile than to the whole image")
    start = 0 if _begins(here, part, came) else _first(part.out, lambda j: lowest(here, j), came.start)
    last = min(came.stop, end(here, part.n))
    stop = part.out if _ends(here, part, there, whole, came) else _first(part.out, lambda j: highest(here, j), last)
    return Clean(shift, max(start, -shift), min(stop, whole.out - shift))


def _begins(here: Settled, part: Side, came: Clean) -> bool:
    """Whether the map begins where the whole map does, clean as far as padding copies it."""
    copied = pads(here)[0] + 1 if part.copies else 0
    return came.shift == 0 and came.start == 0 and came.stop >= min(part.n, copied)


def _ends(here: Settled, part: Side, there: Settled, whole: Side, came: Clean) -> bool:
    """Whether the map ends where the whole map does, clean as far as padding copies it."""
    last = end(here, part.n)
    copied = pads(here)[1] + 1 if part.copies else 0
    meets = last + came.shift == end(there, whole.n)
    return meets and came.stop >= last and came.start <= max(last - copied, 0)


def _first(count: int, key: Callable[[int], int], bound: int) -> int:
    """The first of `count` outputs whose rising key reaches a bound; `count` if none does."""
    return bisect_left(range(count), bound, key=key)
