"""What unfold and fold share: the two windows of a map."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from pydantic import Field

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op
from shapeplan.ops._fields import NaturalPerAxis, SizePerAxis, spread
from shapeplan.ops._kernels import kernels
from shapeplan.ops._spatial import grow
from shapeplan.shape import Size, product


class WindowsOp(Op):
    """An op between a 2-D map and its windows."""

    kernel_size: SizePerAxis = Field(description="Taps of the window.")
    dilation: SizePerAxis = Field(1, description="Pixels between neighbouring taps.")
    padding: NaturalPerAxis = Field(0, description="Pixels added around the map.")
    stride: SizePerAxis = Field(1, description="Pixels that the window moves by.")

    @property
    def taps(self) -> int:
        """Taps of the whole window [1]."""
        return prod(spread(self.kernel_size, 2, "kernel_size"))

    def windows(self, sizes: Sequence[Size], dialect: Dialect, faults: list[Fault]) -> Size:
        """Number of windows of a map of these sizes [1]; a vanished axis is a fault."""
        each = kernels(self.op_name(), 2, self.kernel_size, self.stride, self.padding, self.dilation)
        axes = map(dialect.conv, each)
        return product([grow(axis, n, i, 2, faults)[0] for i, (axis, n) in enumerate(zip(axes, sizes, strict=True))])
