"""Pixels before and after each axis, as padding and cropping state them."""

from __future__ import annotations

from typing import Any

from pydantic_core import PydanticCustomError

from shapeplan.ops._fields import spread

Margins = tuple[tuple[int, int], ...]


def margins(both: Any, before: Any, after: Any, rank: int) -> Margins:
    """A pair (before, after) an axis, from `both` at once or from either side.

    >>> margins([[1, 2], [3, 3]], None, None, 2), margins(None, 1, [0, 2], 2)
    (((1, 2), (3, 3)), ((1, 0), (1, 2)))
    """
    if both is not None:
        return tuple((p, p) if isinstance(p, int) else (p[0], p[1]) for p in spread(both, rank, "padding"))
    lows = spread(before or 0, rank, "before")
    return tuple(zip(lows, spread(after or 0, rank, "after"), strict=True))


def one_way(whole: Any, before: Any, after: Any, field: str) -> None:
    """Raises where the argument `field` and the sides are both given, or neither."""
    given = whole is not None, before is not None or after is not None
    if given[0] == given[1]:
        found = "and there are both" if given[0] else "and there is none of them"
        message = f"takes {field}, or before and after, {found}"
        raise PydanticCustomError("shapeplan", "{message}", {"message": message})
