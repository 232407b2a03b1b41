"""Pixel shuffle: groups of r^2 channels become blocks of r x r pixels.

    x (C, H, W) -> y (C / r^2, r H, r W)      r = upscale_factor   [px of y / px of x]

    A list has one factor an axis; then C is divided by their product.

Fails    C not divisible by r^2; maps that are not 2-D
Differs  MXNet: maps of 1 to 3 dimensions, and a list in 2-D and 3-D
Source   torch.nn.PixelShuffle; Shi et al. 2016, section 3.2; ONNX DepthToSpace-13;
         mxnet.gluon.contrib.nn.PixelShuffle1D, 2D, 3D

>>> PixelShuffle(upscale_factor=2).shape((12, 8, 8))
(3, 16, 16)
"""

from __future__ import annotations

from math import prod
from typing import ClassVar

from pydantic import Field

from shapeplan.axis import Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import SizePerAxis, spread
from shapeplan.ops._spatial import SpatialOp
from shapeplan.shape import Shape, Size


class PixelShuffle(SpatialOp):
    """Arguments of a pixel shuffle."""

    family: ClassVar = "upsample"
    main: ClassVar = "upscale_factor"

    upscale_factor: SizePerAxis = Field(description="Pixels along an axis for each pixel of the input.")

    def channels_of(self, c: Size, rank: int) -> Size:
        """One channel of r^2, or of the product of the factors."""
        factors = spread(self.upscale_factor, rank, "upscale_factor")
        block = prod(factors)
        if c is not None and c % block:
            power = " * ".join(map(str, factors)) if isinstance(self.upscale_factor, tuple) else f"{factors[0]}^{rank}"
            text = f"{c} channels do not fall into groups of {power} = {block}"
            raise Fault("channel-mismatch", text, field="upscale_factor", axis=0)
        return None if c is None else c // block

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """Every pixel becomes r."""
        rank = len(inputs[0]) - 1
        dialect.blocks(self.upscale_factor, rank)
        factors = spread(self.upscale_factor, rank, "upscale_factor")
        dialect.block(min(factors), "upscale_factor")
        return tuple(Window(r, 1, r - 1, r - 1, base_dilation=r) for r in factors)
