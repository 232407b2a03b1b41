"""Unsqueeze: a new axis of size 1.

    x (C, L) -> y (C, 1, L) for dim 2

    `dim` counts as torch does, the batch being 0; -1 is behind the last axis.

Fails    a place that is not there; in front of the batch
Source   torch.unsqueeze

>>> Unsqueeze(dim=-1).shape((512,)), Unsqueeze(dim=1).shape((28, 30))
((512, 1), (1, 28, 30))
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.dialects import Dialect
from shapeplan.ops._base import Op, Outcome, plain
from shapeplan.ops._dims import index_of
from shapeplan.ops._fields import Whole
from shapeplan.shape import Shape


class Unsqueeze(Op):
    """Arguments of an unsqueeze."""

    main: ClassVar = "dim"

    dim: Whole = Field(description="Place of the new axis; 1 is in front of the channels.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The shape with an axis more."""
        x = inputs[0]
        i = index_of(self.dim, len(x) + 1)
        return plain((*x[:i], 1, *x[i:]))
