"""Boxes in columns and rows, and edges on lines between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shapeplan.renderers.heights import borders, middles
from shapeplan.renderers.labels import box_label, box_width, label_size
from shapeplan.renderers.layout import EDGE, TITLE, Layout, Point, Rect, Wire, frames, outlines, rounded
from shapeplan.renderers.model import Drawing
from shapeplan.renderers.routes import Cell, Route, Slot, find_routes

BETWEEN = 44.0  # columns, at least
ASIDE = 16.0  # between a box and a line beside it; the tip of an arrow must have room
TRACK = 9.0  # between lines beside each other
PORT = 5.0  # between tips on one side of a box
CORNER = 4.0  # of a box, where no tip is
ROOM = 30.0  # around a label between columns


class Gap(NamedTuple):
    """A gap between columns: its width, and how much of that on the left lines take."""

    wide: float
    lines: float


@dataclass(frozen=True, slots=True)
class Grid:
    """Where boxes stand and what edges may run on.

    left, gaps      sides of the columns of boxes, and the gap before each; with one after the last
    wide            width of the boxes
    middle          height of each row
    tracks          height of the lowest line above each row
    """

    left: Sequence[float]
    gaps: Sequence[Gap]
    wide: float
    middle: Sequence[float]
    tracks: Sequence[float]

    def across(self, slot: Slot) -> float:
        """Where a line between columns stands."""
        return self.left[slot.gap] - self.gaps[slot.gap].wide + ASIDE + slot.number * TRACK

    def free(self, gap: int) -> float:
        """The middle of what lines leave of a gap."""
        return self.left[gap] - (self.gaps[gap].wide - self.gaps[gap].lines) / 2

    def over(self, slot: Slot) -> float:
        """The height of a line above a row."""
        return self.tracks[slot.gap] - slot.number * TRACK


def grid_layout(
    kind: Literal["u", "stack"], drawing: Drawing, cell: Mapping[str, Cell], outside: Collection[int]
) -> Layout:
    """Boxes in columns and rows. `outside` are columns whose edges past boxes run on their left."""
    routes = find_routes(drawing.edges, cell, outside=outside)
    grid = _grid(drawing, {id_: row for id_, (_, row) in cell.items()}, routes, cell)
    boxes = _boxes(drawing, grid, cell)
    wires = _wires(routes, cell, grid, outlines(drawing, boxes))
    part = drawing.valley.ways() if drawing.valley else dict.fromkeys(boxes, 0)
    return Layout(kind, boxes, frames(drawing, boxes, part), wires)


def _grid(drawing: Drawing, row: Mapping[str, int], routes: Sequence[Route], cell: Mapping[str, Cell]) -> Grid:
    wide = box_width(drawing)
    heights = {box.id: box_label(box, wide)[1] for box in drawing.boxes}
    deepest = max((len(group.path) for group in drawing.groups), default=0)
    gaps = _gaps(routes, cell, max(BETWEEN, 2 * (deepest + 1) * EDGE))
    left: list[float] = []
    for gap in gaps:
        left.append(left[-1] + wide + gap.wide if left else 0.0)
    count = max(row.values()) + 1
    most = [0] * count
    for route in routes:
        if track := route.track:
            most[track.gap] = max(most[track.gap], track.number + 1)
    more = {n: (most[n] + 1) * TRACK for n in range(count) if most[n]}
    middle = middles(drawing, row, heights, more)
    high = [0.0] * count
    for id_, n in row.items():
        high[n] = max(high[n], heights[id_])
    opens, _ = borders(drawing, row, count)
    tracks = [middle[n] - high[n] / 2 - opens[n] * TITLE - TRACK for n in range(count)]
    return Grid(left, gaps, wide, middle, tracks)


def _gaps(routes: Sequence[Route], cell: Mapping[str, Cell], least: float) -> list[Gap]:
    """How wide the gap before each column must be, and that after the last."""
    count = max(column for column, _ in cell.values()) + 1
    numbers = [-1] * (count + 1)
    labels = [0.0] * (count + 1)
    for route in routes:
        for slot in (route.rise, route.drop):
            if slot:
                numbers[slot.gap] = max(numbers[slot.gap], slot.number)
        wide = label_size(route.edge)[0]
        labels[_label_gap(route, cell)] = max(labels[_label_gap(route, cell)], wide)
    lines = [ASIDE + n * TRACK if n >= 0 else 0.0 for n in numbers]
    return [Gap(max(least, own + ASIDE, own + wide + ROOM), own) for own, wide in zip(lines, labels, strict=True)]


def _label_gap(route: Route, cell: Mapping[str, Cell]) -> int:
    """The gap in which the label of an edge stands."""
    if route.drop:
        return route.drop.gap
    return cell[route.edge.source][0] + (route.leaves > 0)


def _boxes(drawing: Drawing, grid: Grid, cell: Mapping[str, Cell]) -> dict[str, Rect]:
    found = {}
    for box in drawing.boxes:
        column, row = cell[box.id]
        half = box_label(box, grid.wide)[1] / 2
        left, middle = grid.left[column], grid.middle[row]
        found[box.id] = Rect(left, middle - half, left + grid.wide, middle + half)
    return found


def _wires(
    routes: Sequence[Route], cell: Mapping[str, Cell], grid: Grid, boxes: Mapping[str, Rect]
) -> dict[tuple[str, str], Wire]:
    ports = _ports(routes, grid, boxes)
    found = {}
    for route in routes:
        ends = route.edge.source, route.edge.target
        points = _points(route, grid, boxes[ends[0]], boxes[ends[1]], ports.get(ends))
        label = _label(route, _label_gap(route, cell), grid, points, boxes[ends[1]])
        found[ends] = Wire(rounded(*points), label)
    return found


def _points(route: Route, grid: Grid, here: Rect, there: Rect, port: float | None) -> tuple[Point, ...]:
    """Where a route begins, turns and ends, at a height of its own if it has one there."""
    start = Point(here.right if route.leaves > 0 else here.left, here.center.y)
    tip = Point(there.right if route.enters > 0 else there.left, there.center.y if port is None else port)
    falls = there.center.y > here.center.y
    below = Point(there.center.x, there.top if falls else there.bottom)
    if route.kind == "column":
        return Point(here.center.x, here.bottom if falls else here.top), below
    if route.kind == "corner":
        return start, Point(below.x, start.y), below
    return start, *_turns(route, grid, start.y, tip.y), tip


def _turns(route: Route, grid: Grid, start: float, tip: float) -> list[Point]:
    """Where a route turns on its lines between boxes."""
    if route.drop is None:
        return []
    x = grid.across(route.drop)
    if route.rise is None or route.track is None:
        return [Point(x, start), Point(x, tip)]
    rise, over = grid.across(route.rise), grid.over(route.track)
    return [Point(rise, start), Point(rise, over), Point(x, over), Point(x, tip)]


def _ports(routes: Sequence[Route], grid: Grid, boxes: Mapping[str, Rect]) -> dict[tuple[str, str], float]:
    """The heights at which edges reach the side of a box where others do, or leave it: apart, to be told."""
    leaving = {(route.edge.source, route.leaves) for route in routes}
    arrivals: dict[tuple[str, int], list[Route]] = defaultdict(list)
    for route in routes:
        if route.enters:
            arrivals[route.edge.target, route.enters].append(route)
    found: dict[tuple[str, str], float] = {}
    for side, arriving in arrivals.items():
        turning = [route for route in arriving if route.kind != "row"]
        if len(arriving) > 1 or side in leaving:
            found |= _apart(turning, grid, boxes)
    return found


def _apart(routes: Sequence[Route], grid: Grid, boxes: Mapping[str, Rect]) -> dict[tuple[str, str], float]:
    """Heights on one side of a box: above its middle for what comes from above, those that turn last the farthest.

    What comes back to its column comes together.
    """
    found = {}
    count = {-1: 0, 1: 0}
    for route in sorted(routes, key=lambda r: grid.across(r.drop) * r.enters if r.drop else 0.0, reverse=True):
        here, there = boxes[route.edge.source], boxes[route.edge.target]
        sign = 1 if here.center.y > there.center.y else -1
        count[sign] = count[sign] + 1 if route.leaves != route.enters else 1
        most = there.bottom - there.center.y - CORNER
        found[route.edge.source, route.edge.target] = there.center.y + sign * min(count[sign] * PORT, most)
    return found


def _label(route: Route, gap: int, grid: Grid, points: Sequence[Point], there: Rect) -> Rect | None:
    """Where the text of an edge stands: above its last piece between columns, or the first of a straight one."""
    if not route.edge.text:
        return None
    wide, high = label_size(route.edge)
    if route.kind == "column":
        left, bottom = points[0].x + 2, (points[0].y + points[1].y + high) / 2
    elif route.drop:
        tip = points[-1].y
        above = round((there.center.y - tip) / PORT)  # so many labels may stand between
        away = -2 - above * (high + 1 - PORT) if above >= 0 else 1 - above * (high + 1)
        left, bottom = grid.free(gap) - wide / 2, tip + away
    else:
        left, bottom = grid.free(gap) - wide / 2, points[0].y - 2
    return Rect(left, bottom - high, left + wide, bottom)
