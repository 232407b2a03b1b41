"""Finds a U with several ways up: several decoders, or the nested ones of a U-Net++. Told by sizes, not by names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from shapeplan.renderers.model import Box, Edge, Valley
from shapeplan.renderers.scales import FEWEST, areas, rises

HALF = 2  # the pixels, or fewer, come from a map by a stride, not by borders without padding
Areas = Sequence[int | None]


def find_fan(boxes: Sequence[Box], edges: Sequence[Edge]) -> Valley | None:
    """The U with several ways up that the boxes form, or None.

    The way down is all that has no larger map before it. Each larger map made of it begins a way up, which
    only rises, and reads a map of its own size from another way.
    """
    index = {box.id: i for i, box in enumerate(boxes)}
    area = areas(boxes)
    ends = [(index[edge.source], index[edge.target]) for edge in edges if edge.kind != "size"]
    way = _ways(len(boxes), ends, rises(boxes, ends, area))
    count = max(way, default=0)
    if count < FEWEST or any(way[a] == way[b] > 0 and _ratio(area, a, b) >= HALF for a, b in ends):
        return None
    pairs = _pairs(way, [(a, b) for a, b in ends if way[a] < way[b] and _ratio(area, b, a) <= 1])
    scales = {area[a] for a, _ in pairs if way[a] == 0}
    if {way[b] for _, b in pairs} != set(range(1, count + 1)) or len(scales) < FEWEST:
        return None
    members = [tuple(box.id for box, n in zip(boxes, way, strict=True) if n == here) for here in range(count + 1)]
    bottom = max(a for a, b in ends if way[a] == 0 and boxes[b].id == members[-1][0])
    across = tuple((boxes[a].id, boxes[b].id) for a, b in pairs)
    return Valley(members[0], tuple(members[1:]), across, members[0].index(boxes[bottom].id))


def _ways(count: int, ends: Sequence[tuple[int, int]], rises: Sequence[int]) -> list[int]:
    """The way of each box: 0 down; those up are numbered from 1, the lower they begin the higher."""
    before: dict[int, list[int]] = {}
    for a, b in ends:
        before.setdefault(b, []).append(a)
    climbed: set[int] = set()
    starts = []
    for i in range(count):
        if not climbed.isdisjoint(before.get(i, ())):
            climbed.add(i)
        elif i in rises:
            climbed.add(i)
            starts.append((max(before.get(i, [0])), i))
    way = [0] * count
    number = {start: n for n, (_, start) in enumerate(sorted(starts), 1)}
    for i in sorted(climbed):
        way[i] = number.get(i) or max(way[a] for a in before[i])
    return way


def _ratio(area: Areas, a: int, b: int) -> Fraction:
    """How many times the pixels of the second the first has; 1 where it is not known [1]."""
    here, there = area[a], area[b]
    return Fraction(here, there) if here and there else Fraction(1)


def _pairs(way: Sequence[int], across: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """For each box that reads another way, the first way of these; of each source, the first reader in a way."""
    source: dict[int, int] = {}
    for a, b in sorted(across, key=lambda end: (way[end[0]], end)):
        source.setdefault(b, a)
    first: Mapping[tuple[int, int], int] = {(a, way[b]): b for b, a in sorted(source.items(), reverse=True)}
    return sorted((a, b) for (a, _), b in first.items())
