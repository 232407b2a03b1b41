"""Hard swish: x relu6(x + 3) / 6, pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.Hardswish; Howard et al. 2019 (MobileNetV3), section 5.2

>>> Hardswish().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from shapeplan.ops._elementwise import InplaceActivation


class Hardswish(InplaceActivation):
    """No arguments that shapes depend on."""
