"""Adaptive max pooling: the largest value of each of `output_size` bins, whatever the input's size.

    x (C, H, W) -> y (C, output_size, output_size)   [px of y]
    bin j reads [floor(j H / output_size), ceil((j + 1) H / output_size))   [px of x]

    One number for all axes, or one an axis; null leaves that axis as it is.

Source   torch.nn.AdaptiveMaxPool2d

>>> AdaptiveMaxPool(output_size=[1, None]).shape((512, 14, 20))
(512, 1, 20)
"""

from __future__ import annotations

from shapeplan.ops._pool import AdaptivePool


class AdaptiveMaxPool(AdaptivePool):
    """Arguments of an adaptive max pooling."""
