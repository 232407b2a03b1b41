"""Crop or pad: each axis gets a size, by leaving out pixels at its edges or adding zeros there.

    x (C, H, W) -> y (C, size, size)   [px of x]

    `size` is one number for all axes, one an axis, or the name of the layer whose sizes are to be met.
    The centre stays; the odd pixel of a difference goes behind: before = |H - size| // 2.

Source   tf.image.resize_with_crop_or_pad

>>> CropOrPad(size=[24, 32]).shape((3, 28, 28))
(3, 24, 32)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.ops._fields import SizeOrLayer
from shapeplan.ops._spatial import SpatialOp, wanted_sizes
from shapeplan.shape import Shape, Size


class CropOrPad(SpatialOp):
    """Arguments of a crop or padding."""

    main: ClassVar = "size"
    references: ClassVar[tuple[str, ...]] = ("size",)

    size: SizeOrLayer = Field(description="Sizes of the output, or the layer to take them from.")

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """A window of one pixel, with padding or negative padding."""
        wanted = wanted_sizes(self.size, inputs, "size")
        return tuple(map(centred, inputs[0][1:], wanted))


def centred(n: Size, wanted: Size) -> Window:
    """The record that makes `wanted` of n pixels, around the same centre."""
    if n is None or wanted is None:
        return Window()
    before = (wanted - n) // 2 if wanted > n else -((n - wanted) // 2)
    return Window(pad_lo=before, pad_hi=wanted - n - before)
