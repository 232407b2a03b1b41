"""Logarithm of the softmax along an axis.

    x (C, H, W) -> y (C, H, W)

    `dim` counts as torch does, the batch being 0.

Fails    an axis that is not there; the batch
Source   torch.nn.LogSoftmax

>>> LogSoftmax(dim=1).shape((10,))
(10,)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import AlongAxis


class LogSoftmax(AlongAxis):
    """Arguments of the logarithm of a softmax."""
