"""What the poolings share: a window that slides, a size that is given, or the whole map."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from pydantic import Field

from shapeplan.axis import IDENTITY, Axis, Fixed
from shapeplan.dialects import Dialect, Kernel
from shapeplan.ops._base import Outcome, plain
from shapeplan.ops._fields import Flag, Padding, SizeOrKeepPerAxis, SizePerAxis, spread
from shapeplan.ops._kernels import kernels
from shapeplan.ops._spatial import SpatialOp, at_axis, check_rank, each_axis
from shapeplan.shape import Shape


class SlidingPool(SpatialOp):
    """A pooling over a window that slides. Subclasses may add `padding` and `dilation`."""

    family: ClassVar = "pool"
    main: ClassVar = "kernel_size"

    kernel_size: SizePerAxis = Field(description="Pixels of the window.")
    stride: SizePerAxis | None = Field(None, description="Pixels that the window moves by; kernel_size unless given.")
    ceil_mode: Flag = Field(False, description="Whether the size is rounded up instead of down.")

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """One window an axis."""
        kernels = self.kernels(rank)
        if self.op_name() not in dialect.dilated_pools and any(kernel.dilation > 1 for kernel in kernels):
            raise dialect.refusal(f"has no dilation of {self.op_name()}", "dilation")
        dialect.padding_form(self.op_name(), getattr(self, "padding", 0))
        dialect.check(kernels)
        return each_axis(partial(dialect.pool, ceil_mode=self.ceil_mode), kernels)

    def kernels(self, rank: int) -> list[Kernel]:
        """The window of each axis."""
        stride = self.kernel_size if self.stride is None else self.stride
        padding, dilation = getattr(self, "padding", 0), getattr(self, "dilation", 1)
        return kernels(self.op_name(), rank, self.kernel_size, stride, padding, dilation)

    def minds_sizes(self, dialect: Dialect) -> bool:
        """Whether the dialect may want more pixels than the window needs."""
        return self.op_name() in dialect.limited

    def limits(self, sizes: Shape, dialect: Dialect) -> None:
        """The dialect may want more pixels than the window needs."""
        if self.op_name() not in dialect.limited:
            return
        for i, (kernel, n) in enumerate(zip(self.kernels(len(sizes)), sizes, strict=True)):
            if n is not None:
                with at_axis(i + 1):
                    dialect.window_fits(kernel, n)


class PoolOp(SlidingPool):
    """A sliding pooling with padding."""

    padding: Padding = Field(0, description="Pixels added around the map.")


class AdaptivePool(SpatialOp):
    """A pooling into as many bins as are asked for."""

    family: ClassVar = "pool"
    main: ClassVar = "output_size"

    output_size: SizeOrKeepPerAxis = Field(description="Pixels of the output; null for an axis that stays as it is.")

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """A given size, or the axis as it is."""
        return tuple(IDENTITY if m is None else Fixed(m) for m in spread(self.output_size, rank, "output_size"))


class GlobalPool(SpatialOp):
    """A pooling of each whole channel to one number."""

    family: ClassVar = "pool"
    main: ClassVar = "keepdim"

    keepdim: Flag = Field(True, description="Whether the spatial axes stay, with one pixel each.")

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """One pixel an axis."""
        return (Fixed(1),) * rank

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """(C, 1, 1), or (C,) without the spatial axes."""
        if self.keepdim:
            return super().infer(inputs, dialect)
        check_rank(inputs[0])
        return plain(inputs[0][:1])
