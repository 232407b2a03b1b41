"""What unfold and fold share: the two windows of a map."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from pydantic import Field

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op
from shapeplan.ops._fields import Padding, SizePerAxis, spread
from shapeplan.ops._kernels import kernels
from shapeplan.ops._spatial import each_axis, grow
from shapeplan.shape import Shape, Size, product


class WindowsOp(Op):
    """An op between a 2-D map and its windows."""

    kernel_size: SizePerAxis = Field(description="Taps of the window.")
    dilation: SizePerAxis = Field(1, description="Pixels between neighbouring taps.")
    padding: Padding = Field(0, description="Pixels added around the map.")
    stride: SizePerAxis = Field(1, description="Pixels that the window moves by.")

    @property
    def taps(self) -> int:
        """Taps of the whole window [1]."""
        return prod(spread(self.kernel_size, 2, "kernel_size"))

    def windows(self, sizes: Sequence[Size], dialect: Dialect, faults: list[Fault]) -> Size:
        """Number of windows of a map of these sizes [1]; a vanished axis is a fault."""
        return product(self.places(sizes, dialect, faults))

    def places(self, sizes: Sequence[Size], dialect: Dialect, faults: list[Fault]) -> Shape:
        """Windows along each axis [1]; a vanished axis is a fault."""
        each = zip(self.axes(dialect), sizes, strict=True)
        least = dialect.least(self.op_name())
        return tuple(grow(axis, n, i, 2, faults, least)[0] for i, (axis, n) in enumerate(each))

    def axes(self, dialect: Dialect) -> tuple[Axis, ...]:
        """The window of each axis."""
        each = kernels(self.op_name(), 2, self.kernel_size, self.stride, self.padding, self.dilation)
        dialect.check(each)
        return each_axis(dialect.conv, each)
