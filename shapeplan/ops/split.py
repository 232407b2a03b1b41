"""Split: one of the parts of an axis, in sizes that are stated.

    x (C, H, W) -> y (part index, H, W)

    `split_size` is one size for all parts, the last may be smaller, or a list of all sizes. `dim`
    counts as torch does, the batch being 0.

Fails    an index that is not there; a list whose sum is not the size of the axis
Source   torch.split

>>> Split(split_size=[16, 48], index=1).shape((64, 28, 28))
(48, 28, 28)
"""

from __future__ import annotations

from itertools import accumulate
from typing import ClassVar

from pydantic import Field

from shapeplan.fault import Fault
from shapeplan.ops._fields import Natural, SizePerAxis
from shapeplan.ops._part import PartOp, missing
from shapeplan.slicing import Part


class Split(PartOp):
    """Arguments of a split."""

    main: ClassVar = "split_size"

    split_size: SizePerAxis = Field(description="Size of each part, or a list of all sizes.")
    index: Natural = Field(description="Which part is kept, counted from 0.")

    def part(self, n: int) -> Part:
        """The part of that index."""
        size = self.split_size
        if isinstance(size, int):
            if self.index * size >= n:
                raise missing(self.index, -(-n // size), n)
            return Part(self.index * size, min((self.index + 1) * size, n))
        if sum(size) != n:
            added = " + ".join(map(str, size))
            raise Fault("dialect-refuses", f"the parts {added} make {sum(size)}, and there are {n}", field="split_size")
        if self.index >= len(size):
            raise missing(self.index, len(size), n)
        ends = [0, *accumulate(size)]
        return Part(ends[self.index], ends[self.index + 1])
