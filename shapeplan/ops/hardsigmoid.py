"""Hard sigmoid: relu6(x + 3) / 6, pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.Hardsigmoid

>>> Hardsigmoid().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import InplaceActivation


class Hardsigmoid(InplaceActivation):
    """No arguments that shapes depend on."""
