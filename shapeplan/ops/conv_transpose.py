"""Transposed convolution: every pixel spreads a window of weights over a larger map.

    x (C, H, W) -> y (out_channels, H', W')
    H' = (H - 1) stride - 2 padding + extent + output_padding   [px of y]
    extent = dilation (kernel_size - 1) + 1
    parameters = C (out_channels / groups) kernel_size^2 + out_channels if bias   [1]

    A convolution of stride `stride` maps `stride` sizes to one; `output_padding` chooses among them.
    `output_size` chooses it by the result: sizes, or the name of the layer whose sizes are to be met.

Fails    output_padding not below max(stride, dilation); an output_size outside [H', H' + stride - 1]
Differs  output_padding: ONNX Runtime, MXNet and Paddle want it below the stride, whatever the dilation;
         padding: torch takes numbers only, keras only names; flax adds its numbers to the map instead of
         taking them off; padding_mode circular: flax only
Source   torch.nn.ConvTranspose2d; Dumoulin & Visin 2016, relationships 8-14

>>> ConvTranspose(out_channels=64, kernel_size=2, stride=2).shape((128, 28, 28))
(64, 56, 56)
"""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Literal

from pydantic import Field

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect, Kernel
from shapeplan.ops._conv import GroupedConv
from shapeplan.ops._fields import NaturalOrLayer, NaturalPerAxis, spread
from shapeplan.ops._spatial import each_axis, wanted_sizes
from shapeplan.shape import Shape, Size


class ConvTranspose(GroupedConv):
    """Arguments of a transposed convolution."""

    family: ClassVar = "upsample"
    references: ClassVar[tuple[str, ...]] = ("output_size",)

    output_padding: NaturalPerAxis | None = Field(0, description="Pixels added behind, which the stride leaves open.")
    output_size: NaturalOrLayer | None = Field(
        None, description="Sizes to reach, or the layer to take them from; chooses output_padding."
    )
    padding_mode: Literal["zeros", "circular"] = Field("zeros", description="What lies around the map.")

    def macs(self, inputs: tuple[Shape, ...], output: Shape) -> Size:
        """Every input pixel is multiplied by each weight of its channel; the zeros between are not counted [1]."""
        return super().macs(inputs, inputs[0])

    def minds_sizes(self, dialect: Dialect) -> bool:
        """Whether a size is to be reached, too."""
        return super().minds_sizes(dialect) or self.output_size is not None

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """One window an axis, with the output_padding that is stated or that reaches output_size."""
        rank = len(inputs[0]) - 1
        kernels = self.checked_kernels(rank, dialect)
        extras = spread(self.output_padding, rank, "output_padding")
        if self.output_size is None:
            if dialect.sized_transpose:
                text = "wants to be told the size that a transposed convolution makes"
                raise dialect.refusal(text, "output_size", hint="output_size: sizes, or the layer whose sizes to meet")
            return each_axis(dialect.conv_transpose, kernels, extras)
        wanted = wanted_sizes(self.output_size, inputs, "output_size")
        return each_axis(partial(reaching, dialect), kernels, extras, inputs[0][1:], wanted)


def reaching(dialect: Dialect, kernel: Kernel, extra: int | None, n: Size, wanted: Size) -> Axis:
    """The record that makes `wanted` pixels of n; the plain one where either is unknown. Raises Fault."""
    if n is None or wanted is None:
        return dialect.conv_transpose(kernel, extra)
    return dialect.conv_transpose_to(kernel, extra, n, wanted)
