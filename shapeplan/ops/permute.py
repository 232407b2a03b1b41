"""Permute: the axes in another order.

    x (C, H, W) -> y (H, W, C) for dims [0, 2, 3, 1]

    `dims` counts as torch does: the batch is 0 and stays first.

Fails    dims that are no permutation, or move the batch
Source   torch.permute

>>> Permute(dims=[0, 2, 3, 1]).shape((64, 28, 30))
(28, 30, 64)
"""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, plain
from shapeplan.ops._fields import WholePerAxis
from shapeplan.shape import Shape


class Permute(Op):
    """Arguments of a permutation."""

    main: ClassVar = "dims"

    dims: WholePerAxis = Field(description="Where each axis comes from; 0 is the batch and comes first.")

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The sizes in the new order."""
        x, dims = inputs[0], (self.dims,) if isinstance(self.dims, int) else self.dims
        length = len(x) + 1
        order = [dim % length for dim in dims if -length <= dim < length]
        if len(order) < len(dims) or sorted(order) != list(range(length)):
            text = f"dims {list(dims)} is no permutation of the {length} axes, 0 to {length - 1}"
            raise Fault("wrong-rank", text, field="dims")
        if order[0] != 0:
            raise Fault("wrong-rank", "dims moves the batch, which layers leave alone", field="dims")
        return plain(tuple(x[dim - 1] for dim in order[1:]))
