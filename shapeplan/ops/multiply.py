"""Multiplication of maps, pixel by pixel: gates and attention.

    x_i (C, H, W) -> y (C, H, W)

    An axis of size 1, channels too, is repeated along the other map's axis. Other unequal sizes are
    a mismatch, or are made equal by `fit`: crop to the smallest, pad or resize to the largest.

Fails    unequal sizes, neither of them 1
Source   torch.mul; broadcasting semantics of torch and numpy

>>> Multiply().shape((256, 56, 56), (256, 1, 1))
(256, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from shapeplan.ops._join import JoinOp


class Multiply(JoinOp):
    """No arguments but `fit`."""

    broadcasts: ClassVar[bool] = True
