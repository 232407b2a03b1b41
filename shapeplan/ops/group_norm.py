"""Group normalisation: each group of channels of each example is brought to mean 0 and variance 1.

    x (C, H, W) -> y (C, H, W)
    parameters = 2 C if affine   [1]

Fails    num_groups does not divide C; num_channels, if given, is not C
Source   torch.nn.GroupNorm; Wu & He 2018

>>> GroupNorm(num_groups=32).shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._conv import check_channels, check_groups
from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.ops._fields import Count, Flag, Number
from shapeplan.shape import Shape, Size


class GroupNorm(ElementwiseOp):
    """Arguments of a group normalisation."""

    family: ClassVar = "norm"
    main: ClassVar = "num_groups"

    num_groups: Count = Field(description="Groups that the channels come in.")
    num_channels: Count | None = Field(None, description="Channels of the input: checked, not needed.")
    eps: Number = Field(1e-5, description="Added to the variance.", validate_default=True)
    affine: Flag = Field(True, description="Whether each channel has a scale and a shift.")

    def check(self, shape: Shape) -> None:
        """The groups must divide the channels that arrive, and these be as stated."""
        check_channels(self.num_channels, shape[0], "num_channels")
        check_groups(self.num_groups, shape[0], "channels", "num_groups")

    def beyond_taps(self, i: int, length: int) -> str | None:
        """The statistics are those of the map."""
        return "normalises over the whole map"

    def parameters(self, c: Size, shape: Shape) -> Size:
        """A scale and a shift for each channel [1]."""
        return (None if c is None else 2 * c) if self.affine else 0
