"""Depthwise convolution: each channel has windows of its own and sees no other channel.

    x (C, H, W) -> y (depth_multiplier C, H', W')
    H' = floor((H + padding before + padding after - extent) / stride) + 1   [px of x]
    extent = dilation (kernel_size - 1) + 1
    parameters = depth_multiplier C kernel_size^2 + depth_multiplier C if bias   [1]

Fails    window larger than the padded input
Source   torch.nn.Conv2d with groups = in_channels; keras.layers.DepthwiseConv2D

>>> DepthwiseConv(kernel_size=3, padding=1).shape((32, 112, 112))
(32, 112, 112)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._conv import SlidingConv
from shapeplan.ops._fields import Count
from shapeplan.shape import Size


class DepthwiseConv(SlidingConv):
    """Arguments of a depthwise convolution."""

    main: ClassVar = "kernel_size"

    depth_multiplier: Count = Field(1, description="Output channels of each input channel.")

    def width(self, c: Size) -> Size:
        """Channels of the output."""
        return None if c is None else c * self.depth_multiplier

    def split(self, c: Size) -> Size:
        """One group a channel."""
        return c
