"""A layer that the vocabulary lacks, with what it does to the axes spelled out.

    x (C, H, W) -> y (out_channels, H', W');  C and an axis stay as they are unless stated

    `axes` is one record for all spatial axes or a list of one an axis. A record is the word `keep`,
    or a mapping with one of

        window  size, stride, padding (a number or [before, after]), dilation, base_dilation,
                rounding (floor, ceil, ceil_inside)
        same    size, stride, dilation
        scale   a ratio of sizes
        fixed   a size   [px of y]

Fails    a vector; nothing left of an axis
Source   shapeplan/axis.py

>>> Custom(name="blur_pool", axes={"window": {"size": 3, "stride": 2, "padding": 1}}).shape((64, 56, 56))
(64, 28, 28)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import ConfigDict, Field

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect
from shapeplan.ops._base import Outcome, plain
from shapeplan.ops._custom import Axes, axis_of
from shapeplan.ops._fields import Count, Natural, spread
from shapeplan.ops._spatial import SpatialOp
from shapeplan.shape import Shape, Size


class Custom(SpatialOp):
    """Declaration of a layer."""

    model_config = ConfigDict(serialize_by_alias=True)
    main: ClassVar = "name"

    name: str = Field(description="What it is called.")
    out_channels: Count | None = Field(None, description="Channels of the output; those of the input unless given.")
    records: Axes = Field("keep", alias="axes", description="What happens to the spatial axes.")
    weights: Natural = Field(0, alias="parameters", description="Trainable numbers.")

    def brief(self) -> str:
        """Its name; the shape shows the rest."""
        return self.name

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """As declared; a vector has no axes for anything to happen to."""
        if len(inputs[0]) == 1 and self.records == "keep":
            return plain((self.channels(inputs[0][0]),), 1, self.weights)
        return super().infer(inputs, dialect)

    def channels(self, c: Size) -> Size:
        """As declared."""
        return c if self.out_channels is None else self.out_channels

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """As declared."""
        return tuple(map(axis_of, spread(self.records, rank, "axes")))

    def parameters(self, c: Size, rank: int) -> Size:
        """As declared [1]."""
        return self.weights
