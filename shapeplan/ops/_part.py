"""Ops that keep a part of one axis."""

from __future__ import annotations

from pydantic import Field

from shapeplan.axis import IDENTITY, Axis, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, whole
from shapeplan.ops._dims import index_of
from shapeplan.ops._fields import Whole
from shapeplan.ops._spatial import at_axis
from shapeplan.shape import Shape, Size, axis_names
from shapeplan.slicing import Part


class PartOp(Op):
    """An op that states which indices of an axis it keeps."""

    dim: Whole = Field(1, description="Axis that is cut; 0 is the batch, 1 the channels.")

    def part(self, n: int) -> Part:
        """Indices that are kept of n. Raises Fault."""
        raise NotImplementedError

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """The part of one axis; the others stay."""
        x = inputs[0]
        i = index_of(self.dim, len(x))
        with at_axis(i):
            kept = self.kept(x[i], axis_names(len(x))[i])
        shape = (*x[:i], None if kept is None else kept.size, *x[i + 1 :])
        axes = tuple(cut(kept, x[i]) if i == k else IDENTITY for k in range(1, len(x)))
        return Outcome(shape, whole(shape), (axes,))

    def kept(self, n: Size, name: str) -> Part | None:
        """Indices that are kept, at least one. Raises Fault."""
        if n is None:
            return None
        if n < 1:
            raise Fault("vanished-axis", f"{name} is {n} here: no pixel arrives")
        return some_left(self.part(n), n, name)


def some_left(kept: Part, n: int, name: str, least: int = 1) -> Part:
    """The indices that are kept of n. Raises Fault where they are fewer than `least`."""
    if kept.size < least:
        raise Fault("vanished-axis", f"{name} is {n} here, and the part from {kept.start} to {kept.stop} is empty")
    return kept


def cut(kept: Part | None, n: Size) -> Axis:
    """The record of an axis of n pixels of which some are kept."""
    if kept is None or n is None:
        return IDENTITY
    return Window(stride=max(kept.step, 1), pad_lo=-kept.start, pad_hi=kept.end - n)


def missing(index: int, parts: int, n: int) -> Fault:
    """The fault of a part that is not there."""
    found = "there is 1 part" if parts == 1 else f"there are {parts} parts"
    return Fault("dialect-refuses", f"index {index} is not there: {found} of {n}, counted from 0", field="index")
