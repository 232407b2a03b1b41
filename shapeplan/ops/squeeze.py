"""Squeeze: an axis of size 1 goes away; an axis of another size stays.

    x (C, 1, W) -> y (C, W) for dim 2

    `dim` counts as torch does, the batch being 0.

Fails    an axis that is not there; the batch; no axis left
Source   torch.squeeze

>>> Squeeze(dim=[2, 3]).shape((512, 1, 1)), Squeeze(dim=2).shape((512, 7, 7))
((512,), (512, 7, 7))
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, plain
from shapeplan.ops._dims import indices_of
from shapeplan.ops._fields import WholePerAxis
from shapeplan.shape import Shape


class Squeeze(Op):
    """Arguments of a squeeze."""

    main: ClassVar = "dim"

    dim: WholePerAxis = Field(description="Axis or axes; 0 is the batch, 1 the channels.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The shape without the axes of size 1; wholly unknown where one of them is."""
        x = inputs[0]
        named = indices_of(self.dim, len(x))
        if any(x[i] is None for i in named):
            return Outcome(None, None, (None,))
        rest = tuple(n for i, n in enumerate(x) if i not in named or n != 1)
        if not rest:
            raise Fault("wrong-rank", "no axis is left", field="dim")
        return plain(rest)
