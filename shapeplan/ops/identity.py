"""Identity: what comes in goes out.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.Identity

>>> Identity().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import ElementwiseOp


class Identity(ElementwiseOp):
    """No arguments."""
