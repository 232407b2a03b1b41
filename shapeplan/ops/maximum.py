"""The larger of the values of maps, pixel by pixel.

    x_i (C, H, W) -> y (C, H, W)

    An axis of size 1, channels too, is repeated along the other map's axis. Other unequal sizes are
    a mismatch, or are made equal by `fit`: crop to the smallest, pad or resize to the largest.
    `broadcast: false` repeats nothing, as mxnet.nd.elemwise_add does.

Fails    unequal sizes, neither of them 1
Source   torch.maximum; broadcasting semantics of torch and numpy

>>> Maximum().shape((256, 56, 56), (256, 56, 56))
(256, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._join import BroadcastJoin


class Maximum(BroadcastJoin):
    """No arguments but `fit` and `broadcast`."""
