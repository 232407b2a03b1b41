"""What the joins share: several maps whose sizes must agree, or be made to by `fit`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from pydantic import Field

from shapeplan.axis import IDENTITY, Axis, Fixed, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, whole
from shapeplan.ops._fields import Flag
from shapeplan.shape import Shape, Size, axis_names, spell, total

Fit = Literal["crop", "pad", "resize"]


class JoinOp(Op):
    """A join of two maps or more."""

    family: ClassVar = "merge"
    joins: ClassVar[bool] = True

    fit: Fit | None = Field(
        None, description="How unequal sizes are made equal: crop to the smallest, pad or resize to the largest."
    )

    def along(self, length: int) -> int | None:
        """Index of the entry of the shapes that is added up instead of having to agree."""
        return None

    def steady(self, rank: int, dialect: Dialect) -> tuple[Axis, ...] | None:
        """Equal sizes stay as they are, but for those that are added up."""
        return None if self.along(rank + 1) else (IDENTITY,) * rank

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """Entry by entry: added up, or equal, or made equal."""
        if len(inputs) < 2:  # noqa: PLR2004 - a join of one is none
            raise Fault("reference", "it joins at least two layers", hint="with: NAME, or from: [NAME, NAME]")
        if len({len(shape) for shape in inputs}) > 1:
            raise Fault("skip-mismatch", f"the maps have different numbers of axes: {listing(inputs)}")
        faults: list[Fault] = []
        along = self.along(len(inputs[0]))
        shape = tuple(
            total(sizes) if i == along else self.agree(i, sizes, len(inputs[0]), faults)
            for i, sizes in enumerate(zip(*inputs, strict=True))
        )
        axes = tuple(None if along else tuple(map(self.record, x[1:], shape[1:])) for x in inputs)
        return Outcome(shape, whole(shape), axes, 0, tuple(faults))

    def repeats(self) -> bool:
        """Whether an entry of 1 is repeated to meet the others."""
        return False

    def agree(self, i: int, sizes: Sequence[Size], length: int, faults: list[Fault]) -> Size:
        """Entry i of the result; None where it is unknown or, with a fault, where the inputs differ."""
        known = [n for n in sizes if n is not None]
        unequal = [n for n in known if n != 1] if self.repeats() else known
        fits = self.fit is not None and i > 0
        if any(n != unequal[0] for n in unequal[1:]) and not fits:
            faults.append(self.mismatch(i, sizes, length))
            return None
        if len(known) < len(sizes):
            return None
        return min(known) if self.fit == "crop" and fits else max(known)

    def mismatch(self, i: int, sizes: Sequence[Size], length: int) -> Fault:
        """The fault of sizes that differ."""
        name = axis_names(length)[i]
        unequal = " and ".join("?" if n is None else str(n) for n in sizes)
        rule = "channel-mismatch" if i == 0 else "skip-mismatch"
        return Fault(rule, f"{name} is {unequal}", axis=i)

    def record(self, n: Size, out: Size) -> Axis:
        """What `fit` or repetition does to an axis of n pixels."""
        if n is None or out is None or n == out:
            return IDENTITY
        if self.fit == "resize" or n == 1:
            return Fixed(out, points=1)
        before = (out - n) // 2 if out > n else -((n - out) // 2)
        return Window(pad_lo=before, pad_hi=out - n - before)


class BroadcastJoin(JoinOp):
    """A join, pixel by pixel, that repeats an axis of size 1 unless told otherwise."""

    broadcast: Flag = Field(True, description="Whether an axis of size 1 is repeated along the other map's.")

    def repeats(self) -> bool:
        """As the argument says."""
        return self.broadcast


def listing(shapes: Sequence[Shape]) -> str:
    """Several shapes in words."""
    return " and ".join(spell(shape) for shape in shapes)
