"""Dropout: while training, numbers are set to zero at random.

    x (C, H, W) -> y (C, H, W)

Fails    p outside 0 to 1
Source   torch.nn.Dropout; Srivastava et al. 2014

>>> Dropout(p=0.5).shape((4096,))
(4096,)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._elementwise import InplaceActivation
from shapeplan.ops._fields import Share


class Dropout(InplaceActivation):
    """Arguments of a dropout."""

    family: ClassVar = "shape"
    main: ClassVar = "p"

    p: Share = Field(0.5, description="Share of the numbers that are dropped.", validate_default=True)
