"""Crop: pixels at the edges of the map are left out.

    x (C, H, W) -> y (C, H - before - after, ...), or y (C, size, size)   [px of x]

    `before` and `after` are numbers or one an axis. `size` crops to the centre: numbers, or the name
    of the layer whose sizes are to be met; the odd pixel of a difference goes behind:
    before = (H - size) // 2.

Fails    neither or both ways; nothing left; a size larger than the map
Source   torchvision.transforms.functional.center_crop, which differs in the odd pixel;
         keras.layers.Cropping2D, CenterCrop

>>> Crop(before=4, after=4).shape((64, 64, 64)), Crop(size="up").shape((64, 63, 64), (32, 56, 56))
((64, 56, 56), (64, 56, 56))
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from shapeplan.axis import Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import NaturalPerAxis, SizeOrLayer
from shapeplan.ops._margin import margins, one_way
from shapeplan.ops._spatial import SpatialOp, each_axis, wanted_sizes
from shapeplan.shape import Shape, Size, axis_names


class Crop(SpatialOp):
    """Arguments of a crop."""

    main: ClassVar = "size"
    references: ClassVar[tuple[str, ...]] = ("size",)

    before: NaturalPerAxis | None = Field(None, description="Pixels left out in front of each axis.")
    after: NaturalPerAxis | None = Field(None, description="Pixels left out behind each axis.")
    size: SizeOrLayer | None = Field(None, description="Sizes of the centre to keep, or the layer to take them from.")

    @model_validator(mode="after")
    def _one_way(self) -> Crop:
        one_way(self.size, self.before, self.after, "size")
        return self

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """A window of one pixel, with negative padding."""
        rank = len(inputs[0]) - 1
        if self.size is None:
            return tuple(Window(pad_lo=-lo, pad_hi=-hi) for lo, hi in margins(None, self.before, self.after, rank))
        wanted = wanted_sizes(self.size, inputs, "size")
        return each_axis(centre, axis_names(rank + 1)[1:], inputs[0][1:], wanted)


def centre(name: str, n: Size, wanted: Size) -> Window:
    """The record that leaves `wanted` of n pixels. Raises Fault where there are fewer."""
    if n is None or wanted is None:
        return Window()
    if wanted > n:
        raise Fault("dialect-refuses", f"{name} is {n} here, and a crop to {wanted} needs as many", field="size")
    before = (n - wanted) // 2
    return Window(pad_lo=-before, pad_hi=before + wanted - n)
