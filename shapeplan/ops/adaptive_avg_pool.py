"""Adaptive average pooling: the mean of each of `output_size` bins, whatever the input's size.

    x (C, H, W) -> y (C, output_size, output_size)   [px of y]
    bin j reads [floor(j H / output_size), ceil((j + 1) H / output_size))   [px of x]

    One number for all axes, or one an axis; null leaves that axis as it is.

Source   torch.nn.AdaptiveAvgPool2d

>>> AdaptiveAvgPool(output_size=7).shape((512, 14, 20))
(512, 7, 7)
"""

from __future__ import annotations

from shapeplan.ops._pool import AdaptivePool


class AdaptiveAvgPool(AdaptivePool):
    """Arguments of an adaptive average pooling."""
