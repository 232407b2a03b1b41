"""Instance normalisation: each channel of each example is brought to mean 0 and variance 1.

    x (C, H, W) -> y (C, H, W)
    parameters = 2 C if affine   [1]

Fails    num_features, if given, is not C; a vector
Source   torch.nn.InstanceNorm2d; Ulyanov et al. 2016

>>> InstanceNorm().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._conv import check_channels
from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.ops._fields import Count, Flag, Number
from shapeplan.ops._spatial import check_rank
from shapeplan.shape import Shape, Size


class InstanceNorm(ElementwiseOp):
    """Arguments of an instance normalisation."""

    family: ClassVar = "norm"
    main: ClassVar = "num_features"

    num_features: Count | None = Field(None, description="Channels of the input: checked, not needed.")
    eps: Number = Field(1e-5, description="Added to the variance.", validate_default=True)
    momentum: Number | None = Field(0.1, description="Weight of the newest batch.", validate_default=True)
    affine: Flag = Field(False, description="Whether each channel has a scale and a shift.")
    track_running_stats: Flag = Field(False, description="Whether statistics are kept for evaluation.")

    def check(self, shape: Shape) -> None:
        """It needs a map, and the number of channels stated must be the one that arrives."""
        check_rank(shape)
        check_channels(self.num_features, shape[0], "num_features")

    def beyond_taps(self, i: int, length: int) -> str | None:
        """Unless statistics are kept, they are those of the map."""
        return "normalises over the whole map" if i and not self.track_running_stats else None

    def parameters(self, c: Size, shape: Shape) -> Size:
        """A scale and a shift for each channel [1]."""
        return (None if c is None else 2 * c) if self.affine else 0
