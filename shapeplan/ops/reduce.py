"""Sum, mean, largest, smallest or product over whole axes.

    x (C, H, W) -> y without the axes of `dim`, or with one entry each if keepdim

    `dim` counts as torch does, the batch being 0: 1 is the channels, [2, 3] are H and W.

Fails    an axis that is not there; the batch; no axis left
Source   torch.sum, mean, amax, amin, prod; einops.reduce

>>> Reduce(mode="max", dim=1, keepdim=True).shape((512, 7, 7))
(1, 7, 7)
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from shapeplan.ops._reduce import ReduceOp


class Reduce(ReduceOp):
    """Arguments of a reduction."""

    mode: Literal["sum", "mean", "max", "min", "prod"] = Field(description="How an axis is summed up.")
