"""Where a network's unknowns are decided, and what has to be computed before the next one is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from typing import Any, Literal

from shapeplan.net import Net, Node
from shapeplan.ops._spatial import SpatialOp
from shapeplan.unknowns import PER_AXIS, Unknown, unknowns_in

CHANNELS = {"out_channels", "out_features", "channels", "features", "in_channels", "in_features", "num_features"}

Values = Mapping[Unknown, Any]
Row = tuple[Any, ...]  # what a stage chose for one axis
Kind = Literal["spread", "axis", "channels", "shared"]


@dataclass(frozen=True, slots=True)
class Lane:
    """What an unknown is a number of.

    spread     of each axis: it may be one number or a list of one an axis
    axis       of one axis only
    channels   of channels or features
    shared     of all of them: one value holds wherever it stands
    """

    kind: Kind
    axis: int | None = None

    def is_on(self, axis: int) -> bool:
        """Whether the sizes along an axis depend on it."""
        return self.kind in {"spread", "shared"} or self.axis == axis


@dataclass(frozen=True, slots=True)
class Use:
    """One argument of one layer that depends on an unknown; `field` is None within an expression."""

    node: Node
    field: str | None
    entry: int | None = None  # index in a list of one an axis


@dataclass(frozen=True, slots=True)
class Stage:
    """A layer that needs unknowns, and what can be computed once they are chosen.

    nodes      the layers from here to the next stage that depend on unknowns
    frontier   layers before, on which those from here on depend
    earlier    unknowns chosen before, on which layers from here on depend
    """

    node: Node
    unknowns: tuple[Unknown, ...]
    nodes: tuple[Node, ...]
    frontier: tuple[str, ...]
    earlier: tuple[Unknown, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A network with unknowns, cut into stages.

    rank    spatial axes of its inputs
    first   the layers that depend on no unknown
    """

    net: Net
    rank: int
    uses: dict[Unknown, list[Use]]
    lanes: dict[Unknown, Lane]
    first: tuple[Node, ...]
    stages: tuple[Stage, ...]

    def field(self, unknown: Unknown) -> str | None:
        """The argument at which an unknown is first met."""
        return self.uses[unknown][0].field


def problem(net: Net) -> Problem:
    """The unknowns of a net, and the stages in which they are chosen."""
    uses: dict[Unknown, list[Use]] = {}
    for node in net:
        for unknown, use in sorted(uses_in(node), key=lambda found: order(found[1])):
            uses.setdefault(unknown, []).append(use)
    lanes = {unknown: lane(unknown, found) for unknown, found in uses.items()}
    affected: dict[str, Node] = {}
    for node in net:
        if node.open is not None or any(i in affected for i in node.inputs):
            affected[node.id] = node
    first = tuple(node for node in net if node.id not in affected)
    return Problem(net, rank_of(net), uses, lanes, first, tuple(stages(list(affected.values()), uses)))


def stages(nodes: list[Node], uses: dict[Unknown, list[Use]]) -> Iterator[Stage]:
    """One stage for each layer that brings new unknowns."""
    places = {node.id: i for i, node in enumerate(nodes)}
    new: dict[int, list[Unknown]] = {}
    for unknown, found in uses.items():
        new.setdefault(places[found[0].node.id], []).append(unknown)
    starts = sorted(new)
    last_read = {source: places[node.id] for node in nodes for source in node.inputs if source in places}
    last_use = {unknown: max(places[use.node.id] for use in found) for unknown, found in uses.items()}
    for start, end in zip(starts, [*starts, len(nodes)][1:], strict=True):
        frontier = tuple(node.id for node in nodes[:start] if last_read.get(node.id, -1) >= start)
        before = [unknown for i in starts if i < start for unknown in new[i]]
        earlier = tuple(unknown for unknown in before if last_use[unknown] >= start)
        yield Stage(nodes[start], tuple(new[start]), tuple(nodes[start:end]), frontier, earlier)


def uses_in(node: Node) -> Iterator[tuple[Unknown, Use]]:
    """Where the arguments of a layer depend on unknowns."""
    for field, value in node.open.args.items() if node.open else ():
        if isinstance(value, Unknown):
            yield value, Use(node, field)
            continue
        for i, item in enumerate(value if isinstance(value, list) else [value]):
            is_entry = isinstance(value, list) and is_plain(item)
            for unknown in unknowns_in(item):
                yield unknown, Use(node, field if is_entry else None, i if is_entry else None)


def is_plain(item: Any) -> bool:
    """Whether an entry of a list is a value or a pair of values, without expressions to compute."""
    parts = item if isinstance(item, list) else [item]
    return all(isinstance(part, Unknown | int) for part in parts)


def order(use: Use) -> int:
    """Kernels are chosen before the padding that they bound."""
    return PER_AXIS.index(use.field) if use.field in PER_AXIS else len(PER_AXIS)


def lane(unknown: Unknown, uses: list[Use]) -> Lane:
    """What an unknown is a number of, by all its uses."""
    fields = {use.field for use in uses}
    entries = {use.entry for use in uses}
    if fields <= CHANNELS and entries == {None}:
        return Lane("channels")
    is_spatial = all(use.node.op == "input" or issubclass(model_of(use.node), SpatialOp) for use in uses)
    if not is_spatial or not fields <= {*PER_AXIS, "size"}:
        return Lane("shared")
    if entries == {None} and is_number(unknown):
        return Lane("spread")
    return Lane("axis", entries.pop()) if len(entries) == 1 and None not in entries else Lane("shared")


def is_number(unknown: Unknown) -> bool:
    """Whether its candidates are single numbers, so that each axis may have its own."""
    values = unknown.values or ()
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def model_of(node: Node) -> type[Any]:
    """The op of an open layer."""
    assert node.open is not None
    return node.open.model


def rank_of(net: Net) -> int:
    """The most spatial axes of an input."""
    sizes = [
        node.open.args.get("size") if node.open else getattr(node.layer, "size", None)
        for node in net
        if node.op == "input"
    ]
    return max((len(size) for size in sizes if size is not None), default=0)


def joined(problem: Problem, stage: Stage, rows: Sequence[Sequence[Row]], *, alike: bool) -> Iterator[Values]:
    """One choice an axis, put together: those that are alike on all axes, then, unless only they are wanted, others."""
    others = [set(each) for each in rows[1:]]
    same = ((row,) * len(rows) for row in rows[0] if all(row in each for each in others))
    unlike = (choice for choice in product(*rows) if len(set(choice)) > 1)
    for choice in same if alike else chain(same, unlike):
        yield from merged(problem, stage, choice)


def merged(problem: Problem, stage: Stage, choice: Sequence[Row]) -> Iterator[Values]:
    """The values of a stage from those of each axis; none where a shared one would have two values."""
    values: dict[Unknown, list[Any]] = {}
    for axis, row in enumerate(choice):
        followed = [unknown for unknown in stage.unknowns if problem.lanes[unknown].is_on(axis)]
        for unknown, value in zip(followed, row, strict=True):
            values.setdefault(unknown, []).append(value)
    alike = {unknown: len(set(each)) == 1 for unknown, each in values.items()}
    if all(alike[unknown] or problem.lanes[unknown].kind == "spread" for unknown in values):
        yield {unknown: each[0] if alike[unknown] else tuple(each) for unknown, each in values.items()}
