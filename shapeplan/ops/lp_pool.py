"""Power-average pooling: the p-norm under a sliding window.

    x (C, H, W) -> y (C, H', W')
    H' = floor((H - kernel_size) / stride) + 1   [px of x]
    y = (sum of x^p)^(1/p) with p = norm_type;  stride = kernel_size unless given

Fails    window larger than the input
Source   torch.nn.LPPool2d

>>> LpPool(norm_type=2, kernel_size=2).shape((64, 56, 56))
(64, 28, 28)
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.ops._fields import Number
from shapeplan.ops._pool import SlidingPool


class LpPool(SlidingPool):
    """Arguments of a power-average pooling."""

    norm_type: Number = Field(2, description="The power p.", validate_default=True)
