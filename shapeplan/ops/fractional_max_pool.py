"""Fractional max pooling: the largest value under windows at random places, as many as are asked for.

    x (C, H, W) -> y (C, H', W')
    H' = output_size, or floor(H output_ratio), or floor(H / pooling_ratio)   [px of y]

    `pooling_ratio` is tensorflow's way: windows of about so many pixels, with one more if `overlapping`,
    and no kernel_size.

Fails    none or several of output_size, output_ratio and pooling_ratio; windows that do not fit:
         H' + kernel_size - 1 > H in two dimensions, >= H in three; an output_ratio of 1 or more, a
         pooling_ratio below 1 or above H
Differs  torch has no pooling_ratio, tensorflow nothing else; it divides in single precision
Source   torch.nn.FractionalMaxPool2d; tf.nn.fractional_max_pool; Graham 2014

>>> FractionalMaxPool(kernel_size=2, output_size=9).shape((64, 14, 14))
(64, 9, 9)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from shapeplan.axis import Axis, Fixed
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import Flag, RatioPerAxis, SizePerAxis, spread
from shapeplan.ops._spatial import SpatialOp, check_rank
from shapeplan.shape import Shape, axis_names


class FractionalMaxPool(SpatialOp):
    """Arguments of a fractional max pooling."""

    family: ClassVar = "pool"
    main: ClassVar = "kernel_size"

    kernel_size: SizePerAxis | None = Field(None, description="Pixels of the window.")
    output_size: SizePerAxis | None = Field(None, description="Pixels of the output.")
    output_ratio: RatioPerAxis | None = Field(None, description="Pixels of the output for each of the input, below 1.")

    pooling_ratio: RatioPerAxis | None = Field(None, description="Pixels of the input for each of the output, from 1.")
    overlapping: Flag = Field(False, description="Whether neighbouring windows of a pooling_ratio share a pixel.")

    @model_validator(mode="after")
    def _one_way(self) -> FractionalMaxPool:
        given = [value for value in (self.output_size, self.output_ratio, self.pooling_ratio) if value is not None]
        if len(given) != 1:
            raise PydanticCustomError("shapeplan", "takes one of output_size, output_ratio and pooling_ratio")
        if (self.kernel_size is None) == (self.pooling_ratio is None):
            message = "takes kernel_size with output_size or output_ratio, and not with pooling_ratio"
            raise PydanticCustomError("shapeplan", message)
        ratios = self.output_ratio if isinstance(self.output_ratio, tuple) else (self.output_ratio,)
        if any(ratio is not None and ratio >= 1 for ratio in ratios):
            raise PydanticCustomError("shapeplan", "output_ratio must be below 1")
        return self

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """A size or a ratio an axis."""
        check_rank(inputs[0], (2, 3))
        return super().axes_for(inputs, dialect)

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """A size or a ratio an axis."""
        ratios = spread(self.pooling_ratio, rank, "pooling_ratio")
        records = tuple(dialect.fractional_pool(ratio) for ratio in ratios)
        if self.pooling_ratio is not None:
            return tuple(record for record in records if record is not None)
        if self.output_size is not None:
            return tuple(map(Fixed, spread(self.output_size, rank, "output_size")))
        return tuple(dialect.resize(r, 1) for r in spread(self.output_ratio, rank, "output_ratio"))

    def beyond_taps(self, i: int, length: int) -> str | None:
        """The places of the windows are drawn anew for every map."""
        return "places its windows at random"

    def limits(self, sizes: Shape, dialect: Dialect) -> None:
        """The windows must fit into the map at different places."""
        if self.kernel_size is None:
            return
        rank = len(sizes)
        kernels = spread(self.kernel_size, rank, "kernel_size")
        for i, (axis, k, n) in enumerate(zip(self.axes(rank, dialect), kernels, sizes, strict=True)):
            if n is not None and axis.out(n) + k - 1 > n - (rank == len("DHW")):
                name = axis_names(rank + 1)[i + 1]
                text = f"{name} is {n} here, too small for {axis.out(n)} windows of {k} px at different places"
                raise Fault("dialect-refuses", text, field="kernel_size", axis=i + 1)
