"""Bilinear resizing of a 2-D map that minds whether its sizes are even or odd.

    x (C, H, W) -> y (C, H', W')
    odd_scale      H' = floor(H scale_factor) for even H, floor((H - 1) scale_factor) + 1 for odd   [px of y]
    to_even_down   H' = H, or H - 1 where H is odd      to_even_up   H' = H, or H + 1 where H is odd
    to_odd_down    H' = H, or H - 1 where H is even     to_odd_up    H' = H, or H + 1 where H is even

    Resizing by a factor or to a size alone is `upsample` with mode bilinear.

Fails    odd_scale without scale_factor; maps that are not 2-D; nothing left
Source   mxnet.nd.contrib.BilinearResize2D

>>> BilinearResize(mode="to_even_up").shape((3, 27, 28)), BilinearResize(scale_factor=2).shape((3, 27, 28))
((3, 28, 28), (3, 53, 56))
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._fields import RatioPerAxis, spread
from shapeplan.ops._spatial import SpatialOp, check_rank
from shapeplan.paired import Paired
from shapeplan.shape import Shape

SINGLE = 24  # significant bits
SHIFTS = {"to_even_down": (0, 0), "to_even_up": (0, 2), "to_odd_down": (-1, 1), "to_odd_up": (1, 1)}


class BilinearResize(SpatialOp):
    """Arguments of a resizing to even or odd sizes."""

    family: ClassVar = "upsample"
    main: ClassVar = "mode"

    mode: Literal["odd_scale", "to_even_down", "to_even_up", "to_odd_down", "to_odd_up"] = Field(
        "odd_scale", description="What becomes of even and odd sizes."
    )
    scale_factor: RatioPerAxis | None = Field(None, description="Pixels of the output for each, of odd_scale only.")

    def beyond_taps(self, i: int, length: int) -> str | None:
        """The outer pixels keep their place, whatever the size."""
        return "aligns the corners of the whole map"

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """One record an axis."""
        check_rank(inputs[0], (2,))
        if self.mode != "odd_scale":
            even, odd = SHIFTS[self.mode]
            return (Paired(Fraction(1), even, odd),) * 2
        if self.scale_factor is None:
            raise Fault("dialect-refuses", "mode odd_scale needs a scale_factor", field="scale_factor")
        return tuple(Paired(ratio, odd=1, bits=SINGLE) for ratio in spread(self.scale_factor, 2, "scale_factor"))
