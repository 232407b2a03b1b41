"""Subtraction of one map from another, pixel by pixel.

    x_1 (C, H, W), x_2 (C, H, W) -> y (C, H, W)

    An axis of size 1, channels too, is repeated along the other map's axis. Other unequal sizes are
    a mismatch, or are made equal by `fit`: crop to the smallest, pad or resize to the largest.
    `broadcast: false` repeats nothing, as mxnet.nd.elemwise_add does.

Fails    unequal sizes, neither of them 1; more than two maps
Source   torch.sub; broadcasting semantics of torch and numpy

>>> Subtract().shape((64, 28, 28), (64, 28, 28))
(64, 28, 28)
"""

from __future__ import annotations

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Outcome
from shapeplan.ops._join import BroadcastJoin
from shapeplan.shape import Shape


class Subtract(BroadcastJoin):
    """No arguments but `fit` and `broadcast`."""

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """As any join, of two."""
        if len(inputs) > 2:  # noqa: PLR2004 - one map from another
            raise Fault("reference", f"it subtracts one layer from another, and gets {len(inputs)}")
        return super().infer(inputs, dialect)
