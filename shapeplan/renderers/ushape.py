"""The true U: the way down on the left, the way up on the right, partners of a skip on one row."""

from __future__ import annotations

from collections.abc import Mapping

from shapeplan.renderers.heights import middles
from shapeplan.renderers.labels import box_label, box_width, label_size
from shapeplan.renderers.lanes import lanes
from shapeplan.renderers.layout import EDGE, Layout, Point, Rect, Wire, frames, line, outlines
from shapeplan.renderers.model import Drawing, Edge, Valley
from shapeplan.renderers.rows import rows

LANE, TRACK = 30.0, 9.0  # between columns of boxes; between edges beside each other
ROOM = 40.0  # around the widest label of a skip


def u_layout(drawing: Drawing) -> Layout | None:
    """The U of a drawing, or None where it is none."""
    valley = drawing.valley
    row = rows(drawing, valley) if valley else None
    if valley is None or row is None:
        return None
    ways = ((valley.down, valley.down[valley.bottom]), (valley.up, valley.up[-1]))
    lane = lanes(drawing, ways, row)
    boxes = _boxes(drawing, valley, row, lane)
    owner = {box.id: box.group for box in drawing.boxes}
    return Layout(
        "u", boxes, frames(drawing.groups, owner, boxes), _wires(drawing, valley, row, lane, outlines(drawing, boxes))
    )


def _boxes(drawing: Drawing, valley: Valley, row: Mapping[str, int], lane: Mapping[str, int]) -> dict[str, Rect]:
    wide = box_width(drawing)
    down = frozenset(valley.down)
    heights = {box.id: box_label(box, wide)[1] for box in drawing.boxes}
    middle = middles(drawing, row, heights)
    left = max((lane[id_] for id_ in valley.down), default=0)
    right = max((lane[id_] for id_ in valley.up), default=0)
    labels = [label_size(e)[0] for e in drawing.edges if e.text and e.source in down and e.target not in down]
    across = max(labels, default=60.0) + ROOM + (left + right + 1) * (wide + LANE)
    found = {}
    for box in drawing.boxes:
        away = lane[box.id] * (wide + LANE)
        x = away if box.id in down else across - away
        half = heights[box.id] / 2
        found[box.id] = Rect(x - wide / 2, middle[row[box.id]] - half, x + wide / 2, middle[row[box.id]] + half)
    return found


def _wires(
    drawing: Drawing, valley: Valley, row: Mapping[str, int], lane: Mapping[str, int], boxes: Mapping[str, Rect]
) -> dict[tuple[str, str], Wire]:
    down = frozenset(valley.down)
    occupied = {(id_ in down, lane[id_], row[id_]) for id_ in boxes}
    outer = {
        True: min(r.left for id_, r in boxes.items() if id_ in down) - 2 * EDGE,
        False: max(r.right for id_, r in boxes.items() if id_ not in down) + 2 * EDGE,
    }
    found = {}
    for edge in drawing.edges:
        here, there = boxes[edge.source], boxes[edge.target]
        side = edge.source in down
        if side != (edge.target in down):
            found[edge.source, edge.target] = _across(edge, here, there)
            continue
        a, b = sorted((row[edge.source], row[edge.target]))
        free = not any((side, lane[edge.source], n) in occupied for n in range(a + 1, b))
        if lane[edge.source] == lane[edge.target] and not free:
            outer[side] += -TRACK if side else TRACK
            found[edge.source, edge.target] = _aside(edge, here, there, outer[side])
        else:
            found[edge.source, edge.target] = _beside(
                edge, here, there, turn=abs(lane[edge.target]) - abs(lane[edge.source])
            )
    return found


def _across(edge: Edge, here: Rect, there: Rect) -> Wire:
    """From the way down to the way up, straight where both are on one row."""
    start, end = Point(here.right, here.center.y), Point(there.left, there.center.y)
    middle = (start.x + end.x) / 2
    turn = min(middle, start.x + ROOM)  # before the boxes that stand between
    points = (start, Point(turn, start.y), Point(turn, end.y), end)
    wide, high = label_size(edge)
    bottom = (start.y + end.y) / 2 - 2
    label = Rect(middle - wide / 2, bottom - high, middle + wide / 2, bottom) if edge.text else None
    return Wire(points, label)


def _aside(edge: Edge, here: Rect, there: Rect, x: float) -> Wire:
    """Around the boxes between, on a track of its own."""
    left = x < here.left
    start, end = (Point(r.left if left else r.right, r.center.y) for r in (here, there))
    wide, high = label_size(edge)
    y = (start.y + end.y) / 2
    label = Rect(*((x - wide, y - high / 2, x) if left else (x, y - high / 2, x + wide)), y + high / 2)
    return Wire(line(start, Point(x, start.y), Point(x, end.y), end), label if edge.text else None)


def _beside(edge: Edge, here: Rect, there: Rect, *, turn: int) -> Wire:
    """To the next box of the column, or around a corner into another column."""
    falls = there.center.y > here.center.y
    wide, high = label_size(edge)
    if not turn:
        start = Point(here.center.x, here.bottom if falls else here.top)
        end = Point(there.center.x, there.top if falls else there.bottom)
        points = line(start, end)
    elif abs(here.center.y - there.center.y) < 1:
        right = there.left > here.right
        points = line(
            *(Point(x, here.center.y) for x in ((here.right, there.left) if right else (here.left, there.right)))
        )
    elif turn < 0:
        start = Point(here.center.x, here.bottom if falls else here.top)
        end = Point(there.left if here.center.x < there.center.x else there.right, there.center.y)
        corner = Point(start.x, end.y)
        points = (start, corner, corner, end)
    else:
        right = there.center.x > here.center.x
        start = Point(here.right if right else here.left, here.center.y)
        end = Point(there.center.x, there.top if falls else there.bottom)
        corner = Point(end.x, start.y)
        points = (start, corner, corner, end)
    middle = Point((points[0].x + points[-1].x) / 2, (points[0].y + points[-1].y) / 2)
    label = Rect(middle.x, middle.y - high / 2, middle.x + wide, middle.y + high / 2) if edge.text else None
    return Wire(points, label)
