"""The true U: the way down on the left, the way up on the right, partners of a skip on one row."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from shapeplan.renderers.labels import box_label, box_width, label_size
from shapeplan.renderers.layout import EDGE, GAP, TITLE, Layout, Point, Rect, Wire, frames, line, outlines
from shapeplan.renderers.model import Drawing, Edge, Path, Valley
from shapeplan.renderers.rows import rows

LANE, TRACK = 30.0, 9.0  # between columns of boxes; between edges beside each other
ROOM = 40.0  # around the widest label of a skip


def u_layout(drawing: Drawing) -> Layout | None:
    """The U of a drawing, or None where it is none."""
    valley = drawing.valley
    row = rows(drawing, valley) if valley else None
    if valley is None or row is None:
        return None
    lane = _lanes(drawing, valley, row)
    boxes = _boxes(drawing, valley, row, lane)
    owner = {box.id: box.group for box in drawing.boxes}
    return Layout(
        "u", boxes, frames(drawing.groups, owner, boxes), _wires(drawing, valley, row, lane, outlines(drawing, boxes))
    )


def _spine(drawing: Drawing, members: tuple[str, ...], end: str) -> set[str]:
    """The longest way through some boxes that ends in one of them."""
    inside = frozenset(members)
    before: dict[str, list[str]] = {}
    for edge in drawing.edges:
        if edge.kind != "size" and edge.source in inside and edge.target in inside:
            before.setdefault(edge.target, []).append(edge.source)
    length: dict[str, int] = {}
    for id_ in members:
        length[id_] = 1 + max((length[other] for other in before.get(id_, ())), default=0)
    found = {end}
    while ways := before.get(end):
        end = max(ways, key=length.__getitem__)
        found.add(end)
    return found


def _lanes(drawing: Drawing, valley: Valley, row: Mapping[str, int]) -> dict[str, int]:
    """The column of each box: 0 on its way's own, negative outward, positive toward the other way."""
    lane = dict.fromkeys(row, 0)
    for members, end in ((valley.down, valley.down[valley.bottom]), (valley.up, valley.up[-1])):
        spine = _spine(drawing, members, end)
        outer = _leads(drawing, members, end) - _fed(drawing, members)
        taken = {(0, row[id_]) for id_ in spine}
        for id_ in members:
            if id_ not in spine:
                step = -1 if id_ in outer else 1
                lane[id_] = step
                while (lane[id_], row[id_]) in taken:
                    lane[id_] += step
                taken.add((lane[id_], row[id_]))
    return lane


def _fed(drawing: Drawing, members: tuple[str, ...]) -> set[str]:
    """Boxes among some that read one of the others: what stands between both ways."""
    inside = frozenset(members)
    others = {box.id for box in drawing.boxes} - inside if drawing.boxes[0].id not in inside else set()
    return {edge.target for edge in drawing.edges if edge.source in others and edge.target in inside}


def _leads(drawing: Drawing, members: tuple[str, ...], end: str) -> set[str]:
    """Boxes among some that lead to one of them."""
    found = {end}
    for edge in reversed(drawing.edges):
        if edge.target in found and edge.source in members:
            found.add(edge.source)
    return found


def _boxes(drawing: Drawing, valley: Valley, row: Mapping[str, int], lane: Mapping[str, int]) -> dict[str, Rect]:
    wide = box_width(drawing)
    down = frozenset(valley.down)
    heights = {box.id: box_label(box, wide)[1] for box in drawing.boxes}
    middle = _middles(drawing, row, heights)
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


def _middles(drawing: Drawing, row: Mapping[str, int], heights: Mapping[str, float]) -> list[float]:
    """The height on which each row stands: as far apart as boxes and titles of frames between them need."""
    count = max(row.values()) + 1
    high = [0.0] * count
    for id_, n in row.items():
        high[n] = max(high[n], heights[id_])
    opens, closes = _borders(drawing, row, count)
    gap = max(GAP, *(closes[i] * EDGE + opens[i + 1] * TITLE + EDGE for i in range(count - 1)), 0.0)
    middles = [high[0] / 2]
    for above, below in pairwise(high):
        middles.append(middles[-1] + above / 2 + gap + below / 2)
    return middles


def _borders(drawing: Drawing, row: Mapping[str, int], count: int) -> tuple[list[int], list[int]]:
    """How many frames open above each row, and close below it; the most on either side."""
    spans: dict[Path, list[int]] = {}
    for box in drawing.boxes:
        for depth in range(1, len(box.group) + 1):
            spans.setdefault(box.group[:depth], []).append(row[box.id])
    drawn = {group.path for group in drawing.groups}
    opens, closes = [0] * count, [0] * count
    top: dict[tuple[int, Path], int] = {}
    end: dict[tuple[int, Path], int] = {}
    for path, inside in spans.items():
        if path in drawn:
            for found, n in ((top, min(inside)), (end, max(inside))):
                found[n, path[:1]] = found.get((n, path[:1]), 0) + 1
    for found, most in ((top, opens), (end, closes)):
        for (n, _), frames_here in found.items():
            most[n] = max(most[n], frames_here)
    return opens, closes


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
