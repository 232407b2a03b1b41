"""Finds a U: a way down and a way up, with skips across at mirrored scales. Told by sizes, not by names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from shapeplan.renderers.fan import find_fan
from shapeplan.renderers.model import Box, Edge, Valley
from shapeplan.renderers.scales import FEWEST, areas, rises


def find_valley(boxes: Sequence[Box], edges: Sequence[Edge]) -> Valley | None:
    """The U that the boxes form, or None."""
    return find_fan(boxes, edges) or _find_one(boxes, edges)


def with_skips(edges: Sequence[Edge], valley: Valley | None) -> list[Edge]:
    """The edges, with all that cross from one way of a U to another as skips, but those that a way begins with."""
    if valley is None:
        return list(edges)
    way = valley.ways()
    starts = {up[0] for up in valley.ups}
    return [
        replace(edge, kind="skip")
        if edge.kind == "flow" and way[edge.source] != way[edge.target] and edge.target not in starts
        else edge
        for edge in edges
    ]


def _find_one(boxes: Sequence[Box], edges: Sequence[Edge]) -> Valley | None:
    """The U with one way up.

    It turns at a box whose map is larger again; what else crosses that point are the skips, from larger
    maps than that of the bottom, and they must lie one within the other.
    """
    index = {box.id: i for i, box in enumerate(boxes)}
    area = areas(boxes)
    ends = [(index[edge.source], index[edge.target]) for edge in edges if edge.kind != "size"]
    turns = rises(boxes, ends, area)
    for turn in turns:
        bottom = max((a for a, b in ends if b == turn), default=None)
        across = sorted((a, b) for a, b in ends if a < turn <= b and (a, b) != (bottom, turn))
        if bottom is None or any(bottom < other < turn for other in turns):
            continue
        if not across or not _mirrored(across, bottom, area):
            continue
        for order in (list(range(turn)), _early(turn, ends, across)):
            place = {box: i for i, box in enumerate(order)}
            nested = sorted((place[a], b) for a, b in across)
            if all((a < c and d < b) or a == c or d == b for (a, b), (c, d) in pairwise(nested)):
                ids = [box.id for box in boxes]
                down = tuple(ids[box] for box in order)
                pairs = tuple((down[a], ids[b]) for a, b in _partners(nested))
                return Valley(down, (tuple(ids[turn:]),), pairs, place[bottom])
    return None


def _early(turn: int, ends: Sequence[tuple[int, int]], across: Sequence[tuple[int, int]]) -> list[int]:
    """The way down, with what leads across right behind what it reads: laterals are often written in one go."""
    moved = {a for a, _ in across}
    behind = {b: a for a, b in sorted(ends) if b in moved}
    return sorted(range(turn), key=lambda box: (behind[box], 1, box) if box in behind else (box, 0, box))


def _partners(across: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The first of the skips of each box: it can share its row with one other."""
    first = dict(reversed(across))
    last = {b: a for a, b in first.items()}
    return sorted((a, b) for b, a in last.items())


def _mirrored(across: Sequence[tuple[int, int]], bottom: int, area: Sequence[int | None]) -> bool:
    """Whether all skips start from larger maps than that of the bottom, and several from two scales."""
    low = area[bottom]
    sizes = [area[a] for a, _ in across]
    falls = [n is None or low is None or n > low for n in sizes]
    known = {n for n in sizes if n is not None}
    return all(falls) and (len(across) == 1 or len(known) >= FEWEST or None in sizes)
