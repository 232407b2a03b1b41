"""Average pooling: the mean under a sliding window.

    x (C, H, W) -> y (C, H', W')
    H' = floor((H + padding before + padding after - extent) / stride) + 1   [px of x]
    extent = dilation (kernel_size - 1) + 1;  stride = kernel_size unless given

Fails    window larger than the padded input; padding > kernel_size // 2; in three dimensions torch
         wants H >= kernel_size even where padding would make room; a dilation, but in tensorflow and onnx
Differs  ceil_mode: torch and ONNX Runtime drop a window that starts in the padding behind the map,
         MXNet and Paddle keep it
Source   torch.nn.AvgPool2d; StableHLO reduce_window C15

>>> AvgPool(kernel_size=2).shape((64, 56, 56))
(64, 28, 28)
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.ops._fields import Count, Flag, SizePerAxis
from shapeplan.ops._pool import PoolOp


class AvgPool(PoolOp):
    """Arguments of an average pooling."""

    dilation: SizePerAxis = Field(1, description="Pixels between neighbouring taps.")
    count_include_pad: Flag = Field(True, description="Whether pixels of the padding count in the mean.")
    divisor_override: Count | None = Field(None, description="Divisor instead of the window's size.")
