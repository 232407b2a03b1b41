"""Where the pixels of each map lie on the map that it was made from: positions folded forward along the graph."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from shapeplan.axis import Axis, Fixed, Same, Scale, Window
from shapeplan.infer import Plan, PlannedNode
from shapeplan.same_transposed import SameTransposed

Number = int | Fraction
Step = tuple[Number, Number, Number | None]

STAYS: Step = (1, 0, 0)


class Grid(NamedTuple):
    """The pixels of a map along one axis, in pixels of the map where positions begin to be counted.

    origin     that map: an input of the network, or one whose axes are mixed or joined from several origins
    jump       from one pixel to the next [px of the origin]
    low, high  mean centre of what the first pixel reads: two, where maps were joined that are shifted [px of the origin]
    phase      the last layer whose outputs read differently from phase to phase; '' before there is one
    last       the farthest that the first pixel reads of what that layer made [px of the origin]
    grain      the coarsest pixels that the finest of its ways went through [px of the origin]

    Outputs of a transposed window and of a resizing read differently from phase to phase: positions are their mean.
    """

    origin: str
    jump: Number = 1
    low: Number = 0
    high: Number = 0
    phase: str = ""
    last: Number = 0
    grain: Number = 1

    def then(self, step: Step, layer: str) -> Grid:
        """The grid of what a layer makes of the map."""
        apart, centre, last = step
        jump = plain(self.jump * apart)
        low, high = plain(self.low + self.jump * centre), plain(self.high + self.jump * centre)
        phase, reach = (layer, 0) if last is None else (self.phase, plain(self.last + self.jump * last))
        return Grid(self.origin, jump, low, high, phase, reach, max(self.grain, jump))


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
        grids[node.id] = several[0] if len(several) == 1 else joined(several, node.id)
    return found


def placed(grids: dict[str, Grid], node: PlannedNode, ways: dict[int, Step | None]) -> dict[str, Grid]:
    """The inputs of a layer, each with the grid on which it lies there; none at all where one has none."""
    found = {}
    for k, step in ways.items():
        source = node.inputs[k]
        if source is None or step is None:
            return {}
        found[source] = grids[source] if step == STAYS else grids[source].then(step, node.id)
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


def joined(grids: Sequence[Grid], layer: str) -> Grid:
    """The grid of maps that were joined: that of the finest, from the first to the last of their centres."""
    finest = min(grids, key=lambda grid: grid.grain)
    low, high = min(grid.low for grid in grids), max(grid.high for grid in grids)
    is_one = len({grid.phase for grid in grids}) == 1
    phase, last = (finest.phase, max(grid.last for grid in grids)) if is_one else (layer, 0)
    return Grid(finest.origin, finest.jump, low, high, phase, last, finest.grain)


def shifted(grids: dict[str, Grid], m: int) -> Shift | None:
    """The two inputs that lie farthest apart; None where all agree in their centres.

    Nor where all agree in the last pixel that they read, as causal convolutions do beside the identity.
    """
    if len({(grid.jump, grid.phase, grid.last) for grid in grids.values()}) == 1:
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

    The last is None where outputs read differently from phase to phase; all of it where no mean can be told.

    >>> moved(Window(size=3, stride=2, pad_lo=1, pad_hi=1), 8, 4), moved(Scale(Fraction(1, 2), points=2), 8, 4)
    ((2, 0, 1), (2, Fraction(1, 2), None))
    """
    if isinstance(record, Same | SameTransposed):
        record = record.window(n)
    if isinstance(record, Window):
        b, reach = record.base_dilation, record.extent - 1
        centre = plain(Fraction(reach - 2 * record.pad_lo, 2 * b))
        return plain(Fraction(record.stride, b)), centre, reach - record.pad_lo if b == 1 else None
    if not isinstance(record, Scale | Fixed):
        return None
    if corners:
        return plain(Fraction(n - 1, m - 1) if m > 1 else Fraction(n)), 0, None
    distance = 1 / record.ratio if isinstance(record, Scale) else Fraction(n, m)
    return plain(distance), plain(middle(distance, record.points)), None


def middle(distance: Fraction, points: int | None) -> Fraction:
    """Mean centre of what the first output of a resizing reads: of one point, the pixel at floor(j distance)."""
    parts = distance.denominator
    return Fraction(1 - parts, 2 * parts) if points == 1 else (distance - 1) / 2


def plain(x: Number) -> Number:
    """A whole fraction as an int, which is faster."""
    return x.numerator if x.denominator == 1 else x
