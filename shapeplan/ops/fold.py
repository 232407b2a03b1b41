"""Fold: columns go back to the windows that they came from; what overlaps is added.

    x (C kernel_size^2, L) -> y (C, output_size, output_size), L = number of windows of that map

Fails    kernel_size^2 does not divide the columns' length; L is not the number of windows
Source   torch.nn.Fold

>>> Fold(output_size=8, kernel_size=2, stride=2).shape((12, 16))
(3, 8, 8)
"""

from __future__ import annotations

from math import prod
from typing import ClassVar

from pydantic import Field

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, plain
from shapeplan.ops._fields import NaturalPerAxis, SizePerAxis, spread
from shapeplan.ops._spatial import check_rank, grow
from shapeplan.ops._windows import windows
from shapeplan.shape import Shape, product, spell


class Fold(Op):
    """Arguments of a fold."""

    family: ClassVar = "upsample"
    main: ClassVar = "output_size"

    output_size: SizePerAxis = Field(description="Pixels of the map.")
    kernel_size: SizePerAxis = Field(description="Taps of the window.")
    dilation: SizePerAxis = Field(1, description="Pixels between neighbouring taps.")
    padding: NaturalPerAxis = Field(0, description="Pixels added around the map.")
    stride: SizePerAxis = Field(1, description="Pixels that the window moves by.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The map whose windows the columns are."""
        check_rank(inputs[0], (1,))
        c, length = inputs[0]
        sizes = spread(self.output_size, 2, "output_size")
        taps = prod(spread(self.kernel_size, 2, "kernel_size"))
        faults: list[Fault] = []
        pairs = zip(windows(self, dialect), sizes, strict=True)
        count = product([grow(axis, n, i, 2, faults)[0] for i, (axis, n) in enumerate(pairs)])
        if c is not None and c % taps:
            faults.append(Fault("channel-mismatch", f"{c} channels do not fall into windows of {taps}", axis=0))
        if None not in (length, count) and length != count:
            text = f"a map of {spell(sizes)} has {count} windows, and {length} columns arrive"
            faults.append(Fault("dialect-refuses", text, field="output_size"))
        return plain((None if c is None or c % taps else c // taps, *sizes), faults=tuple(faults))
