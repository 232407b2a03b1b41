"""Ops that leave every shape as it is."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.axis import IDENTITY, Axis
from shapeplan.dialects import Dialect
from shapeplan.ops._base import Op, Outcome, whole
from shapeplan.ops._dims import index_of
from shapeplan.ops._fields import Flag, Whole
from shapeplan.shape import Shape, Size


class ElementwiseOp(Op):
    """An op whose output has the shape of its input, a map or a vector."""

    def parameters(self, c: Size, shape: Shape) -> Size:
        """Trainable numbers, of c channels and the whole shape [1]."""
        return 0

    def check(self, shape: Shape) -> None:
        """Raises Fault where the input does not fit the arguments."""

    def steady(self, rank: int, dialect: Dialect) -> tuple[Axis, ...] | None:
        """Every axis stays as it is."""
        return (IDENTITY,) * rank

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The shape of the input."""
        shape = inputs[0]
        self.check(shape)
        return Outcome(shape, whole(shape), ((IDENTITY,) * (len(shape) - 1),), self.parameters(shape[0], shape))


class Activation(ElementwiseOp):
    """An activation function."""

    family: ClassVar = "activation"


class InplaceActivation(Activation):
    """An activation function that can write over its input."""

    inplace: Flag = Field(False, description="Whether memory is reused; shapes do not depend on it.")

    def hidden(self) -> tuple[str, ...]:
        """Where the result is written is of no interest in a drawing."""
        return (*super().hidden(), "inplace")


class AlongAxis(ElementwiseOp):
    """An activation that looks along a whole axis."""

    family: ClassVar = "activation"
    main: ClassVar = "dim"

    dim: Whole = Field(description="The axis; 0 is the batch, 1 the channels, -1 the last.")

    def check(self, shape: Shape) -> None:
        """The axis must be there."""
        index_of(self.dim, len(shape))

    def beyond_taps(self, i: int, length: int) -> str | None:
        """Every output depends on its whole axis."""
        return "looks along the whole axis" if i == index_of(self.dim, length) else None
