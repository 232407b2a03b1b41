"""What is tried for an unknown, and which of several values that work is the better one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from shapeplan.axis import Window
from shapeplan.open_layer import OpenLayer
from shapeplan.ops._base import Op
from shapeplan.ops._fields import spread, spread_pads, to_fraction
from shapeplan.shape import Shape
from shapeplan.unknowns import MOST, Unknown

ZERO_TOO = {"padding", "output_padding", "before", "after"}  # arguments that are tried from 0 on
ARRIVES = {"in_channels", "in_features", "num_features"}  # arguments that state what comes in
EXPRESSED = 16  # the largest value of an unknown that only expressions read
PADDED = 64  # the largest padding of a layer without a window

Cost = tuple[int | Fraction, ...]
FREE: Cost = (0, 0, 0, 0, 0)


def candidates(
    unknown: Unknown, field: str | None, layer: OpenLayer, shape: Shape | None, most: Mapping[str, int]
) -> Sequence[Any]:
    """The values that are tried for an unknown at an argument of a layer; `field` is None within an expression.

    `most` are upper ends that were asked for, by the name of the argument or of the unknown.
    """
    if unknown.values is not None:
        return unknown.values
    stated = unknown.most if unknown.most is not None else most.get(unknown.name, most.get(field or ""))
    if field in ARRIVES and unknown.least is None and stated is None:
        arriving = (shape or (None,))[-1 if field == "in_features" else 0]
        return [1 if arriving is None else arriving]  # nothing is checked against what is unknown
    least = unknown.least if unknown.least is not None else 0 if field is None or field in ZERO_TOO else 1
    return range(least, (largest_of(field, layer) if stated is None else stated) + 1)


def largest_of(field: str | None, layer: OpenLayer) -> int:
    """The largest value that is tried for an argument, by the arguments beside it."""
    if field is None:
        return EXPRESSED
    if field == "output_padding":
        return max(largest(layer, "stride"), largest(layer, "dilation")) - 1
    if field != "padding":
        return MOST[field] or MOST["channels"] or 0
    if "kernel_size" not in layer.model.model_fields:
        return PADDED
    kernel = largest(layer, "kernel_size")
    return kernel // 2 if layer.model.family == "pool" else largest(layer, "dilation") * (kernel - 1)


def largest(layer: OpenLayer, field: str) -> int:
    """The largest number of an argument over the axes; the largest that is tried, where it is open."""
    if field not in layer.model.model_fields:
        return 1
    value = layer.args.get(field, layer.model.model_fields[field].default)
    numbers = [n for n in (value if isinstance(value, Sequence) else [value]) if isinstance(n, int)]
    return max(numbers) if numbers else MOST[field] or 1


def preference(layer: Op, chosen: Iterable[tuple[str | None, Any]], rank: int) -> Cost:
    """How far values are from what one would write, the least first.

    Values that differ between the axes; pixels that a stride skips between windows; padding off half the
    window; even kernels; the sum of the numbers.
    """
    given = list(chosen)
    fields = {field for field, _ in given}
    unequal = sum(isinstance(value, tuple) and len(set(value)) > 1 for _, value in given)
    windows = windows_of(layer, rank)
    moves = bool(fields & {"kernel_size", "stride", "dilation"})
    skipped = sum(max(0, w.stride - w.extent) for w in windows) if moves else 0
    off = sum(abs(w.pad_lo + w.pad_hi - w.extent + 1) for w in windows) if "padding" in fields else 0
    even = sum(1 - w.size % 2 for w in windows) if "kernel_size" in fields else 0
    return (unequal, skipped, off, even, sum(total(value, rank) for _, value in given))


def windows_of(layer: Op, rank: int) -> list[Window]:
    """The window of each axis as the arguments state it; none for a layer without, or with padding by name."""
    size = getattr(layer, "kernel_size", None)
    if size is None:
        return []
    stride = getattr(layer, "stride", None)
    columns = (
        spread(size, rank, "kernel_size"),
        spread(size if stride is None else stride, rank, "stride"),
        spread_pads(getattr(layer, "padding", 0), rank),
        spread(getattr(layer, "dilation", 1), rank, "dilation"),
    )
    each = list(zip(*columns, strict=True))
    return [Window(k, s, p[0], p[1], d) for k, s, p, d in each if not isinstance(p, str)]


def total(value: Any, rank: int) -> int | Fraction:
    """The sum of a value over the axes; 0 for a word."""
    numbers: tuple[Any, ...] = value if isinstance(value, tuple) else (value,) * rank
    exact = [to_fraction(n) for n in numbers]
    found = sum([abs(n) for n in exact if n is not None], Fraction(0))
    return int(found) if found.denominator == 1 else found
