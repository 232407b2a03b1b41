"""Scaled exponential linear unit: an ELU that keeps mean 0 and variance 1, pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.SELU; Klambauer et al. 2017

>>> Selu().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import InplaceActivation


class Selu(InplaceActivation):
    """No arguments that shapes depend on."""
