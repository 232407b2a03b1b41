"""Max unpooling: every value goes back to the place where max pooling took it from.

    x (C, H, W) -> y (C, H', W')
    H' = (H - 1) stride - 2 padding + kernel_size   [px of y], or output_size
    stride = kernel_size unless given

    The places come from the max pooling that it undoes; they do not change the size.

Fails    an output_size that is not between H' - stride and H' + stride, both excluded
Source   torch.nn.MaxUnpool2d

>>> MaxUnpool(kernel_size=2).shape((64, 28, 28))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import NaturalPerAxis, SizeOrLayer, SizePerAxis, spread
from shapeplan.ops._spatial import SpatialOp, wanted_sizes
from shapeplan.shape import Shape, Size, axis_names


class MaxUnpool(SpatialOp):
    """Arguments of a max unpooling."""

    family: ClassVar = "upsample"
    main: ClassVar = "kernel_size"
    references: ClassVar[tuple[str, ...]] = ("output_size",)

    kernel_size: SizePerAxis = Field(description="Pixels of the pooling's window.")
    stride: SizePerAxis | None = Field(None, description="The pooling's stride; kernel_size unless given.")
    padding: NaturalPerAxis = Field(0, description="The pooling's padding.")
    output_size: SizeOrLayer | None = Field(None, description="Sizes to reach, or the layer to take them from.")

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """The window of a transposed convolution an axis, lengthened or shortened to output_size."""
        rank = len(inputs[0]) - 1
        kernels = spread(self.kernel_size, rank, "kernel_size")
        strides = map(dialect.pool_stride, kernels) if self.stride is None else spread(self.stride, rank, "stride")
        pads = spread(self.padding, rank, "padding")
        wanted = (None,) * rank if self.output_size is None else wanted_sizes(self.output_size, inputs, "output_size")
        names = axis_names(rank + 1)[1:]
        parts = zip(names, kernels, strides, pads, inputs[0][1:], wanted, strict=True)
        return tuple(unpool(*part) for part in parts)


def unpool(name: str, kernel: int, stride: int, pad: int, n: Size, wanted: Size) -> Window:
    """The record of one axis of n pixels. Raises Fault where `wanted` is out of reach."""
    reach = kernel - 1 - pad
    window = Window(kernel, 1, reach, reach, base_dilation=stride)
    if n is None or wanted is None:
        return window
    default = window.out(n)
    if not default - stride < wanted < default + stride:
        text = f"output_size {name} {wanted} is out of reach: {default - stride + 1} to {default + stride - 1}"
        raise Fault("output-padding-range", text, field="output_size")
    return Window(kernel, 1, reach, reach + wanted - default, base_dilation=stride)
