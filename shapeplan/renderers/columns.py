"""Columns as in a newspaper: a chain too long for one column goes on at the top of the next."""

from __future__ import annotations

from itertools import pairwise

from shapeplan.renderers.labels import box_label, box_width
from shapeplan.renderers.layout import EDGE, GAP, TITLE, Layout, Point, Rect, Wire, frames, line, outlines
from shapeplan.renderers.model import Drawing

LONGEST = 8  # boxes in one column that need no other
BETWEEN = 56.0  # columns
SHAPE = 1.5  # width to height


def is_chain(drawing: Drawing) -> bool:
    """Whether each box reads only the one before it, and no edge has to say anything."""
    ids = [box.id for box in drawing.boxes]
    ends = [(edge.source, edge.target) for edge in drawing.edges]
    return ends == list(pairwise(ids)) and not any(edge.text for edge in drawing.edges)


def column_layout(drawing: Drawing) -> Layout:
    """The columns of a chain."""
    wide = box_width(drawing)
    heights = [box_label(box, wide)[1] for box in drawing.boxes]
    gap = _gap(drawing)
    high = max(heights) + gap
    count = min(range(1, len(heights) + 1), key=lambda n: _misfit(n, len(heights), wide + BETWEEN, high))
    length = -(-len(heights) // count)
    boxes: dict[str, Rect] = {}
    bottom = 0.0
    for i, (box, height) in enumerate(zip(drawing.boxes, heights, strict=True)):
        left = i // length * (wide + BETWEEN)
        top = 0.0 if i % length == 0 else bottom + gap
        bottom = top + height
        boxes[box.id] = Rect(left, top, left + wide, bottom)
    return Layout("columns", boxes, frames(drawing, boxes), _wires(outlines(drawing, boxes), gap))


def _gap(drawing: Drawing) -> float:
    """Between boxes: enough for the frames that may end and begin there."""
    deepest = max((len(group.path) for group in drawing.groups), default=0)
    return max(GAP, deepest * (EDGE + TITLE) + EDGE) if deepest else GAP


def _misfit(count: int, boxes: int, wide: float, high: float) -> float:
    ratio = count * wide / (-(-boxes // count) * high)
    return max(ratio / SHAPE, SHAPE / ratio)


def _wires(boxes: dict[str, Rect], gap: float) -> dict[tuple[str, str], Wire]:
    lowest = max(rect.bottom for rect in boxes.values()) + gap
    highest = -gap
    found = {}
    for (a, here), (b, there) in pairwise(boxes.items()):
        start, end = Point(here.center.x, here.bottom), Point(there.center.x, there.top)
        between = there.left - BETWEEN / 2
        turns = (Point(start.x, lowest), Point(between, lowest), Point(between, highest), Point(end.x, highest))
        found[a, b] = Wire(line(start, *(turns if there.left > here.right else ()), end))
    return found
