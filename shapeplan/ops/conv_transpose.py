"""Transposed convolution: every pixel spreads a window of weights over a larger map.

    x (C, H, W) -> y (out_channels, H', W')
    H' = (H - 1) stride - 2 padding + extent + output_padding   [px of y]
    extent = dilation (kernel_size - 1) + 1
    parameters = C (out_channels / groups) kernel_size^2 + out_channels if bias   [1]

    A convolution of stride `stride` maps `stride` sizes to one; `output_padding` chooses among them.
    `output_size` chooses it by the result: sizes, or the name of the layer whose sizes are to be met.

Fails    output_padding not below max(stride, dilation); an output_size outside [H', H' + stride - 1]
Differs  output_padding: ONNX Runtime, MXNet and Paddle want it below the stride, whatever the dilation;
         padding: torch takes numbers only, keras only names
Source   torch.nn.ConvTranspose2d; Dumoulin & Visin 2016, relationships 8-14

>>> ConvTranspose(out_channels=64, kernel_size=2, stride=2).shape((128, 28, 28))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._conv import GroupedConv
from shapeplan.ops._fields import NaturalPerAxis, SizeOrLayer, spread, spread_pads
from shapeplan.ops._spatial import each_axis, wanted_sizes
from shapeplan.shape import Shape, Size, axis_names


class ConvTranspose(GroupedConv):
    """Arguments of a transposed convolution."""

    family: ClassVar = "upsample"
    references: ClassVar[tuple[str, ...]] = ("output_size",)

    output_padding: NaturalPerAxis = Field(0, description="Pixels added behind, which the stride leaves open.")
    output_size: SizeOrLayer | None = Field(
        None, description="Sizes to reach, or the layer to take them from; chooses output_padding."
    )

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """One window an axis, with the output_padding that is stated or that reaches output_size."""
        rank = len(inputs[0]) - 1
        sizes = spread(self.kernel_size, rank, "kernel_size")
        strides = spread(self.stride, rank, "stride")
        pads = spread_pads(self.padding, rank)
        dilations = spread(self.dilation, rank, "dilation")
        extras = spread(self.output_padding, rank, "output_padding")
        if self.output_size is not None:
            least = each_axis(dialect.conv_transpose, sizes, strides, pads, (0,) * rank, dilations)
            wanted = wanted_sizes(self.output_size, inputs, "output_size")
            extras = each_axis(reach, least, strides, axis_names(rank + 1)[1:], inputs[0][1:], wanted)
        return each_axis(dialect.conv_transpose, sizes, strides, pads, extras, dilations)


def reach(least: Axis, stride: int, name: str, n: Size, wanted: Size) -> int:
    """The output_padding with which n pixels become `wanted`; 0 where one is unknown. Raises Fault."""
    if n is None or wanted is None:
        return 0
    low = least.out(n)
    if not low <= wanted < low + stride:
        text = f"output_size {name} {wanted} is out of reach: {low} to {low + stride - 1}"
        raise Fault("output-padding-range", text, field="output_size")
    return wanted - low
