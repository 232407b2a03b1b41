"""Max pooling: the largest value under a sliding window.

    x (C, H, W) -> y (C, H', W')
    H' = floor((H + padding before + padding after - extent) / stride) + 1   [px of x]
    extent = dilation (kernel_size - 1) + 1;  stride = kernel_size unless given

Fails    window larger than the padded input; padding > kernel_size // 2
Differs  ceil_mode: torch and ONNX Runtime drop a window that starts in the padding behind the map,
         MXNet and Paddle keep it
Source   torch.nn.MaxPool2d; StableHLO reduce_window C15

>>> MaxPool(kernel_size=3, stride=2, padding=1).shape((64, 112, 112))
(64, 56, 56)
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.ops._fields import SizePerAxis
from shapeplan.ops._pool import PoolOp


class MaxPool(PoolOp):
    """Arguments of a max pooling."""

    dilation: SizePerAxis = Field(1, description="Pixels between neighbouring taps.")
