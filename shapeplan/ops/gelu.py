"""Gaussian error linear unit: x times the normal distribution function of x, pixel by pixel.

    x (C, H, W) -> y (C, H, W)

Source   torch.nn.GELU; Hendrycks & Gimpel 2016

>>> Gelu().shape((64, 56, 56))
(64, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from shapeplan.ops._elementwise import Activation


class Gelu(Activation):
    """Arguments of the activation."""

    main: ClassVar = "approximate"

    approximate: Literal["none", "tanh"] = Field(
        "none", description="Whether tanh stands in for the distribution function."
    )
