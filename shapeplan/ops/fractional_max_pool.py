"""Fractional max pooling: the largest value under windows at random places, as many as are asked for.

    x (C, H, W) -> y (C, H', W')
    H' = output_size, or floor(H output_ratio)   [px of y]

Fails    neither or both of output_size and output_ratio; windows that do not fit:
         H' + kernel_size - 1 > H in two dimensions, >= H in three
Source   torch.nn.FractionalMaxPool2d; Graham 2014

>>> FractionalMaxPool(kernel_size=2, output_size=9).shape((64, 14, 14))
(64, 9, 9)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field, model_validator

from shapeplan.axis import Axis, Fixed
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import RatioPerAxis, SizePerAxis, exactly_one, spread
from shapeplan.ops._spatial import SpatialOp, check_rank
from shapeplan.shape import Shape, axis_names


class FractionalMaxPool(SpatialOp):
    """Arguments of a fractional max pooling."""

    family: ClassVar = "pool"
    main: ClassVar = "kernel_size"

    kernel_size: SizePerAxis = Field(description="Pixels of the window.")
    output_size: SizePerAxis | None = Field(None, description="Pixels of the output.")
    output_ratio: RatioPerAxis | None = Field(None, description="Pixels of the output for each of the input, below 1.")

    _one_of = model_validator(mode="after")(exactly_one("output_size", "output_ratio"))

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """A size or a ratio an axis."""
        check_rank(inputs[0], (2, 3))
        return super().axes_for(inputs, dialect)

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """A size or a ratio an axis."""
        if self.output_size is not None:
            return tuple(map(Fixed, spread(self.output_size, rank, "output_size")))
        return tuple(dialect.resize(r, 1) for r in spread(self.output_ratio, rank, "output_ratio"))

    def limits(self, sizes: Shape, dialect: Dialect) -> None:
        """The windows must fit into the map at different places."""
        rank = len(sizes)
        kernels = spread(self.kernel_size, rank, "kernel_size")
        for i, (axis, k, n) in enumerate(zip(self.axes(rank, dialect), kernels, sizes, strict=True)):
            if n is not None and axis.out(n) + k - 1 > n - (rank == len("DHW")):
                name = axis_names(rank + 1)[i + 1]
                text = f"{name} is {n} here, too small for {axis.out(n)} windows of {k} px at different places"
                raise Fault("dialect-refuses", text, field="kernel_size", axis=i + 1)
