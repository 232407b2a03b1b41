"""Slice: the entries of an axis from `start` to before `stop`, every `step`-th.

    x (C, H, W) -> y (ceil((stop - start) / step), H, W)

    Negative numbers count from the end. `dim` counts as torch does, the batch being 0.

Fails    nothing left
Source   Python's slices; torch.Tensor indexing

>>> Slice(start=1, stop=-1, dim=2).shape((64, 30, 28))
(64, 28, 28)
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.ops._fields import Count, Whole
from shapeplan.ops._part import PartOp


class Slice(PartOp):
    """Arguments of a slice."""

    start: Whole | None = Field(None, description="First index; negative from the end.")
    stop: Whole | None = Field(None, description="Index behind the last; negative from the end.")
    step: Count = Field(1, description="Entries from one that is kept to the next.")

    def part(self, n: int) -> range:
        """The indices that Python's slice takes."""
        return range(n)[self.start : self.stop : self.step]
