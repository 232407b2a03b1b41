"""Softmax: exp(x), divided by its sum along an axis.

    x (C, H, W) -> y (C, H, W)

    `dim` counts as torch does, the batch being 0.

Fails    an axis that is not there; the batch
Source   torch.nn.Softmax

>>> Softmax(dim=1).shape((10,))
(10,)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import AlongAxis


class Softmax(AlongAxis):
    """Arguments of a softmax."""
