"""Parametric rectified linear unit: x above 0 and a x below, with a learned slope a.

    x (C, H, W) -> y (C, H, W)
    parameters = num_parameters   [1]

Fails    num_parameters is neither 1 nor C
Source   torch.nn.PReLU; He et al. 2015 (rectifiers), section 2.1

>>> Prelu(num_parameters=64).shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._conv import check_channels
from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.ops._fields import Count, Number
from shapeplan.shape import Shape, Size


class Prelu(ElementwiseOp):
    """Arguments of a parametric rectified linear unit."""

    family: ClassVar = "activation"
    main: ClassVar = "num_parameters"

    num_parameters: Count = Field(1, description="Slopes: 1 for all channels, or one a channel.")
    init: Number = Field(0.25, description="The slope to begin with.", validate_default=True)

    def check(self, shape: Shape) -> None:
        """One slope, or as many as there are channels."""
        if self.num_parameters != 1:
            check_channels(self.num_parameters, shape[0], "num_parameters")

    def parameters(self, c: Size, shape: Shape) -> Size:
        """The slopes [1]."""
        return self.num_parameters
