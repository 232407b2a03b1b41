"""Global max pooling: the largest value of each channel.

    x (C, H, W) -> y (C, 1, 1), or y (C) without keepdim

Source   ONNX GlobalMaxPool; keras.layers.GlobalMaxPooling2D

>>> GlobalMaxPool().shape((512, 7, 7)), GlobalMaxPool(keepdim=False).shape((512, 7, 7))
((512, 1, 1), (512,))
"""

from __future__ import annotations

from shapeplan.ops._pool import GlobalPool


class GlobalMaxPool(GlobalPool):
    """Arguments of a global max pooling."""
