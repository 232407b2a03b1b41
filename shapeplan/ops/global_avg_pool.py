"""Global average pooling: the mean of each channel.

    x (C, H, W) -> y (C, 1, 1), or y (C) without keepdim

Source   Lin et al. 2014 (Network in Network), section 3.2; ONNX GlobalAveragePool

>>> GlobalAvgPool().shape((512, 7, 7)), GlobalAvgPool(keepdim=False).shape((512, 7, 7))
((512, 1, 1), (512,))
"""

from __future__ import annotations

from shapeplan.ops._pool import GlobalPool


class GlobalAvgPool(GlobalPool):
    """Arguments of a global average pooling."""
