"""Concatenation: maps put one behind the other along an axis, channels unless said otherwise.

    x_i (C_i, H, W) -> y (C_1 + C_2 + ..., H, W)

    `dim` counts as torch does, the batch being 0. All other axes must be equal, or be made equal by
    `fit`: crop to the smallest (the larger part of an odd difference behind), pad with zeros or
    resize to the largest.

Fails    unequal sizes on another axis
Source   torch.cat

>>> Concat().shape((64, 392, 392), (64, 392, 392))
(128, 392, 392)
"""

from __future__ import annotations

from pydantic import Field

from shapeplan.ops._dims import index_of
from shapeplan.ops._fields import Whole
from shapeplan.ops._join import JoinOp


class Concat(JoinOp):
    """Arguments of a concatenation."""

    dim: Whole = Field(1, description="Axis along which the maps are joined; 0 is the batch, 1 the channels.")

    def along(self, length: int) -> int:
        """Index of the axis that grows."""
        return index_of(self.dim, length)
