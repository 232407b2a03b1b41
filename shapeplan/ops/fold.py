"""Fold: columns go back to the windows that they came from; what overlaps is added.

    x (C kernel_size^2, L) -> y (C, output_size, output_size), L = number of windows of that map

Fails    kernel_size^2 does not divide the columns' length; L is not the number of windows
Source   torch.nn.Fold

>>> Fold(output_size=8, kernel_size=2, stride=2).shape((12, 16))
(3, 8, 8)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Outcome, plain
from shapeplan.ops._fields import SizePerAxis, spread
from shapeplan.ops._spatial import check_rank
from shapeplan.ops._windows import WindowsOp
from shapeplan.shape import Shape, spell


class Fold(WindowsOp):
    """Arguments of a fold."""

    family: ClassVar = "upsample"
    main: ClassVar = "output_size"

    output_size: SizePerAxis = Field(description="Pixels of the map.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The map whose windows the columns are."""
        check_rank(inputs[0], (1,))
        c, length = inputs[0]
        sizes = spread(self.output_size, 2, "output_size")
        faults: list[Fault] = []
        columns = self.windows(sizes, dialect, faults)
        rest = 0 if c is None else c % self.taps
        if rest:
            text = f"{c} channels do not fall into windows of {self.taps} taps"
            faults.append(Fault("channel-mismatch", text, field="kernel_size", axis=0))
        if None not in (length, columns) and length != columns:
            text = f"a map of {spell(sizes)} has {columns} windows, and {length} columns arrive"
            faults.append(Fault("dialect-refuses", text, field="output_size", axis=1))
        return plain((None if c is None or rest else c // self.taps, *sizes), faults=tuple(faults))
