"""Sigmoid linear unit, or swish: x sigmoid(x), pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.SiLU; Ramachandran et al. 2017

>>> Silu().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import InplaceActivation


class Silu(InplaceActivation):
    """No arguments that shapes depend on."""
