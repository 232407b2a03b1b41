"""Hard hyperbolic tangent: x between min_val and max_val, pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.Hardtanh

>>> Hardtanh().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.ops._elementwise import InplaceActivation
from shapeplan.ops._fields import Number


class Hardtanh(InplaceActivation):
    """Arguments of the activation."""

    min_val: Number = Field(-1, description="The floor.", validate_default=True)
    max_val: Number = Field(1, description="The ceiling.", validate_default=True)
