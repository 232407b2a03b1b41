"""Separable convolution: a depthwise convolution, then one with a kernel of 1 across the channels.

    x (C, H, W) -> depthwise (depth_multiplier C, H', W') -> y (out_channels, H', W')
    H' = floor((H + padding before + padding after - extent) / stride) + 1   [px of x]
    extent = dilation (kernel_size - 1) + 1
    parameters = M kernel_size^2 + M out_channels + (M + out_channels if bias), M = depth_multiplier C   [1]

    `bias` holds for both, as for two layers of torch.

Fails    window larger than the padded input
Differs  keras.layers.SeparableConv2D has one bias only, after the second
Source   torch.nn.Conv2d with groups = in_channels, then torch.nn.Conv2d; Chollet 2017 (Xception)

>>> SeparableConv(out_channels=64, kernel_size=3, padding=1).shape((32, 112, 112))
(64, 112, 112)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._conv import SlidingConv, weights
from shapeplan.ops._fields import Count
from shapeplan.shape import Shape, Size, product, total


class SeparableConv(SlidingConv):
    """Arguments of a separable convolution."""

    main: ClassVar = "out_channels"

    out_channels: Count = Field(description="Channels of the output.")
    depth_multiplier: Count = Field(1, description="Channels between the two, for each input channel.")

    def width(self, c: Size) -> Size:
        """Channels of the output."""
        return self.out_channels

    def split(self, c: Size) -> Size:
        """Across the channels there is one group."""
        return 1

    def macs(self, inputs: tuple[Shape, ...], output: Shape) -> Size:
        """Those of the depthwise convolution, and those across the channels [1]."""
        c, rank = inputs[0][0], len(inputs[0]) - 1
        middle = product((c, self.depth_multiplier))
        return product((total((product((middle, self.taps(rank))), product((middle, self.out_channels)))), *output[1:]))

    def parameters(self, c: Size, rank: int) -> Size:
        """Weights and biases of both [1]."""
        if c is None:
            return None
        middle = c * self.depth_multiplier
        depthwise = middle * (self.taps(rank) + self.bias)
        return depthwise + (weights(middle, self.out_channels, 1, 1, bias=self.bias) or 0)
