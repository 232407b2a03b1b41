"""Logistic function: 1 / (1 + exp(-x)), pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.Sigmoid

>>> Sigmoid().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import Activation


class Sigmoid(Activation):
    """No arguments that shapes depend on."""
