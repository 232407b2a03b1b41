"""Stochastic depth: while training, whole examples skip the branch at random.

    x (C, H, W) -> y (C, H, W)

Fails    drop_prob outside 0 to 1
Source   torchvision.ops.stochastic_depth; Huang et al. 2016

>>> DropPath(drop_prob=0.1).shape((96, 56, 56))
(96, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.ops._fields import Share


class DropPath(ElementwiseOp):
    """Arguments of stochastic depth."""

    main: ClassVar = "drop_prob"

    drop_prob: Share = Field(0, description="Share of the examples that are dropped.", validate_default=True)
