"""Finds a U: a way down and a way up, with skips across at mirrored scales. Told by sizes, not by names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from shapeplan.renderers.model import Box, Edge, Valley
from shapeplan.shape import product

FEWEST = 2  # skips across that make a U


def find_valley(boxes: Sequence[Box], edges: Sequence[Edge]) -> Valley | None:
    """The U that the boxes form, or None.

    A skip is across when what it goes around gets smaller and then larger again; all that are
    across must lie one within the other, and end where the way up has begun.
    """
    index = {box.id: i for i, box in enumerate(boxes)}
    area = [product(box.shape[1:]) if box.shape and len(box.shape) > 1 else None for box in boxes]
    rises = _rises(boxes, edges, index, area)
    skips = [(index[edge.source], index[edge.target]) for edge in edges if edge.kind == "skip"]
    across = sorted((a, b) for a, b in skips if _is_across(a, b, area, rises))
    if len(across) < FEWEST or not all(a < c and d < b for (a, b), (c, d) in pairwise(across)):
        return None
    turn = next(i for i in rises if i > across[-1][0])
    if turn > across[-1][1] or any(a >= turn for a, _ in across):
        return None
    ids = [box.id for box in boxes]
    return Valley(tuple(ids[:turn]), tuple(ids[turn:]), tuple((ids[a], ids[b]) for a, b in across))


def _rises(boxes: Sequence[Box], edges: Sequence[Edge], index: dict[str, int], area: Sequence[int | None]) -> list[int]:
    """Boxes whose map is larger than the one that they read, or whose op makes it so."""
    before = {index[edge.target]: area[index[edge.source]] for edge in edges if edge.kind == "flow"}
    found = []
    for i, box in enumerate(boxes):
        small, large = before.get(i), area[i]
        grows = small is not None and large is not None and small < large
        if grows or box.family == "upsample":
            found.append(i)
    return found


def _is_across(a: int, b: int, area: Sequence[int | None], rises: Sequence[int]) -> bool:
    """Whether between boxes a and b the maps get smaller than that of a, and larger again."""
    size = area[a]
    between = [n for n in area[a + 1 : b] if n is not None]
    descends = size is None or any(n < size for n in between)
    return descends and any(a < i < b for i in rises)
