"""Why two ways to a join end in different sizes: the layer at which they parted.

Along both ways the *ideal* size is carried, a n + b, that an axis would have without rounding.
Where both ideals agree, only rounding parted them, and the cause is the layer that left a
remainder, or that makes one size of several. Where the factors a differ, a stride or a scale has no partner on the other way; where
only the offsets b differ, a padding, a crop or a kernel has none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from shapeplan.axis import Axis, Fixed, Same, Scale, Window
from shapeplan.infer import Plan, PlannedNode

Kind = Literal["rounding", "scale", "border"]
Affine = tuple[Fraction, Fraction]  # a, b of the ideal size a n + b


@dataclass(frozen=True, slots=True)
class Cause:
    """The layer at which two ways parted, and in what: its rounding, its scale or its border."""

    node: PlannedNode
    kind: Kind


def cause(plan: Plan, join: PlannedNode, axis: int) -> Cause | None:
    """The layer that makes the inputs of a join differ on a spatial axis; None if none stands out."""
    sources = [source for source in join.inputs if source is not None]
    if len(sources) < 2:  # noqa: PLR2004 - a difference needs two
        return None
    ways = [_way(plan, source) for source in sources[:2]]
    own = [node for node in plan.nodes if (node.id in ways[0]) != (node.id in ways[1])]
    ideals = _ideals(plan, axis)
    a, b = (ideals.get(source) for source in sources[:2])
    if a is None or b is None:
        return None
    if a == b:
        return _first(own, "rounding", lambda node: _has_remainder(node, axis))
    if a[0] != b[0]:
        ratio = a[0] / b[0] if b[0] else Fraction(0)
        exact = _first(own, "scale", lambda node: _factor(node, axis) in {ratio, 1 / ratio if ratio else ratio})
        return exact or _first(own, "scale", lambda node: _factor(node, axis) != 1)
    bordered = _first(own, "border", lambda node: _factor(node, axis) == 1 and _offset(node, axis) != 0)
    return bordered or _first(own, "rounding", lambda node: _factor(node, axis) < 1)


def _first(nodes: list[PlannedNode], kind: Kind, fits: Callable[[PlannedNode], bool]) -> Cause | None:
    return next((Cause(node, kind) for node in nodes if fits(node)), None)


def _way(plan: Plan, node: str) -> set[str]:
    """A node and all that it depends on."""
    import networkx as nx

    return {node, *nx.ancestors(plan.net.graph, node)}


def _record(node: PlannedNode, axis: int) -> Axis | None:
    axes = node.axes[0] if node.axes else None
    return axes[axis] if axes is not None and axis < len(axes) else None


def _has_remainder(node: PlannedNode, axis: int) -> bool:
    exact = node.exact[axis + 1] if node.exact and axis + 1 < len(node.exact) else None
    return exact is not None and exact.denominator != 1


def _factor(node: PlannedNode, axis: int) -> Fraction:
    record = _record(node, axis)
    return ideal(record, (Fraction(1), Fraction(0)))[0] if record is not None else Fraction(1)


def _offset(node: PlannedNode, axis: int) -> Fraction:
    record = _record(node, axis)
    return ideal(record, (Fraction(1), Fraction(0)))[1] if record is not None else Fraction(0)


def _ideals(plan: Plan, axis: int) -> dict[str, Affine]:
    """Ideal size of an axis of each node, as far as axes are not mixed."""
    found: dict[str, Affine] = {}
    for node in plan.nodes:
        if not node.inputs:
            found[node.id] = (Fraction(1), Fraction(0))
        elif (record := _record(node, axis)) is not None and node.inputs[0] in found:
            found[node.id] = ideal(record, found[node.inputs[0]])
    return found


def ideal(record: Axis, size: Affine) -> Affine:
    """What a record makes of an ideal size, without rounding.

    >>> ideal(Window(size=2, stride=2), (Fraction(1), Fraction(0)))
    (Fraction(1, 2), Fraction(0, 1))
    """
    a, b = size
    match record:
        case Fixed(size=m):
            return Fraction(0), Fraction(m)
        case Scale(ratio=ratio):
            return a * ratio, b * ratio
        case Same(stride=stride):
            return a / stride, b / stride
        case Window() as w:
            rest = w.base_dilation * (b - 1) + 1 + w.pad_lo + w.pad_hi - w.extent
            return a * w.base_dilation / w.stride, rest / w.stride + 1
    raise TypeError(record)
