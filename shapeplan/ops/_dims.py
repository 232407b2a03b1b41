"""Axes counted as torch counts them, the batch being 0 and the last -1."""

from __future__ import annotations

from collections.abc import Iterable

from shapeplan.fault import Fault


def index_of(dim: int, length: int) -> int:
    """Index into a shape (without batch) of `length` entries.

    Raises Fault for the batch and for axes that are not there.

    >>> index_of(1, 3), index_of(-1, 3)
    (0, 2)
    """
    index = (dim if dim >= 0 else dim + length + 1) - 1
    if index == -1 and dim in {0, -length - 1}:
        raise Fault("wrong-rank", f"dim {dim} is the batch, which layers leave alone", field="dim")
    if not 0 <= index < length:
        raise Fault("wrong-rank", f"dim {dim} is not there: the map has {length} axes and a batch", field="dim")
    return index


def indices_of(dims: int | Iterable[int], length: int) -> tuple[int, ...]:
    """Indices of several axes, in order."""
    return tuple(index_of(dim, length) for dim in ((dims,) if isinstance(dims, int) else dims))
