"""Global power-average pooling: the p-norm of each channel.

    x (C, H, W) -> y (C, 1, 1), or y (C) without keepdim
    y = (sum of x^p)^(1/p) with p = norm_type

Source   ONNX GlobalLpPool-2

>>> GlobalLpPool().shape((512, 7, 7)), GlobalLpPool(keepdim=False).shape((512, 7, 7))
((512, 1, 1), (512,))
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.ops._fields import Number
from shapeplan.ops._pool import GlobalPool


class GlobalLpPool(GlobalPool):
    """Arguments of a global power-average pooling."""

    norm_type: Number = Field(2, description="The power p.", validate_default=True)
