"""Flatten: axes from `start_dim` to `end_dim` become one.

    x (C, H, W) -> y (C H W)

    Axes count as torch counts them, the batch being 0.

Source   torch.nn.Flatten

>>> Flatten().shape((512, 7, 7))
(25088,)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, plain
from shapeplan.ops._dims import index_of
from shapeplan.ops._fields import Whole
from shapeplan.shape import Shape, product


class Flatten(Op):
    """Arguments of a flatten."""

    main: ClassVar = "start_dim"

    start_dim: Whole = Field(1, description="First axis; 0 is the batch, 1 the channels.")
    end_dim: Whole = Field(-1, description="Last axis.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """One axis for several."""
        x = inputs[0]
        first, last = index_of(self.start_dim, len(x)), index_of(self.end_dim, len(x))
        if first > last:
            raise Fault("wrong-rank", f"start_dim {self.start_dim} lies behind end_dim {self.end_dim}", field="end_dim")
        return plain((*x[:first], product(x[first : last + 1]), *x[last + 1 :]))
