"""The windows of a layer, one an axis, from arguments that hold for all axes or list one each."""

from __future__ import annotations

from typing import Any

from shapeplan.dialects import Kernel
from shapeplan.ops._fields import spread, spread_pads


def kernels(
    op: str, rank: int, size: Any, stride: Any, padding: Any = 0, dilation: Any = 1, *, apart: Any = 1, **more: Any
) -> list[Kernel]:
    """One window an axis; `apart` is the input_dilation, and `more` is alike on all axes.

    Raises Fault where a list has another length than the map has axes.
    """
    sizes = spread(size, rank, "kernel_size")
    strides = spread(stride, rank, "stride")
    dilations = spread(dilation, rank, "dilation")
    aparts = spread(apart, rank, "input_dilation")
    more["dilated"] = any(d > 1 for d in dilations)
    columns = zip(sizes, strides, spread_pads(padding, rank), dilations, aparts, strict=True)
    return [Kernel(op, rank, k, s, p, d, base_dilation=b, **more) for k, s, p, d, b in columns]
