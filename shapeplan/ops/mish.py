"""Mish: x tanh(softplus(x)), pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.Mish; Misra 2020

>>> Mish().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import InplaceActivation


class Mish(InplaceActivation):
    """No arguments that shapes depend on."""
