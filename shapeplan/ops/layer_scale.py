"""Layer scale: each channel is multiplied by a learned number, small to begin with.

    x (C, H, W) -> y (C, H, W)
    parameters = C   [1]

Source   Touvron et al. 2021 (CaiT), section 2; Liu et al. 2022 (ConvNeXt)

>>> LayerScale(init_value=1e-6).shape((96, 56, 56))
(96, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.ops._fields import Number
from shapeplan.shape import Shape, Size


class LayerScale(ElementwiseOp):
    """Arguments of a layer scale."""

    family: ClassVar = "norm"
    main: ClassVar = "init_value"

    init_value: Number = Field(1e-5, description="The factor to begin with.", validate_default=True)

    def parameters(self, c: Size, shape: Shape) -> Size:
        """A factor for each channel [1]."""
        return c
