"""Convolution: a window of weights slides over the map, all input channels of a group at once.

    x (C, H, W) -> y (out_channels, H', W')
    H' = floor((H + padding before + padding after - extent) / stride) + 1   [px of x]
    extent = dilation (kernel_size - 1) + 1
    parameters = out_channels (C / groups) kernel_size^2 + out_channels if bias   [1]

    1-D, 2-D or 3-D by its input. `padding` is a number, one an axis, a pair [before, after] an axis,
    or a name: valid (0), half (extent // 2), full (extent - 1), same (as many pixels out as in).

Fails    window larger than the padded input; groups that do not divide both channel counts
Differs  padding 'same' with a stride: torch refuses it, keras and tensorflow give ceil(H / stride);
         padding per side: torch needs a pad layer in front
         input_dilation b sets b - 1 zeros between the pixels, H becomes b (H - 1) + 1: flax and jax only;
         negative padding crops in flax and jax, and is refused elsewhere
Source   torch.nn.Conv2d; jax.lax.conv_general_dilated; Dumoulin & Visin 2016, relationships 1-6

>>> Conv(out_channels=64, kernel_size=7, stride=2, padding=3).shape((3, 224, 224))
(64, 112, 112)
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.ops._conv import GroupedConv, SlidingConv
from shapeplan.ops._fields import SizePerAxis


class Conv(GroupedConv, SlidingConv):
    """Arguments of a convolution."""

    input_dilation: SizePerAxis = Field(1, description="How far apart the pixels are set, with zeros between them.")
