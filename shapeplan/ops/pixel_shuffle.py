"""Pixel shuffle: groups of r^2 channels become blocks of r x r pixels.

    x (C, H, W) -> y (C / r^2, r H, r W)      r = upscale_factor   [px of y / px of x]

Fails    C not divisible by r^2; maps that are not 2-D
Source   torch.nn.PixelShuffle; Shi et al. 2016, section 3.2

>>> PixelShuffle(upscale_factor=2).shape((12, 8, 8))
(3, 16, 16)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import Count
from shapeplan.ops._spatial import SpatialOp, check_rank
from shapeplan.shape import Shape, Size


class PixelShuffle(SpatialOp):
    """Arguments of a pixel shuffle."""

    family: ClassVar = "upsample"
    main: ClassVar = "upscale_factor"

    upscale_factor: Count = Field(description="Pixels along an axis for each pixel of the input.")

    def channels(self, c: Size) -> Size:
        """One channel of r^2."""
        block = self.upscale_factor**2
        if c is not None and c % block:
            text = f"{c} channels do not fall into groups of {self.upscale_factor}^2 = {block}"
            raise Fault("channel-mismatch", text, field="upscale_factor", axis=0)
        return None if c is None else c // block

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """Every pixel becomes r."""
        check_rank(inputs[0], (2,))
        r = self.upscale_factor
        return (Window(r, 1, r - 1, r - 1, base_dilation=r),) * 2
