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

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from shapeplan.axis import Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import NaturalOrLayer, NaturalPerAxis, SizePerAxis, spread
from shapeplan.ops._spatial import SpatialOp, each_axis, wanted_sizes
from shapeplan.shape import Shape, Size, axis_names


class MaxUnpool(SpatialOp):
    """Arguments of a max unpooling."""

    family: ClassVar = "upsample"
    main: ClassVar = "kernel_size"
    references: ClassVar[tuple[str, ...]] = ("output_size",)

    kernel_size: SizePerAxis = Field(description="Pixels of the pooling's window.")
    stride: SizePerAxis | None = Field(None, description="The pooling's stride; kernel_size unless given.")
    padding: NaturalPerAxis = Field(0, description="The pooling's padding.")
    output_size: NaturalOrLayer | None = Field(None, description="Sizes to reach, or the layer to take them from.")

    def minds_sizes(self, dialect: Dialect) -> bool:
        """Whether a size is to be reached."""
        return self.output_size is not None

    def beyond_taps(self, i: int, length: int) -> str | None:
        """The places are those of a pooling that is not among its inputs."""
        return "takes its places from a max pooling elsewhere"

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """The window of a transposed convolution an axis, lengthened or shortened to output_size."""
        rank = len(inputs[0]) - 1
        kernels = spread(self.kernel_size, rank, "kernel_size")
        strides = spread(self.kernel_size if self.stride is None else self.stride, rank, "stride")
        wanted = (None,) * rank if self.output_size is None else wanted_sizes(self.output_size, inputs, "output_size")
        reaches = [k - 1 - p for k, p in zip(kernels, spread(self.padding, rank, "padding"), strict=True)]
        records = [Window(k, 1, r, r, 1, s) for k, s, r in zip(kernels, strides, reaches, strict=True)]
        return each_axis(stretched, records, axis_names(rank + 1)[1:], inputs[0][1:], wanted)


def stretched(window: Window, name: str, n: Size, wanted: Size) -> Window:
    """The record that makes `wanted` pixels of n. Raises Fault where that is out of reach."""
    if n is None or wanted is None:
        return window
    default, stride = window.out(n), window.base_dilation
    if not default - stride < wanted < default + stride:
        text = f"output_size {name} {wanted} is out of reach: {default - stride + 1} to {default + stride - 1}"
        raise Fault("output-padding-range", text, field="output_size")
    return replace(window, pad_hi=window.pad_hi + wanted - default)
