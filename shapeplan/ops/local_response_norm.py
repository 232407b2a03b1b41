"""Local response normalisation: every value is damped by those of `size` neighbouring channels.

    x (C, H, W) -> y (C, H, W)

Fails    a vector
Source   torch.nn.LocalResponseNorm; Krizhevsky et al. 2012, section 3.3

>>> LocalResponseNorm(size=5).shape((96, 55, 55))
(96, 55, 55)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.ops._fields import Count, Number
from shapeplan.ops._spatial import check_rank
from shapeplan.shape import Shape


class LocalResponseNorm(ElementwiseOp):
    """Arguments of a local response normalisation."""

    family: ClassVar = "norm"
    main: ClassVar = "size"

    size: Count = Field(description="Neighbouring channels.")
    alpha: Number = Field(1e-4, description="Weight of the neighbours.", validate_default=True)
    beta: Number = Field(0.75, description="Exponent.", validate_default=True)
    k: Number = Field(1, description="Added to the neighbours.", validate_default=True)

    def check(self, shape: Shape) -> None:
        """It needs a map."""
        check_rank(shape)
