"""Slice: the entries of an axis from `start` to before `stop`, every `step`-th.

    x (C, H, W) -> y (ceil((stop - start) / step), H, W)

    Negative numbers count from the end; a negative step walks backward. `dim` counts as torch does, the
    batch being 0. Several axes are a list of `dim`; then `start`, `stop` and `step` are numbers for all
    of them or lists of one each.

Fails    nothing left, where the framework has no maps without pixels
Differs  torch has no negative step; ONNX goes backward from the first entry where start lies before it
Source   Python's slices; torch.Tensor indexing; ONNX Slice-13

>>> Slice(start=1, stop=-1, dim=2).shape((64, 30, 28)), Slice(dim=[2, 3], stop=8, step=[1, 2]).shape((64, 30, 28))
((64, 28, 28), (64, 8, 4))
"""

from __future__ import annotations

from typing import Any

from pydantic import Field, field_validator

from shapeplan.axis import IDENTITY
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, whole
from shapeplan.ops._dims import indices_of
from shapeplan.ops._fields import WholePerAxis, wrong
from shapeplan.ops._part import cut, some_left
from shapeplan.ops._spatial import at_axis
from shapeplan.shape import Shape, axis_names
from shapeplan.slicing import Part


class Slice(Op):
    """Arguments of a slice."""

    dim: WholePerAxis = Field(1, description="Axis or axes that are cut; 0 is the batch, 1 the channels.")
    start: WholePerAxis | None = Field(None, description="First index; negative from the end.")
    stop: WholePerAxis | None = Field(None, description="Index behind the last; negative from the end.")
    step: WholePerAxis = Field(1, description="Entries from one that is kept to the next; negative backward.")

    @field_validator("step")
    @classmethod
    def _moves(cls, step: Any) -> Any:
        if 0 in (step if isinstance(step, tuple) else (step,)):
            raise wrong("a whole number other than 0", 0)
        return step

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """A part of some axes; the others stay."""
        x = inputs[0]
        kept: list[Part | None] = [None if n is None else Part(0, n) for n in x]
        slices, least = self.slices(x), dialect.least(self.op_name())
        for i, part in slices.items():
            n = x[i]
            with at_axis(i):
                kept[i] = None if n is None else some_left(dialect.kept(n, part), n, axis_names(len(x))[i], least)
        shape = tuple(None if part is None else part.size for part in kept)
        backward = any(part is not None and part.step < 0 and part.size > 1 for part in kept[1:])
        axes = tuple(cut(kept[i], x[i]) if i in slices else IDENTITY for i in range(1, len(x)))
        return Outcome(shape, whole(shape), (None if backward else axes,))

    def slices(self, x: Shape) -> dict[int, slice]:
        """The slice of each axis that is cut, by its index."""
        dims = indices_of(self.dim, len(x))
        if len(set(dims)) < len(dims):
            raise Fault("wrong-rank", f"dim names an axis twice: {list(dims)}", field="dim")
        columns = (one_each(getattr(self, field), len(dims), field) for field in ("start", "stop", "step"))
        return dict(zip(dims, map(slice, *columns), strict=True))


def one_each(value: Any, count: int, field: str) -> tuple[Any, ...]:
    """One value for each axis that is cut. Raises Fault where a list has another length."""
    values = value if isinstance(value, tuple) else (value,) * count
    if len(values) != count:
        raise Fault("wrong-rank", f"{field} has {len(values)} entries, and dim names {count} axes", field=field)
    return values
