"""Softplus: log(1 + exp(beta x)) / beta, pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.Softplus

>>> Softplus().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._elementwise import Activation
from shapeplan.ops._fields import Number


class Softplus(Activation):
    """Arguments of the activation."""

    main: ClassVar = "beta"

    beta: Number = Field(1, description="Sharpness of the bend.", validate_default=True)
    threshold: Number = Field(20, description="Value of beta x from which it is the identity.", validate_default=True)
