"""What every op is: validated arguments, and the shapes that follow from them."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect, load
from shapeplan.fault import Fault
from shapeplan.shape import Shape, Size

T = TypeVar("T")

SHORT = {
    "kernel_size": "k", "stride": "s", "padding": "p", "dilation": "d", "output_padding": "op",
    "groups": "g", "scale_factor": "x", "upscale_factor": "x", "downscale_factor": "x",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a layer makes of its inputs.

    shape        of the output; None where even the number of axes is unknown
    exact        each entry before rounding; None where unknown
    axes         for each input, the record of each spatial axis; None where axes are mixed
    parameters   trainable numbers [1]; None where unknown
    faults       what does not work; entries of `shape` that they spoil are None
    """

    shape: Shape | None
    exact: tuple[Fraction | None, ...] | None
    axes: tuple[tuple[Axis, ...] | None, ...] = ()
    parameters: Size = 0
    faults: tuple[Fault, ...] = ()


class Op(BaseModel):
    """A layer's arguments. Subclasses declare them as fields and say what follows from them."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, protected_namespaces=())

    main: ClassVar[str | None] = None  # the argument that a bare value stands for
    family: ClassVar[str] = "shape"  # how it is drawn
    joins: ClassVar[bool] = False  # reads several layers
    references: ClassVar[tuple[str, ...]] = ()  # arguments that may name a layer

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """What the layer makes of inputs of these shapes. Raises Fault where nothing can be said."""
        raise NotImplementedError

    def steady(self, rank: int, dialect: Dialect) -> tuple[Axis, ...] | None:
        """The record of each spatial axis where it alone makes the size, of equal inputs; None where more decides."""
        return None

    def shape(self, *inputs: Shape, dialect: Dialect | None = None) -> Shape | None:
        """Output shape (C, H', W') of inputs (C, H, W), without batch. Raises Fault."""
        outcome = self.infer(inputs, dialect or load("torch"))
        if outcome.faults:
            raise outcome.faults[0]
        return outcome.shape

    def named(self) -> list[tuple[str, Any]]:
        """The arguments that may name a layer, with their values."""
        return [(field, getattr(self, field)) for field in self.references]

    def macs(self, inputs: tuple[Shape, ...], output: Shape) -> Size:
        """Multiplications, each with an addition, of one example [1]; those of convolutions and linear layers count."""
        return 0

    def beyond_taps(self, i: int, length: int) -> str | None:
        """Why outputs depend on more of axis i of a shape of `length` entries than its record's taps say.

        None where they do not, as for most layers.
        """
        return None

    def copies_edges(self) -> bool:
        """Whether the padding is copied from the pixels at the edge, as in mode reflect, instead of being zeros."""
        return False

    @classmethod
    def op_name(cls) -> str:
        """The op's name in the language: that of its file."""
        return cls.__module__.rpartition(".")[2]

    def brief(self) -> str:
        """The arguments in short, as drawings and tables show them: 'k3 s2 p1'."""
        fields = type(self).model_fields
        shown = [f for f in fields if f in self.model_fields_set - set(self.hidden())]
        return " ".join(brief(f, getattr(self, f)) for f in shown if getattr(self, f) is not None)

    def hidden(self) -> tuple[str, ...]:
        """Arguments that `brief` leaves out, since the shape or the edges show them."""
        return ("out_channels", "in_channels", "in_features", "out_features", "num_features", "bias", *self.references)

    @classmethod
    def about(cls) -> str:
        """First line of the op's documentation."""
        return cls.manual().partition("\n")[0]

    @classmethod
    def section(cls, title: str) -> str:
        """A section of the documentation, such as 'Differs', in one line; empty where there is none."""
        found = re.search(rf"^{title}\s+(.*(?:\n\s+.*)*)", cls.manual(), flags=re.MULTILINE)
        return " ".join(found[1].split()) if found else ""

    @classmethod
    def manual(cls) -> str:
        """The op's documentation: the docstring of its file."""
        return (sys.modules[cls.__module__].__doc__ or "").strip()


def brief(field: str, value: Any) -> str:
    """One argument in short.

    >>> brief("kernel_size", (3, 5)), brief("padding", ((0, 1), (2, 2))), brief("mode", "nearest")
    ('k3x5', 'p0:1x2:2', 'mode=nearest')
    >>> brief("scale_factor", Fraction(3, 2)), brief("scale_factor", Fraction(1, 3))
    ('x1.5', 'x1/3')
    """
    text = _short(value)
    short = SHORT.get(field)
    if short is None:
        return field if value is True else f"{field}={text}"
    return f"{short} {text}" if isinstance(value, str) else f"{short}{text}"


def _short(value: Any) -> str:
    if isinstance(value, (tuple, list)):
        return "x".join(":".join(map(str, v)) if isinstance(v, tuple) else str(v) for v in value)
    if isinstance(value, Fraction) and Fraction(repr(float(value))) == value:
        return f"{float(value):.15g}"
    return str(value).lower() if isinstance(value, bool) else str(value)


def attempt(faults: list[Fault], act: Callable[[], T]) -> T | None:
    """The result, or None with the fault collected."""
    try:
        return act()
    except Fault as fault:
        faults.append(fault)
        return None


def whole(shape: Shape | None) -> tuple[Fraction | None, ...] | None:
    """Exact sizes of a shape that nothing rounded."""
    return None if shape is None else tuple([Fraction(n) if isinstance(n, int) else n for n in shape])


def plain(shape: Shape, inputs: int = 1, parameters: Size = 0, faults: tuple[Fault, ...] = ()) -> Outcome:
    """The outcome of a layer that mixes its axes, such as flatten: no rounding, no axis records."""
    return Outcome(shape, whole(shape), (None,) * inputs, parameters, faults)
