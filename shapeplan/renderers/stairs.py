"""The U as stairs: each coarser map one step further in, what leads from step to step on the edge between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapeplan.renderers.labels import box_label, box_width, label_size
from shapeplan.renderers.layout import Layout, Point, Rect, Wire, line, outlines
from shapeplan.renderers.leads import SCALES
from shapeplan.renderers.model import Box, Drawing, Edge, Valley
from shapeplan.renderers.rows import rows

STEP = 0.58  # inward, in widths of a box
FALL = 34.0  # between rows, in which a label stands
FEWEST = 2  # steps, below which they are no stairs
SIDE = 18.0  # of an edge from the corner of its box
ROOM = 30.0  # around the widest label of a skip


def stair_layout(drawing: Drawing) -> Layout | None:
    """The stairs of a drawing; None where it is no U, or has boxes beside its two ways."""
    valley = drawing.valley
    row = rows(drawing, valley) if valley else None
    step = _steps(drawing, valley) if valley else {}
    if (
        valley is None
        or len(valley.ups) > 1
        or row is None
        or max(step.values()) + 1 < FEWEST
        or not _is_plain(drawing, valley, row)
    ):
        return None
    boxes = _boxes(drawing, valley, row, step)
    seen = outlines(drawing, boxes)
    turn = (valley.down[valley.bottom], valley.ups[0][0])
    wires = {
        ends: _wire(edge, *map(seen.__getitem__, ends), is_turn=ends == turn and row[ends[0]] - row[ends[1]] > 1)
        for edge in drawing.edges
        for ends in [(edge.source, edge.target)]
    }
    return Layout("stairs", boxes, {}, wires)


def _is_plain(drawing: Drawing, valley: Valley, row: Mapping[str, int]) -> bool:
    """Whether either way has one box a row, edges lead to the next of them, or across on one row."""
    down, ways = set(valley.down), (valley.down, valley.ups[0])
    place = {id_: i for way in ways for i, id_ in enumerate(way)}

    def is_straight(edge: Edge) -> bool:
        if (edge.source in down) == (edge.target in down):
            return place[edge.target] - place[edge.source] == 1
        return row[edge.source] == row[edge.target] or edge.source == valley.down[valley.bottom]

    if row[valley.ups[0][0]] == row[valley.down[valley.bottom]]:
        return False
    return all(len({row[id_] for id_ in way}) == len(way) for way in ways) and all(map(is_straight, drawing.edges))


def _steps(drawing: Drawing, valley: Valley) -> dict[str, int]:
    """On which step each box stands, 0 the highest: by how often the side of its map was halved.

    Where that is not known, with its partner, or by what scales it.
    """
    boxes = {box.id: box for box in drawing.boxes}
    partner = {target: source for source, target in valley.pairs}
    scaled = {edge.target for edge in drawing.edges if edge.kind == "flow" and edge.text}
    halvings: dict[str, int] = {}
    for way, change in ((valley.down, 1), (valley.ups[0], -1)):
        for before, id_ in zip((valley.down[valley.bottom], *way), way, strict=False):
            known = _halvings(drawing.boxes[0], boxes[id_])
            if known is None:
                known = halvings.get(partner.get(id_, ""))
            if known is None:
                known = halvings.get(before, 0) + change * (id_ in scaled or boxes[id_].family in SCALES)
            halvings[id_] = known
    order = sorted(set(halvings.values()))
    return {id_: order.index(n) for id_, n in halvings.items()}


def _halvings(top: Box, box: Box) -> int | None:
    """How often an axis of the input can be halved until it is as small as that of a box; the most of its axes."""
    if not top.shape or not box.shape or len(top.shape) != len(box.shape) or not all(top.shape + box.shape):
        return None
    ratios = [whole // part for whole, part in zip(top.shape[1:], box.shape[1:], strict=True) if whole and part]
    return max([ratio.bit_length() - 1 for ratio in ratios if ratio], default=0)


def _boxes(drawing: Drawing, valley: Valley, row: Mapping[str, int], step: Mapping[str, int]) -> dict[str, Rect]:
    wide = box_width(drawing)
    heights = {box.id: box_label(box, wide)[1] for box in drawing.boxes}
    middle = _middles(row, heights)
    gaps = _gaps(drawing, valley, step)
    inward = max(STEP * wide, gaps[max(gaps)] + 2 * SIDE)
    across = max(2 * n * inward + wide + gap for n, gap in gaps.items())
    down = frozenset(valley.down)
    found = {}
    for id_, n in row.items():
        left = step[id_] * inward if id_ in down else across - step[id_] * inward
        half = heights[id_] / 2
        found[id_] = Rect(left, middle[n] - half, left + wide, middle[n] + half)
    return found


def _middles(row: Mapping[str, int], heights: Mapping[str, float]) -> list[float]:
    high = [0.0] * (max(row.values()) + 1)
    for id_, n in row.items():
        high[n] = max(high[n], heights[id_])
    return [sum(high[:n]) + n * FALL + high[n] / 2 for n in range(len(high))]


def _gaps(drawing: Drawing, valley: Valley, step: Mapping[str, int]) -> dict[float, float]:
    """How far apart both ways must stand on each step, for the labels of the skips."""
    found: dict[float, float] = {}
    pairs = set(valley.pairs)
    for edge in drawing.edges:
        if (edge.source, edge.target) in pairs:
            n = (step[edge.source] + step[edge.target]) / 2
            found[n] = max(found.get(n, 0.0), label_size(edge)[0] + ROOM)
    return found


def _wire(edge: Edge, here: Rect, there: Rect, *, is_turn: bool) -> Wire:
    if here.center.y == there.center.y:
        return _level(edge, here, there)
    falls = there.center.y > here.center.y
    start_y, end_y = (here.bottom, there.top) if falls else (here.top, there.bottom)
    shared = (max(here.left, there.left), min(here.right, there.right))
    if is_turn:  # around the boxes above the bottom
        x = here.right + SIDE
        return _told(edge, line(Point(here.right, here.center.y), Point(x, here.center.y), Point(x, end_y)), x)
    if shared[1] - shared[0] < SIDE:  # no way straight up or down
        right = there.left > here.left
        x = here.right - SIDE if right else here.left + SIDE
        end = Point(there.left if right else there.right, there.center.y)
        return _told(edge, line(Point(x, start_y), Point(x, end.y), end), x)
    x = (shared[0] + shared[1]) / 2
    return _told(edge, line(Point(x, start_y), Point(x, end_y)), x)


def _told(edge: Edge, points: Sequence[Point], x: float) -> Wire:
    """A steep edge with its label at the right of its steep part."""
    wide, high = label_size(edge)
    heights = [point.y for point in points if point.x == x]
    y = (heights[0] + heights[-1]) / 2
    return Wire(tuple(points), Rect(x, y - high / 2, x + wide, y + high / 2) if edge.text else None)


def _level(edge: Edge, here: Rect, there: Rect) -> Wire:
    """Straight across, with its label above it."""
    start, end = Point(here.right, here.center.y), Point(there.left, there.center.y)
    wide, high = label_size(edge)
    middle, bottom = (start.x + end.x) / 2, start.y - 2
    label = Rect(middle - wide / 2, bottom - high, middle + wide / 2, bottom)
    return Wire(line(start, end), label if edge.text else None)
