"""Reshape: the same numbers in other axes.

    x (C, H, W) -> y (shape), without the batch; one entry may be -1 and takes what is left

Fails    another number of numbers; an entry below 1 that is not the only -1
Source   torch.reshape

>>> Reshape(shape=[256, -1]).shape((256, 7, 7))
(256, 49)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, plain
from shapeplan.ops._fields import WholePerAxis
from shapeplan.shape import Shape, Size, product, spell


class Reshape(Op):
    """Arguments of a reshape."""

    model_config = ConfigDict(serialize_by_alias=True)
    main: ClassVar = "shape"

    target: WholePerAxis = Field(alias="shape", description="Sizes without the batch; -1 for what is left.")

    @property
    def sizes(self) -> tuple[int, ...]:
        """The sizes stated."""
        return (self.target,) if isinstance(self.target, int) else self.target

    @model_validator(mode="after")
    def _one_rest(self) -> Reshape:
        if self.sizes.count(-1) > 1 or any(n < 1 and n != -1 for n in self.sizes):
            raise PydanticCustomError("shapeplan", "shape has sizes of 1 or more, and at most one -1")
        return self

    def hidden(self) -> tuple[str, ...]:
        """The shape shows the only argument."""
        return ("target",)

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The sizes stated, and the one that is left."""
        numbers = product(inputs[0])
        stated = product([n for n in self.sizes if n != -1]) or 1
        is_open = -1 in self.sizes
        if numbers is not None and (numbers % stated if is_open else numbers != stated):
            text = f"{spell(inputs[0])} = {numbers} numbers do not make {spell(self.sizes)}"
            raise Fault("dialect-refuses", text.replace("-1", "?"), field="shape")
        rest: Size = None if numbers is None else numbers // stated
        return plain(tuple(rest if n == -1 else n for n in self.sizes))
