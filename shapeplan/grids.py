"""Where the pixels of each map lie on the map that it was made from: positions folded forward along the graph."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from shapeplan.axis import Axis, Fixed, Same, Scale, Window
from shapeplan.infer import Plan, PlannedNode
from shapeplan.same_transposed import SameTransposed

Number = int | Fraction
Step = tuple[Number, Number, Number]

STAYS: Step = (1, 0, 0)


class Grid(NamedTuple):
    """The pixels of a map along one axis, in pixels of the map where positions begin to be counted.

    origin     that map: an input of the network, or one whose axes are mixed or joined from several origins
    jump       from one pixel to the next [px of the origin]
    low, high  mean centre of what the first pixel reads: two, where maps were joined that are shifted [px of the origin]
    last       the farthest that the first pixel reads [px of the origin]
    grain      the coarsest pixels that the finest of its ways went through [px of the origin]

    Outputs of a transposed window and of a resizing read differently from phase to phase: positions are their mean.
    """

    origin: str
    jump: Number = 1
    low: Number = 0
    high: Number = 0
    last: Number = 0
    grain: Number = 1

    def then(self, step: Step) -> Grid:
        """The grid of what a layer makes of the map."""
        apart, centre, last = step
        jump = plain(self.jump * apart)
        low, high = plain(self.low + self.jump * centre), plain(self.high + self.jump * centre)
        return Grid(self.origin, jump, low, high, plain(self.last + self.jump * last), max(self.grain, jump))


class Shift(NamedTuple):
    """Two maps that are joined although their pixels do not lie on each other.

    one, other  the maps
    amount      how far apart the centres are, at the end where it is more [px of the joined map]
    grain       the coarsest pixels that one of them went through [px of the joined map]
    """

    one: str
    other: str
    amount: Fraction
    grain: Fraction


def shifts(plan: Plan, axis: int) -> dict[str, Shift]:
    """The joins, by id, whose inputs are shifted against each other along a spatial axis (0 is the first)."""
    found: dict[str, Shift] = {}
    grids: dict[str, Grid] = {}
    ways = {key: steps(plan, node, axis) for key, node in plan.kinds.items()}
    for node in plan:
        known = placed(grids, node, ways[id(node.outcome)])
        several = list(dict.fromkeys(known.values()))
        if len({grid.origin for grid in several}) != 1:
            grids[node.id] = Grid(node.id)
            continue
        if len(several) > 1 and (shift := shifted(known, node.size(axis) or 1)):
            found[node.id] = shift
        grids[node.id] = several[0] if len(several) == 1 else joined(several)
    return found


def placed(grids: dict[str, Grid], node: PlannedNode, ways: dict[int, Step | None]) -> dict[str, Grid]:
    """The inputs of a layer, each with the grid on which it lies there; none at all where one has none."""
    found = {}
    for k, step in ways.items():
        source = node.inputs[k]
        if source is None or step is None:
            return {}
        found[source] = grids[source] if step == STAYS else grids[source].then(step)
    return found


def steps(plan: Plan, node: PlannedNode, axis: int) -> dict[int, Step | None]:
    """What a layer does to the places of each input's pixels; None where they have none behind it.

    A map of one pixel that is spread over others lies nowhere, and is left out.
    """
    corners = getattr(node.layer, "align_corners", None) is True
    m, found = node.size(axis), dict[int, Step | None]()
    for k, source in node.reads:
        record, n = node.record(k, axis), plan[source].size(axis)
        if n != 1 or len(node.reads) == 1:
            found[k] = moved(record, n, m, corners=corners) if record is not None and n and m else None
    return found


def joined(grids: Sequence[Grid]) -> Grid:
    """The grid of maps that were joined: that of the finest, from the first to the last of their centres."""
    finest = min(grids, key=lambda grid: grid.grain)
    low, high = min(grid.low for grid in grids), max(grid.high for grid in grids)
    return Grid(finest.origin, finest.jump, low, high, max(grid.last for grid in grids), finest.grain)


def shifted(grids: dict[str, Grid], m: int) -> Shift | None:
    """The two inputs that lie farthest apart; None where all agree in their centres.

    Nor where all agree in the last pixel that they read, as causal convolutions do beside the identity.
    """
    if len({(grid.jump, grid.last) for grid in grids.values()}) == 1:
        return None
    ends = [apart(grids, 0), apart(grids, m - 1)]
    amount, one, other = max(ends, key=lambda end: end[0])
    jump = min(grids.values(), key=lambda grid: grid.grain).jump
    grain = max(grid.grain for grid in grids.values())
    return Shift(one, other, Fraction(amount) / jump, Fraction(grain) / jump) if amount > 0 else None


def apart(grids: dict[str, Grid], i: int) -> tuple[Number, str, str]:
    """How far pixel i of the last map lies behind that of the first, and which they are [px of the origin]."""
    first = min(grids, key=lambda source: grids[source].high + i * grids[source].jump)
    last = max(grids, key=lambda source: grids[source].low + i * grids[source].jump)
    between = grids[last].low - grids[first].high + i * (grids[last].jump - grids[first].jump)
    return between, first, last


def moved(record: Axis, n: int, m: int, *, corners: bool = False) -> Step | None:
    """How far apart the m outputs of n pixels are, the mean centre of what the first reads, and its last [px of x].

    None where that is not the same all along the axis.

    >>> moved(Window(size=3, stride=2, pad_lo=1, pad_hi=1), 8, 4), moved(Scale(Fraction(1, 2), points=2), 8, 4)
    ((2, 0, 1), (2, Fraction(1, 2), Fraction(1, 2)))
    """
    if isinstance(record, Same | SameTransposed):
        record = record.window(n)
    if isinstance(record, Window):
        b, reach = record.base_dilation, record.extent - 1
        numbers = (
            Fraction(record.stride, b),
            Fraction(reach - 2 * record.pad_lo, 2 * b),
            Fraction(reach - record.pad_lo, b),
        )
    elif not isinstance(record, Scale | Fixed):
        return None
    elif corners:
        numbers = (Fraction(n - 1, m - 1) if m > 1 else Fraction(n)), Fraction(0), Fraction(0)
    else:
        numbers = resized(1 / record.ratio if isinstance(record, Scale) else Fraction(n, m), record.points)
    distance, centre, last = map(plain, numbers)
    return distance, centre, last


def resized(distance: Fraction, points: int | None) -> tuple[Fraction, Fraction, Fraction]:
    """The same of a resizing: of one point, the nearest, which is the pixel at floor(j distance); else around the centre."""
    parts = distance.denominator
    centre = Fraction(1 - parts, 2 * parts) if points == 1 else (distance - 1) / 2
    return distance, centre, centre


def plain(x: Number) -> Number:
    """A whole fraction as an int, which is faster."""
    return x.numerator if x.denominator == 1 else x
