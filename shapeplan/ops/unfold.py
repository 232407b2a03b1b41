"""Unfold: every window of the map becomes a column.

    x (C, H, W) -> y (C kernel_size^2, L), L = number of windows = H' W'
    H' = floor((H + 2 padding - extent) / stride) + 1   [px of x]
    extent = dilation (kernel_size - 1) + 1

Fails    window larger than the padded input; maps that are not 2-D
Source   torch.nn.Unfold

>>> Unfold(kernel_size=2, stride=2).shape((3, 8, 8))
(12, 16)
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
from shapeplan.shape import Shape, product


class Unfold(Op):
    """Arguments of an unfold."""

    main: ClassVar = "kernel_size"

    kernel_size: SizePerAxis = Field(description="Taps of the window.")
    dilation: SizePerAxis = Field(1, description="Pixels between neighbouring taps.")
    padding: NaturalPerAxis = Field(0, description="Pixels added around the map.")
    stride: SizePerAxis = Field(1, description="Pixels that the window moves by.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """As many columns as there are windows."""
        check_rank(inputs[0], (2,))
        c, *sizes = inputs[0]
        faults: list[Fault] = []
        axes = windows(self, dialect)
        counts = [grow(axis, n, i, 2, faults)[0] for i, (axis, n) in enumerate(zip(axes, sizes, strict=True))]
        taps = prod(spread(self.kernel_size, 2, "kernel_size"))
        return plain((product((c, taps)), product(counts)), faults=tuple(faults))
