"""Why two ways to a join end in different sizes: the layer at which they parted.

Along both ways the *ideal* size is carried, a n + b, that an axis would have if every division came
out even: floor and ceil of n / s are both n / s. Where both ideals agree, only rounding parted them,
and the cause is the first layer whose division does not come out even. Where the factors a differ, a
stride or a scale has no partner on the other way; where only the offsets b differ, a padding, a crop,
a kernel or an output_padding has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from shapeplan.axis import Axis, Fixed, Scale, Window
from shapeplan.infer import Plan, PlannedNode
from shapeplan.shape import Size
from shapeplan.way import way_to

Kind = Literal["rounding", "scale", "border"]
Affine = tuple[Fraction, Fraction]  # a, b of the ideal size a n + b

PLAIN: Affine = (Fraction(1), Fraction(0))


@dataclass(frozen=True, slots=True)
class Cause:
    """The layer at which two ways parted, and in what: its rounding, its scale or its border."""

    node: PlannedNode
    kind: Kind


def cause(plan: Plan, join: PlannedNode, axis: int) -> Cause | None:
    """The layer that makes the inputs of a join differ on a spatial axis; None if none stands out."""
    ends = odd_ones(plan, join, axis)
    if ends is None:
        return None
    ways = [_way(plan, end) for end in ends]
    own = [node for node in plan.nodes if (node.id in ways[0]) != (node.id in ways[1])]
    ideals = _ideals(plan, axis)
    one, other = (ideals.get(end) for end in ends)
    if one is None or other is None:
        return None
    (x, a), (y, b) = one, other
    if x != y or a == b:  # of different inputs, only rounding can be told
        return _first(own, "rounding", lambda node: _is_uneven(plan, node, axis))
    if a[0] != b[0]:
        return _scaled(own, ways, axis, a[0] / b[0] if a[0] and b[0] else Fraction(0))
    apart = {node.id for node in own}
    chains = [[node for node in way_to(plan, end).nodes if node.id in apart] for end in ends]
    turned = _turned(chains, axis, a[1] - b[1], {name: size for name, (_, size) in ideals.items()})
    if turned is not None:
        return Cause(turned, "rounding")
    strays = [_strays(chain, axis) for chain in chains]
    if len(join.inputs) > len(ends):  # the others agree, so it is the odd one that strayed
        strays[0] = [] if strays[1] or chains[1] else strays[0]
        strays[1] = strays[1] or [node for node in chains[1] if _own(node, axis) != PLAIN]
    found = {node.id for way in strays for node in way}
    return _first(own, "border", lambda node: node.id in found)


def _scaled(own: Sequence[PlannedNode], ways: Sequence[set[str]], axis: int, excess: Fraction) -> Cause | None:
    """The layer that has the scale by which the first way exceeds the second; else one that adds to it; else any."""
    scales = [(node, _own(node, axis)[0]) for node in own]
    signed = [(node, scale if node.id in ways[0] else 1 / scale) for node, scale in scales if scale not in {0, 1}]
    exact = [node for node, scale in signed if scale == excess]
    adding = [node for node, scale in signed if (scale > 1) == (excess > 1)]
    found = exact or adding or [node for node, scale in scales if scale != 1]
    return Cause(found[0], "scale") if found else None


def _turned(
    chains: Sequence[Sequence[PlannedNode]], axis: int, excess: Fraction, ideals: Mapping[str, Affine]
) -> PlannedNode | None:
    """The layer that rounds up and whose rounding down would make both ways equal."""
    for chain, sign in zip(chains, (1, -1), strict=True):
        for node in chain:
            record = _record(node, axis)
            if isinstance(record, Window) and "ceil" in record.rounding and ideals[node.id][0]:
                more = ideal(record, PLAIN)[1] - ideal(replace(record, rounding="floor"), PLAIN)[1]
                if more and sign * more * ideals[chain[-1].id][0] / ideals[node.id][0] == excess:
                    return node
    return None


def _strays(chain: Sequence[PlannedNode], axis: int) -> list[PlannedNode]:
    """The layers with a border that no later one makes up for."""
    found: list[PlannedNode] = []
    drift = Fraction(0)
    for node in chain:
        factor, offset = _own(node, axis)
        drift = drift * factor + offset
        found = [*found, node] if offset else found
        found = found if drift else []
    return found


def odd_ones(plan: Plan, join: PlannedNode, axis: int) -> tuple[str, str] | None:
    """Two inputs of a join that differ: one of the usual size, and the first of another."""
    sizes = {end: _size(plan, end, axis) for end in join.inputs if end is not None}
    known = {end: n for end, n in sizes.items() if n is not None}
    if len(set(known.values())) < 2:  # noqa: PLR2004 - a difference needs two
        return None
    usual, _ = Counter(known.values()).most_common(1)[0]
    first = next(end for end, n in known.items() if n == usual)
    return first, next(end for end, n in known.items() if n != usual)


def _size(plan: Plan, node: str, axis: int) -> Size:
    shape = plan[node].shape
    return shape[axis + 1] if shape and axis + 1 < len(shape) else None


def _first(nodes: list[PlannedNode], kind: Kind, fits: Callable[[PlannedNode], bool]) -> Cause | None:
    return next((Cause(node, kind) for node in nodes if fits(node)), None)


def _way(plan: Plan, node: str) -> set[str]:
    """A node and all that it depends on."""
    import networkx as nx

    return {node, *nx.ancestors(plan.net.graph, node)}


def _record(node: PlannedNode, axis: int) -> Axis | None:
    axes = node.axes[0] if node.axes else None
    return axes[axis] if axes is not None and axis < len(axes) else None


def _own(node: PlannedNode, axis: int) -> Affine:
    """What a layer does to the ideal size."""
    record = _record(node, axis)
    return PLAIN if record is None else ideal(record, PLAIN)


def _is_uneven(plan: Plan, node: PlannedNode, axis: int) -> bool:
    """Whether a layer divides its size, and that does not come out even."""
    n = _size(plan, node.inputs[0], axis) if node.inputs and node.inputs[0] else None
    return n is not None and (n * _own(node, axis)[0]).denominator != 1


def _ideals(plan: Plan, axis: int) -> dict[str, tuple[str, Affine]]:
    """Ideal size of an axis of each node, and the input that it is of, as far as axes are not mixed."""
    found: dict[str, tuple[str, Affine]] = {}
    for node in plan.nodes:
        record = _record(node, axis)
        if not node.inputs:
            found[node.id] = node.id, PLAIN
        elif record is not None and node.inputs[0] in found:
            source, size = found[node.inputs[0]]
            found[node.id] = source, ideal(record, size)
    return found


def ideal(record: Axis, size: Affine) -> Affine:
    """What a record makes of an ideal size.

    >>> ideal(Window(size=3, stride=2, pad_lo=1, pad_hi=1), PLAIN)
    (Fraction(1, 2), Fraction(0, 1))
    """
    a, b = size
    match record:
        case Fixed(size=m):
            return Fraction(0), Fraction(m)
        case Scale(ratio=ratio):
            return a * ratio, b * ratio
        case Window(base_dilation=1, stride=s) as w:
            more = w.pad_lo + w.pad_hi - w.extent + s + (s - 1 if "ceil" in w.rounding else 0)
            return a / s, b / s + more // s
        case Window(stride=s, base_dilation=base) as w:
            rest = base * (b - 1) + 1 + w.pad_lo + w.pad_hi - w.extent
            return a * base / s, rest / s + 1
    period, gain = record.period  # padding that follows the size, and resizes that mind its parity
    return a * gain / period, b * gain / period
