"""Leaky rectified linear unit: x above 0 and negative_slope x below, pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.LeakyReLU

>>> LeakyRelu().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._elementwise import InplaceActivation
from shapeplan.ops._fields import Number


class LeakyRelu(InplaceActivation):
    """Arguments of the activation."""

    main: ClassVar = "negative_slope"

    negative_slope: Number = Field(0.01, description="Slope below 0.", validate_default=True)
