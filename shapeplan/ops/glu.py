"""Gated linear unit: one half of an axis, multiplied by the sigmoid of the other half.

    x (C, H, W) -> y (C, H, W / 2), or half of another axis

    `dim` counts as torch does, the batch being 0; the last axis unless given.

Fails    an odd number of entries along `dim`
Source   torch.nn.GLU; Dauphin et al. 2017

>>> Glu(dim=1).shape((64, 56, 56))
(32, 56, 56)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import IDENTITY
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, whole
from shapeplan.ops._dims import index_of
from shapeplan.ops._fields import Whole
from shapeplan.shape import Shape, axis_names


class Glu(Op):
    """Arguments of a gated linear unit."""

    family: ClassVar = "activation"
    main: ClassVar = "dim"

    dim: Whole = Field(-1, description="Axis that is halved; 0 is the batch, 1 the channels, -1 the last.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """Half of the axis."""
        x = inputs[0]
        i = index_of(self.dim, len(x))
        n = x[i]
        if n is not None and n % 2:
            raise Fault("dialect-refuses", f"{axis_names(len(x))[i]} is {n} here, and has no half", field="dim", axis=i)
        shape = (*x[:i], None if n is None else n // 2, *x[i + 1 :])
        return Outcome(shape, whole(shape), (None if i else (IDENTITY,) * (len(x) - 1),))
