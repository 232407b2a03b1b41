"""Ops that do one thing to the channels and one to each spatial axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, TypeVar

from shapeplan.axis import Axis, Same, Window
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome, attempt
from shapeplan.ops._fields import spread
from shapeplan.shape import SPATIAL, Shape, Size, axis_names, spell, spell_fraction

T = TypeVar("T")


class SpatialOp(Op):
    """An op that states `channels` and `axes`; everything else follows."""

    def channels(self, c: Size) -> Size:
        """Output channels of c input channels. Raises Fault."""
        return c

    def channels_of(self, c: Size, rank: int) -> Size:
        """As `channels`, for an op where the number of axes matters."""
        return self.channels(c)

    def axes(self, rank: int, dialect: Dialect) -> tuple[Axis, ...]:
        """The record of each of `rank` axes. Raises Fault."""
        raise NotImplementedError

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """The records where they depend on another input or on the sizes; `axes` where they do not."""
        return self.axes(len(inputs[0]) - 1, dialect)

    def limits(self, sizes: Shape, dialect: Dialect) -> None:
        """Raises Fault where the sizes are outside what the op or the dialect accepts."""

    def beyond_limits(self, sizes: Shape, dialect: Dialect, told: set[int | None]) -> list[Fault]:
        """The fault that `limits` raises, if any, but on axes of which a fault is told already."""
        faults: list[Fault] = []
        attempt(faults, lambda: self.limits(sizes, dialect))
        return [fault for fault in faults if fault.axis is None or fault.axis not in told]

    def minds_sizes(self, dialect: Dialect) -> bool:
        """Whether more than an axis's own record decides its size: a limit, another layer, another axis."""
        return type(self).limits is not SpatialOp.limits or bool(self.references)

    def steady(self, rank: int, dialect: Dialect) -> tuple[Axis, ...] | None:
        """The records, unless the sizes matter beside them."""
        if self.minds_sizes(dialect):
            return None
        return attempt([], lambda: self.axes_for(((None,) * (rank + 1),), dialect))

    def kin(self) -> str:
        """Name of the op whose limits hold: its own, unless it is another in disguise."""
        return self.op_name()

    def parameters(self, c: Size, rank: int) -> Size:
        """Trainable numbers, of c input channels and `rank` spatial axes [1]."""
        return 0

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """Channels and axes of the first input, each for itself."""
        c = inputs[0][0]
        check_rank(inputs[0], dialect.ranks(self.op_name()))
        known = shared_knowledge(inputs)
        faults = too_small(known, dialect.takes(self.kin()))
        sizes = tuple(None if any(fault.axis == i + 1 for fault in faults) else n for i, n in enumerate(known))
        channels = attempt(faults, lambda: self.channels_of(c, len(sizes)))
        axes = attempt(faults, lambda: self.axes_for(inputs, dialect))
        if axes is None:
            outs: list[tuple[Size, Fraction | None]] = [(None, None)] * len(sizes)
        else:
            least = dialect.least(self.kin())
            outs = [
                grow(axis, n, i, len(sizes), faults, least) for i, (axis, n) in enumerate(zip(axes, sizes, strict=True))
            ]
            faults += self.beyond_limits(sizes, dialect, {fault.axis for fault in faults})
        return Outcome(
            shape=(channels, *(out for out, _ in outs)),
            exact=(None if channels is None else Fraction(channels), *(exact for _, exact in outs)),
            axes=(axes, *(None,) * (len(inputs) - 1)),
            parameters=None if axes is None else self.parameters(c, len(sizes)),
            faults=tuple(faults),
        )


@contextmanager
def at_axis(i: int) -> Iterator[None]:
    """Gives a Fault that is raised inside the axis that it belongs to, where it names none."""
    try:
        yield
    except Fault as fault:
        fault.axis = i if fault.axis is None else fault.axis
        raise


def each_axis(act: Callable[..., T], *columns: Iterable[Any]) -> tuple[T, ...]:
    """What `act` makes of the values of each axis; a Fault gets the axis that it arose on.

    >>> each_axis(max, (3, 5), (4, 4))
    (4, 5)
    """
    results = []
    for i, values in enumerate(zip(*columns, strict=True)):
        with at_axis(i + 1):
            results.append(act(*values))
    return tuple(results)


def check_rank(shape: Shape, ranks: Sequence[int] = tuple(SPATIAL)) -> None:
    """Raises Fault where a map has another number of spatial axes."""
    rank = len(shape) - 1
    if rank in ranks:
        return
    wanted = f"{ranks[0]} to {ranks[-1]}" if len(ranks) > 1 else str(ranks[0])
    axes = "spatial axis" if wanted == "1" else "spatial axes"
    found = f"a map with {rank}, {spell(shape)}" if rank else f"a vector of {spell(shape)} features"
    raise Fault("wrong-rank", f"it needs a map with {wanted} {axes}, and gets {found}")


def shared_knowledge(inputs: tuple[Shape, ...]) -> Shape:
    """Sizes of the first input, unknown where those of another input are: the result depends on both."""
    sizes, *others = (shape[1:] for shape in inputs)
    masks = [other for other in others if len(other) == len(sizes)]
    return tuple(None if any(mask[i] is None for mask in masks) else n for i, n in enumerate(sizes))


def wanted_sizes(value: str | int | tuple[int, ...], inputs: tuple[Shape, ...], field: str) -> Shape:
    """One size an axis: as given, or those of the layer that `value` names, the second input.

    >>> wanted_sizes(7, ((64, 3, 3),), "size"), wanted_sizes("enc1", ((64, 3, 3), (8, 7, 5)), "size")
    ((7, 7), (7, 5))
    """
    rank = len(inputs[0]) - 1
    if not isinstance(value, str):
        return spread(value, rank, field)
    if len(inputs) < 2:  # noqa: PLR2004 - the map and the layer that is named
        raise Fault("reference", f"{field} is '{value}', and there is no such layer to take it from", field=field)
    sizes = inputs[1][1:]
    if len(sizes) != rank:
        raise Fault(
            "wrong-rank", f"{field} '{value}' is {spell(inputs[1])}, and the map {spell(inputs[0])}", field=field
        )
    return sizes


def grow(axis: Axis, n: Size, i: int, rank: int, faults: list[Fault], least: int = 1) -> tuple[Size, Fraction | None]:
    """Size and exact size of spatial axis i of n pixels; less than `least` pixels are a fault."""
    if n is None:
        return None, None
    out, exact = axis.out(n), axis.exact(n)
    if out < least:
        name = axis_names(rank + 1)[i + 1]
        faults.append(Fault("vanished-axis", vanished(name, n, axis), axis=i + 1))
        return None, exact
    return out, exact


def too_small(sizes: Shape, least: int) -> list[Fault]:
    """A fault for each axis of fewer than `least` pixels, which only a layer above can have emptied."""
    names = axis_names(len(sizes) + 1)[1:]
    few = [(i, name) for i, (name, n) in enumerate(zip(names, sizes, strict=True)) if n is not None and n < least]
    return [Fault("vanished-axis", f"{name} is {sizes[i]} here: no pixel arrives", axis=i + 1) for i, name in few]


def vanished(name: str, n: int, axis: Axis) -> str:
    """Why nothing is left of an axis of n pixels."""
    if isinstance(axis, Same):
        axis = axis.window(n)
    if not isinstance(axis, Window):
        return f"{name} is {n} here, and nothing is left: {spell_fraction(axis.exact(n))}"
    reach = axis.extent - 1
    if axis.base_dilation > 1 or min(axis.pad_lo, axis.pad_hi) < 0:  # a crop, or a transposed convolution
        grown = axis.base_dilation * (n - 1) + 1 + reach
        becomes = "" if grown == n else f" and becomes {grown}"
        cut = f"{reach - axis.pad_lo} + {reach - axis.pad_hi}"
        return f"{name} is {n} here{becomes}, and {cut} are cut off: {axis.out(n)} are left"
    pads = f" with padding {axis.pad_lo} + {axis.pad_hi}" if axis.pad_lo or axis.pad_hi else ""
    window = f"the window spans {axis.extent} px"
    if axis.dilation > 1:
        window += f" ({axis.dilation} * ({axis.size} - 1) + 1)"
    return f"{name} is {n} here{pads}, and {window}"
