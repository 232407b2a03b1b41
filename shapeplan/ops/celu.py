"""Continuously differentiable ELU: x above 0 and alpha (exp(x / alpha) - 1) below, pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.CELU; Barron 2017

>>> Celu().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._elementwise import InplaceActivation
from shapeplan.ops._fields import Number


class Celu(InplaceActivation):
    """Arguments of the activation."""

    main: ClassVar = "alpha"

    alpha: Number = Field(1, description="Limit far below 0, negated.", validate_default=True)
