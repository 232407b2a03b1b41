"""The scales of maps, and where they grow again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapeplan.renderers.model import Box
from shapeplan.shape import product

FEWEST = 2  # scales that several skips across must have: side ways of one pooling are no U


def areas(boxes: Sequence[Box]) -> list[int | None]:
    """The pixels of each map; None where they are not known, or there are none."""
    return [product(box.shape[1:]) if box.shape and len(box.shape) > 1 else None for box in boxes]


def rises(boxes: Sequence[Box], ends: Sequence[tuple[int, int]], area: Sequence[int | None]) -> list[int]:
    """Boxes whose map is larger than the one that they read, or whose op makes it so."""
    before: Mapping[int, int | None] = {b: area[a] for a, b in reversed(ends)}
    found = []
    for i, box in enumerate(boxes):
        small, large = before.get(i), area[i]
        grows = small is not None and large is not None and small < large
        if grows or box.family == "upsample":
            found.append(i)
    return found
