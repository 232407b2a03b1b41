"""Rectified linear unit with a ceiling: min(max(x, 0), 6), pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.ReLU6; Howard et al. 2017 (MobileNets)

>>> Relu6().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import InplaceActivation


class Relu6(InplaceActivation):
    """No arguments that shapes depend on."""
