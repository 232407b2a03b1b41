"""Pixel unshuffle: blocks of r x r pixels become groups of r^2 channels.

    x (C, H, W) -> y (r^2 C, H / r, W / r)      r = downscale_factor   [px of x / px of y]

Fails    H or W not divisible by r; maps that are not 2-D
Source   torch.nn.PixelUnshuffle

>>> PixelUnshuffle(downscale_factor=2).shape((3, 16, 16))
(12, 8, 8)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import Count
from shapeplan.ops._spatial import SpatialOp, check_rank
from shapeplan.shape import Shape, Size, axis_names


class PixelUnshuffle(SpatialOp):
    """Arguments of a pixel unshuffle."""

    main: ClassVar = "downscale_factor"

    downscale_factor: Count = Field(description="Pixels of the input along an axis for each pixel.")

    def channels(self, c: Size) -> Size:
        """There are r^2 channels for one."""
        return None if c is None else c * self.downscale_factor**2

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """Each r pixels become one."""
        check_rank(inputs[0], (2,))
        dialect.block(self.downscale_factor, "downscale_factor")
        return (Window(self.downscale_factor, self.downscale_factor),) * 2

    def limits(self, sizes: Shape, dialect: Dialect) -> None:
        """Blocks must come out even."""
        r = self.downscale_factor
        for i, n in enumerate(sizes):
            if n is not None and n % r:
                text = f"{axis_names(len(sizes) + 1)[i + 1]} is {n} here, no multiple of the downscale_factor {r}"
                raise Fault("dialect-refuses", text, field="downscale_factor", axis=i + 1)
