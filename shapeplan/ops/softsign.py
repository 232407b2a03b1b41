"""Softsign: x / (1 + |x|), pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.Softsign

>>> Softsign().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import Activation


class Softsign(Activation):
    """No arguments that shapes depend on."""
