"""Ops that sum up whole axes."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import IDENTITY, Fixed
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, plain, whole
from shapeplan.ops._dims import indices_of
from shapeplan.ops._fields import Flag, WholePerAxis
from shapeplan.shape import Shape


class ReduceOp(Op):
    """An op that leaves one number of an axis."""

    family: ClassVar = "pool"
    main: ClassVar = "dim"

    dim: WholePerAxis = Field(description="Axis or axes that are summed up; 0 is the batch, 1 the channels.")
    keepdim: Flag = Field(False, description="Whether the axes stay, with one entry each.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The other axes, and those of one entry that stay."""
        x = inputs[0]
        gone = indices_of(self.dim, len(x))
        if not self.keepdim:
            rest = tuple(n for i, n in enumerate(x) if i not in gone)
            if not rest:
                raise Fault("wrong-rank", "no axis is left", field="dim", hint="keepdim: true")
            return plain(rest)
        shape = tuple(1 if i in gone else n for i, n in enumerate(x))
        axes = tuple(Fixed(1) if i in gone else IDENTITY for i in range(1, len(x)))
        return Outcome(shape, whole(shape), (axes,))
