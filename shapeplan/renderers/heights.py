"""How far rows of boxes are apart: enough for the boxes, and for the frames and lines between them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from shapeplan.renderers.layout import EDGE, GAP, TITLE
from shapeplan.renderers.model import Drawing, Path


def middles(
    drawing: Drawing, row: Mapping[str, int], heights: Mapping[str, float], more: Mapping[int, float] | None = None
) -> list[float]:
    """The height on which each row stands [pt]. `more` is room above a row for lines."""
    count = max(row.values()) + 1
    high = [0.0] * count
    for id_, n in row.items():
        high[n] = max(high[n], heights[id_])
    opens, closes = borders(drawing, row, count)
    gap = max(GAP, *(closes[i] * EDGE + opens[i + 1] * TITLE + EDGE for i in range(count - 1)), 0.0)
    found = [high[0] / 2]
    for i, (above, below) in enumerate(pairwise(high), 1):
        found.append(found[-1] + above / 2 + gap + (more or {}).get(i, 0.0) + below / 2)
    return found


def borders(drawing: Drawing, row: Mapping[str, int], count: int) -> tuple[list[int], list[int]]:
    """How many frames open above each row, and close below it; the most on either side."""
    spans: dict[tuple[Path, int], list[int]] = {}
    way = drawing.valley.ways() if drawing.valley else dict.fromkeys(row, 0)
    for box in drawing.boxes:
        for depth in range(1, len(box.group) + 1):
            spans.setdefault((box.group[:depth], way[box.id]), []).append(row[box.id])
    drawn = {group.path for group in drawing.groups}
    opens, closes = [0] * count, [0] * count
    top: dict[tuple[int, Path, int], int] = {}
    end: dict[tuple[int, Path, int], int] = {}
    for (path, side), inside in spans.items():
        if path in drawn:
            for found, n in ((top, min(inside)), (end, max(inside))):
                found[n, path[:1], side] = found.get((n, path[:1], side), 0) + 1
    for found, most in ((top, opens), (end, closes)):
        for (n, _, _), frames_here in found.items():
            most[n] = max(most[n], frames_here)
    return opens, closes
