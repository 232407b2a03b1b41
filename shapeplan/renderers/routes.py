"""Ways of edges through a grid of boxes: along free rows and columns, else on tracks between them.

Nothing here knows lengths: a route names the gap between columns and the row above which its parts run, and
each part gets a number there, so that no two run on each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from shapeplan.renderers.model import Edge

Cell = tuple[int, int]  # column, row


class Slot(NamedTuple):
    """A line's place in a gap: the gap before a column, or above a row, and its number there."""

    gap: int
    number: int


class Want(NamedTuple):
    """A line that needs a place in a gap, from one end to the other; lines of one key share it.

    The lower the rank, and the shorter, the nearer it is to the column or row before it.
    """

    key: Hashable
    gap: int
    rank: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Route:
    """How an edge runs.

    kind   'column': straight along its column; 'row': straight along its row; 'corner': along the row of its
           source, then along the column of its target; 'step': one vertical line between columns, `drop`;
           'arc': up by `rise`, over the row of its source on `track`, to its target by `drop`
    leaves, enters   the sides where it does: 1 right, -1 left; 0 above or below
    """

    edge: Edge
    kind: Literal["column", "row", "corner", "step", "arc"]
    leaves: int = 0
    enters: int = 0
    rise: Slot | None = None
    track: Slot | None = None
    drop: Slot | None = None


def find_routes(edges: Iterable[Edge], cell: Mapping[str, Cell], *, outside: Collection[int]) -> list[Route]:
    """The route of each edge. `outside` are columns whose edges past boxes run on their left."""
    taken = frozenset(cell.values())
    bare = [_kind(edge, cell, taken, outside) for edge in edges]
    ends = Counter((route.edge.target, _falls(route, cell)) for route in bare if route.kind in {"column", "corner"})
    bare = [
        replace(route, kind="step", enters=-route.leaves)
        if route.kind == "corner" and ends[route.edge.target, _falls(route, cell)] > 1
        else route
        for route in bare
    ]
    verticals = place(want for route in bare for want in _verticals(route, cell))
    tracks = place(want for route in bare if route.kind == "arc" for want in [_track(route, cell)])
    return [
        Route(
            route.edge, route.kind, route.leaves, route.enters,
            verticals.get(_trunk(route)) if route.kind == "arc" else None,
            tracks.get(_trunk(route)) if route.kind == "arc" else None,
            verticals.get(_drop(route)),
        )
        for route in bare
    ]  # fmt: skip


def place(wants: Iterable[Want]) -> dict[Hashable, Slot]:
    """A number for each line in its gap, as low as those that it would meet there allow."""
    merged: dict[Hashable, Want] = {}
    for want in wants:
        old = merged.get(want.key, want)
        merged[want.key] = want._replace(low=min(old.low, want.low), high=max(old.high, want.high))
    placed: dict[Hashable, Slot] = {}
    for want in sorted(merged.values(), key=lambda want: (want.gap, want.rank, want.high - want.low)):
        met = {
            slot.number
            for key, slot in placed.items()
            if slot.gap == want.gap and merged[key].low <= want.high and want.low <= merged[key].high
        }
        placed[want.key] = Slot(want.gap, max(met, default=-1) + 1)
    return placed


def _falls(route: Route, cell: Mapping[str, Cell]) -> bool:
    """Whether an edge runs downward."""
    return cell[route.edge.target][1] > cell[route.edge.source][1]


def _kind(edge: Edge, cell: Mapping[str, Cell], taken: Collection[Cell], outside: Collection[int]) -> Route:
    (a, i), (b, j) = cell[edge.source], cell[edge.target]
    if a == b:
        free = not any((a, n) in taken for n in range(min(i, j) + 1, max(i, j)))
        side = -1 if a in outside else 1
        return Route(edge, "column") if free else Route(edge, "step", side, side)
    side = 1 if b > a else -1
    free = not any((n, i) in taken for n in range(a + side, b, side))
    if i == j and free:
        return Route(edge, "row", side, -side)
    fall = 1 if j > i else -1
    if i != j and free and not any((b, n) in taken for n in range(i, j, fall)):
        return Route(edge, "corner", side)
    return Route(edge, "step" if free else "arc", side, -side)


def _trunk(route: Route) -> Hashable:
    """The line that all edges of a kind which leave a box on one side share."""
    return route.edge.source, route.edge.kind == "size", route.leaves


def _drop(route: Route) -> Hashable:
    """The line on which an edge comes to its target: the trunk itself where it comes back to its column."""
    return (_trunk(route), "aside") if route.leaves == route.enters else (route.edge.source, route.edge.target)


def _verticals(route: Route, cell: Mapping[str, Cell]) -> list[Want]:
    """The lines between columns that a route needs."""
    edge = route.edge
    (a, i), (b, j) = cell[edge.source], cell[edge.target]
    gap = b if route.enters < 0 else b + 1
    if route.kind == "step":
        return [Want(_drop(route), gap, len(cell) - a, min(i, j), max(i, j))]
    if route.kind != "arc":
        return []
    over = i - 0.5
    start = a + 1 if route.leaves > 0 else a
    return [
        Want(_trunk(route), start, 0, over, i),
        Want(_drop(route), gap, len(cell) - a, min(over, j), max(over, j)),
    ]


def _track(route: Route, cell: Mapping[str, Cell]) -> Want:
    (a, i), (b, _) = cell[route.edge.source], cell[route.edge.target]
    return Want(_trunk(route), i, len(cell) - a, min(a, b), max(a, b))
