"""The windows of a layer, one an axis, from arguments that hold for all axes or list one each."""

from __future__ import annotations

from typing import Any

from shapeplan.dialects import Kernel
from shapeplan.ops._fields import spread, spread_pads


def kernels(op: str, rank: int, size: Any, stride: Any, padding: Any = 0, dilation: Any = 1) -> list[Kernel]:
    """One window an axis. Raises Fault where a list has another length than the map has axes."""
    sizes = spread(size, rank, "kernel_size")
    strides = spread(stride, rank, "stride")
    dilations = spread(dilation, rank, "dilation")
    columns = zip(sizes, strides, spread_pads(padding, rank), dilations, strict=True)
    return [Kernel(op, rank, *values) for values in columns]
