"""Crop: pixels at the edges of the map are left out.

    x (C, H, W) -> y (C, H - before - after, ...), or y (C, size, size)   [px of x]

    `before` and `after` are numbers or one an axis. `size` crops to the centre: numbers, or the name
    of the layer whose sizes are to be met; the odd pixel of a difference goes behind:
    before = (H - size) // 2. `fraction` leaves out (H - fraction H) / 2 pixels on either side, rounded
    down in double precision.

Fails    no way, or more than one; nothing left; a size larger than the map
Differs  a size larger than the map on any axis: keras resizes it to that size
Source   torchvision.transforms.functional.center_crop, which differs in the odd pixel;
         keras.layers.Cropping2D, CenterCrop; tf.image.central_crop, crop_to_bounding_box

>>> Crop(before=4, after=4).shape((64, 64, 64)), Crop(size="up").shape((64, 63, 64), (32, 56, 56))
((64, 56, 56), (64, 56, 56))
"""

from __future__ import annotations

from fractions import Fraction
from math import floor
from typing import ClassVar

from pydantic import Field, model_validator

from shapeplan.axis import Axis, Fixed, Window
from shapeplan.dialects import Dialect
from shapeplan.digits import significant
from shapeplan.fault import Fault
from shapeplan.ops._fields import NaturalPerAxis, Share, SizeOrLayer
from shapeplan.ops._margin import margins, one_way
from shapeplan.ops._spatial import SpatialOp, each_axis, wanted_sizes
from shapeplan.shape import Shape, Size, axis_names

DOUBLE = 53  # significant bits


class Crop(SpatialOp):
    """Arguments of a crop."""

    main: ClassVar = "size"
    references: ClassVar[tuple[str, ...]] = ("size",)

    before: NaturalPerAxis | None = Field(None, description="Pixels left out in front of each axis.")
    after: NaturalPerAxis | None = Field(None, description="Pixels left out behind each axis.")
    size: SizeOrLayer | None = Field(None, description="Sizes of the centre to keep, or the layer to take them from.")

    fraction: Share | None = Field(None, description="Share of each axis to keep, in the centre.")

    @model_validator(mode="after")
    def _one_way(self) -> Crop:
        if self.fraction is None:
            one_way(self.size, self.before, self.after, "size")
        else:
            one_way(self.fraction, self.size or self.before, self.after, "fraction")
        return self

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """A window of one pixel, with negative padding."""
        rank = len(inputs[0]) - 1
        if self.fraction is not None:
            return tuple(central(n, self.fraction) for n in inputs[0][1:])
        if self.size is None:
            return tuple(Window(pad_lo=-lo, pad_hi=-hi) for lo, hi in margins(None, self.before, self.after, rank))
        wanted = wanted_sizes(self.size, inputs, "size")
        if rank == len("HW") and dialect.crop_resizes and is_larger(wanted, inputs[0][1:]):
            return tuple(Fixed(m or 1, points=2) for m in wanted)
        return each_axis(centre, axis_names(rank + 1)[1:], inputs[0][1:], wanted)


def is_larger(wanted: Shape, sizes: Shape) -> bool:
    """Whether more pixels are wanted of an axis than it has."""
    return any(m is not None and n is not None and m > n for m, n in zip(wanted, sizes, strict=True))


def central(n: Size, fraction: Fraction) -> Window:
    """The record that leaves a fraction of n pixels, as double precision has it."""
    if n is None:
        return Window()
    kept = significant(n * significant(fraction, DOUBLE), DOUBLE)
    before = floor(significant(n - kept, DOUBLE) / 2)
    return Window(pad_lo=-before, pad_hi=-before)


def centre(name: str, n: Size, wanted: Size) -> Window:
    """The record that leaves `wanted` of n pixels. Raises Fault where there are fewer."""
    if n is None or wanted is None:
        return Window()
    if wanted > n:
        raise Fault("dialect-refuses", f"{name} is {n} here, and a crop to {wanted} needs as many", field="size")
    before = (n - wanted) // 2
    return Window(pad_lo=-before, pad_hi=before + wanted - n)
