"""The windows of a layer in numbers, one an axis, and such numbers as an argument."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from shapeplan.ops._base import Op


def extents(layer: Op | None) -> list[int]:
    """Pixels from the first tap to the last, an axis; one where all axes are alike, none without a kernel."""
    if not hasattr(layer, "kernel_size"):
        return []
    listed = [getattr(layer, field, 1) for field in ("kernel_size", "stride", "dilation")]
    rank = max(len(value) if isinstance(value, tuple) else 1 for value in listed)
    sizes, dilations = per_axis(layer, "kernel_size", rank), per_axis(layer, "dilation", rank)
    return [d * (k - 1) + 1 for k, d in zip(sizes, dilations, strict=True)]


def per_axis(layer: Op | None, field: str, rank: int) -> list[int]:
    """One value an axis; 1 where the layer has no such argument, or a kernel's size where it states no stride."""
    value = getattr(layer, field, 1)
    if value is None:
        value = getattr(layer, "kernel_size", 1)
    return list(value) if isinstance(value, tuple) else [value] * rank


def spelled(value: Any) -> str:
    """A value as YAML has it.

    >>> spelled([1, 0]), spelled(True), spelled(Fraction(3, 2))
    ('[1, 0]', 'true', '1.5')
    """
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(spelled, value))}]"
    if isinstance(value, Fraction) and value.denominator > 1:
        return str(float(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def one_or_all(values: Sequence[Any]) -> Any:
    """One value where all are equal, else the list of them.

    >>> one_or_all([1, 1]), one_or_all([1, 0])
    (1, [1, 0])
    """
    return values[0] if len(set(map(str, values))) == 1 else list(values)
