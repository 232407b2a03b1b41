"""Rectified linear unit: max(x, 0), pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.ReLU

>>> Relu().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import InplaceActivation


class Relu(InplaceActivation):
    """No arguments that shapes depend on."""
