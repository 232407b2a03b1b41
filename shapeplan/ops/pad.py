"""Padding: pixels are added around the map.

    x (C, H, W) -> y (C, H + before + after, ...)   [px of x]

    `interior` sets so many pixels between neighbouring ones: H + (H - 1) interior + before + after.

    `padding` is a number, one an axis, or a pair [before, after] an axis; or `before` and `after` are
    numbers or one an axis. Negative amounts crop.

Fails    both `padding` and before or after; nothing left; reflect by H or more; circular by more than H;
         negative amounts in keras and tensorflow
Differs  symmetric (reflect with the edge doubled): flax and tensorflow only; interior: flax only;
         flax and paddle copy a small map as often as circular needs it, flax for reflect, too
         torch.nn's own list begins with the last axis: (left, right, top, bottom)
Source   torch.nn.ZeroPad2d, ConstantPad2d, ReflectionPad2d, ReplicationPad2d, CircularPad2d;
         tf.pad

>>> Pad(padding=1).shape((3, 28, 28)), Pad(before=[0, 2], after=0).shape((3, 28, 28))
((3, 30, 30), (3, 28, 30))
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from shapeplan.axis import Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.ops._fields import Margin, NaturalPerAxis, Number, WholePerAxis, spread
from shapeplan.ops._margin import margins, one_way
from shapeplan.ops._spatial import SpatialOp, at_axis
from shapeplan.shape import Shape


class Pad(SpatialOp):
    """Arguments of a padding."""

    main: ClassVar = "padding"

    padding: Margin | None = Field(None, description="Pixels on either side: a number, one an axis, or pairs.")
    before: WholePerAxis | None = Field(None, description="Pixels in front of each axis.")
    after: WholePerAxis | None = Field(None, description="Pixels behind each axis.")
    mode: Literal["zeros", "constant", "reflect", "symmetric", "replicate", "circular"] = Field(
        "zeros", description="What the padding is filled with."
    )
    interior: NaturalPerAxis = Field(0, description="Pixels set between neighbouring ones.")
    value: Number = Field(0, description="The constant.", validate_default=True)

    @model_validator(mode="after")
    def _one_way(self) -> Pad:
        one_way(self.padding, self.before, self.after, "padding")
        return self

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """One pixel becomes one, and there are more of them."""
        apart = [m + 1 for m in spread(self.interior, rank, "interior")]
        if max(apart) > 1 and "input_dilation" not in dialect.allows:
            raise dialect.refusal("sets no pixels between those of the map", "interior")
        pads = margins(self.padding, self.before, self.after, rank)
        return tuple(Window(pad_lo=lo, pad_hi=hi, base_dilation=b) for (lo, hi), b in zip(pads, apart, strict=True))

    def beyond_taps(self, i: int, length: int) -> str | None:
        """Circular padding reads the other end."""
        is_wide = i > 0 and any(margins(self.padding, self.before, self.after, length - 1)[i - 1])
        return "pads each end with the other" if self.mode == "circular" and is_wide else None

    def copies_edges(self) -> bool:
        """As the mode says."""
        return self.mode not in {"zeros", "constant"}

    def limits(self, sizes: Shape, dialect: Dialect) -> None:
        """Padding that is copied from the map must fit into it; some dialects refuse negative amounts."""
        for i, (lo, hi) in enumerate(margins(self.padding, self.before, self.after, len(sizes))):
            n = sizes[i]
            if n is not None:
                with at_axis(i + 1):
                    dialect.pad_axis(i, self.mode, lo, hi, n)
        axes = self.axes(len(sizes), dialect)
        outs = [axis.out(n) for axis, n in zip(axes, sizes, strict=True) if n is not None]
        if len(outs) == len(sizes):
            dialect.padded(self.mode, outs)
