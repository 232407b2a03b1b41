"""Why an axis does not come out in the size that was wanted: the layer at which it departed.

A rounding that went the other way would explain it; or the size would be the wanted one, a n, but for
a rounding that dropped real pixels, or for a border; or a stride or a scale is too much; or nothing on
the way is to blame, and it is the input that has another size than the network was made for.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from shapeplan.cause import PLAIN, Affine, ideal
from shapeplan.field import unread
from shapeplan.infer import PlannedNode
from shapeplan.way import Way

WIDEST = 4096  # input sizes that are compared where several give one
DOUBLINGS = 16  # by which an input is enlarged in search of a size

Kind = Literal["turn", "rounding", "scale", "border", "input"]


@dataclass(frozen=True, slots=True)
class Departure:
    """The layer at which a size departed from the wanted one, and in what."""

    node: PlannedNode
    kind: Kind


def departure(way: Way, axis: int, wanted: int) -> Departure | None:
    """The layer that makes an axis at the end of a way differ from the wanted size; None if none stands out."""
    return (
        turned(way, axis, wanted) or planned(way, axis, wanted) or scaled(way, axis, wanted) or entry(way, axis, wanted)
    )


def turned(way: Way, axis: int, wanted: int) -> Departure | None:
    """A layer whose rounding, gone the other way, would give the wanted size.

    One that rounds down what its stride divides evenly drops nothing but padding, as it was meant to.
    """
    n = way.start[axis]
    for node in way.layers:
        record = way.record(node, axis)
        if record is None or n < 1:
            return None
        exact, is_uneven = record.exact(n), (n * ideal(record, PLAIN)[0]).denominator != 1
        n = record.out(n)
        counts = exact.denominator > 1 and (is_uneven or n > exact)
        if counts and way.out(axis, floor(exact) + ceil(exact) - n, node) == wanted:
            return Departure(node, "turn")
    return None


def planned(way: Way, axis: int, wanted: int) -> Departure | None:
    """What keeps an axis from the size that its strides and scales alone would give, if that is the wanted one."""
    factor, offset = plan_of(way, axis)
    if abs(factor * way.start[axis] - wanted) >= 1:
        return None
    dropping = next((node for node in way.layers if unread(way.plan, node, axis)[0] > 0), None)
    if dropping is not None and axis + 1 in dropping.rounded_down and unrounded(way, axis) == wanted:
        return Departure(dropping, "rounding")
    if offset != 0:
        return first(way, axis, "border", border=True)
    return first(way, axis, "rounding")


def first(way: Way, axis: int, kind: Kind, *, border: bool = False) -> Departure | None:
    """The first layer that adds or takes a border, or that divides and does not come out even."""
    for before, node in zip(way.nodes, way.layers, strict=False):
        factor, offset = own(way, node, axis)
        n = before.shape[axis + 1] if before.shape else None
        if offset != 0 if border else n is not None and (n * factor).denominator != 1:
            return Departure(node, kind)
    return None


def scaled(way: Way, axis: int, wanted: int) -> Departure | None:
    """The first layer whose stride or scale is the ratio between the planned size and the wanted one."""
    ratio = plan_of(way, axis)[0] * way.start[axis] / wanted
    fits = [fit for fit in (ratio, 1 / ratio) if fit != 1] if ratio else []
    found = (node for fit in fits for node in way.layers if own(way, node, axis)[0] == fit)
    return next((Departure(node, "scale") for node in found), None)


def entry(way: Way, axis: int, wanted: int) -> Departure | None:
    """The input, where another size of it would give the wanted one."""
    return Departure(way.nodes[0], "input") if source_size(way, axis, wanted) is not None else None


def source_size(way: Way, axis: int, wanted: int) -> int | None:
    """The input size that gives the wanted size, the nearest to the present one [px of x].

    One at which every division comes out even is preferred, unless it is more than twice as far. Sizes
    never fall as inputs grow.
    """
    least, above = lowest(way, axis, wanted), lowest(way, axis, wanted + 1)
    if least is None or way.out(axis, least) != wanted:
        return None
    now, stop = way.start[axis], above or least + 1
    sizes = sorted(range(least, min(stop, least + WIDEST)), key=lambda n: (abs(n - now), n))
    near = [n for n in sizes if abs(n - now) <= 2 * abs(sizes[0] - now)]
    return next((n for n in near if is_even(way, axis, n)), sizes[0])


def is_even(way: Way, axis: int, n: int) -> bool:
    """Whether every stride divides what it gets."""
    for node in way.layers:
        record = way.record(node, axis)
        if record is None:
            return False
        if (n * ideal(record, PLAIN)[0]).denominator != 1:
            return False
        n = record.out(n)
    return True


def lowest(way: Way, axis: int, wanted: int) -> int | None:
    """The smallest input size that gives at least the wanted size, by bisection."""
    top = max(way.start[axis], 1)
    for _ in range(DOUBLINGS):
        if way.out(axis, top) >= wanted:
            break
        top *= 2
    else:
        return None
    low, high = 0, top
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if way.out(axis, middle) >= wanted else (middle, high)
    return high


def plan_of(way: Way, axis: int) -> Affine:
    """The ideal size a n + b at the end of a way."""
    size = PLAIN
    for node in way.layers:
        record = way.record(node, axis)
        size = size if record is None else ideal(record, size)
    return size


def own(way: Way, node: PlannedNode, axis: int) -> Affine:
    """What a layer does to the ideal size."""
    record = way.record(node, axis)
    return PLAIN if record is None else ideal(record, PLAIN)


def unrounded(way: Way, axis: int) -> Fraction:
    """The size at the end of a way if no layer rounded."""
    size = Fraction(way.start[axis])
    for node in way.layers:
        record = way.record(node, axis)
        size = size if record is None else affine(record.exact, size)
    return size


def affine(exact: object, size: Fraction) -> Fraction:
    """A record's exact size, which is affine in the input's, for a size that is a fraction."""
    assert callable(exact)
    below, above = exact(floor(size)), exact(floor(size) + 1)
    return Fraction(below + (above - below) * (size - floor(size)))
