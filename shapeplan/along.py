"""A network along one axis: what becomes of every size n of an input's axis, the other axes unknown or held."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import and_
from typing import cast

from shapeplan import dialects
from shapeplan.advance import Advanced, Step, advance, by_layer, by_record
from shapeplan.axis import IDENTITY, Axis, Fixed
from shapeplan.course import STRAIGHT, Course, Entry
from shapeplan.infer import Plan, infer, outcome_of
from shapeplan.net import Node
from shapeplan.ops._base import Op, Outcome
from shapeplan.progression import ALL, NONE, SizeSet
from shapeplan.shape import Shape

Entries = tuple[Entry, ...]


@dataclass(eq=False, slots=True)
class Shared:
    """What is found out once for all axes of a network: equal subproblems are one."""

    known: dict[tuple[object, ...], Advanced] = field(default_factory=dict)
    same: dict[Course, Course] = field(default_factory=lambda: {STRAIGHT: STRAIGHT})
    steady: dict[tuple[int, int], tuple[Axis, ...] | None] = field(default_factory=dict)
    outcomes: dict[tuple[int, tuple[Shape | None, ...]], Outcome] = field(default_factory=dict)


@dataclass(eq=False)
class Along:
    """The courses of all layers while axis `axis` (1 is the first spatial one) of some inputs runs.

    Other axes of these inputs are unknown, so that nothing is said of them, unless they are `held` at
    the sizes of the plan, as all other inputs are.

    entries   of the shape of each layer
    records   of layers whose records alone make their sizes
    starts    for each layer the size from which on all that was asked of it stays as it is
    limits    of layers that do not run at every size, the sets of sizes at which they do
    even      of layers that round at some sizes, the sets of sizes at which they do not
    """

    plan: Plan
    inputs: Collection[str]
    axis: int
    held: bool = False
    entries: dict[str, Entries] = field(default_factory=dict)
    records: dict[str, tuple[Axis, ...]] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    limits: dict[str, tuple[SizeSet, ...]] = field(default_factory=dict)
    even: dict[str, tuple[SizeSet, ...]] = field(default_factory=dict)
    shared: Shared = field(default_factory=Shared)

    def __post_init__(self) -> None:
        self.dialect = dialects.load(self.plan.framework)
        self._runs: dict[SizeSet, str] = {}  # each with the first layer of which it holds
        self._exact: dict[SizeSet, str] = {}
        for node in self.plan.net:
            self._start = 1
            self.entries[node.id] = self._input(node) if not node.inputs else self._node(node)
            self.starts[node.id] = self._start

    @cached_property
    def runs(self) -> SizeSet:
        """The sizes at which every layer runs."""
        return reduce(and_, self._runs, ALL).canonical

    @property
    def barren(self) -> list[str]:
        """Layers that run at no size."""
        return [node for sizes, node in self._runs.items() if not sizes]

    @property
    def exact(self) -> SizeSet:
        """Those at which nothing is rounded."""
        return NONE if self._rounds_always() else reduce(and_, self._exact, self.runs).canonical

    @cached_property
    def sample(self) -> Plan | None:
        """The network at the least size at which it runs along this axis."""
        if (least := self.runs.least) is None:
            return None
        old = {id_: self.plan.outcomes[id_].shape or () for id_ in self.inputs}
        sizes = {id_: [least if i == self.axis else n or 1 for i, n in enumerate(shape)] for id_, shape in old.items()}
        return infer(self.plan.net, {id_: shape[1:] for id_, shape in sizes.items()})

    def _rounds_always(self) -> bool:
        """Whether a size that is the same for every n was rounded."""
        varying = {id_ for id_, entries in self.entries.items() if any(isinstance(n, Course) for n in entries)}
        steady = [node.id for node in self.plan.net if node.inputs and varying.isdisjoint({node.id, *node.inputs})]
        return any(self.axis in self.sample[id_].rounded for id_ in steady if self.sample is not None)

    def _input(self, node: Node) -> Entries:
        shape = self.plan.outcomes[node.id].shape or ()
        if node.id not in self.inputs:
            return shape
        return tuple(STRAIGHT if i == self.axis else n if i == 0 or self.held else None for i, n in enumerate(shape))

    def _node(self, node: Node) -> Entries:
        shapes = [self.entries[i] if i is not None else () for i in node.inputs]
        if node.layer is None or not all(shapes):
            return ()
        at = self._running(shapes)
        records = self._records_of(node.layer, len(shapes[0]) - 1) if at else None
        if at is None or records is None:
            return self._by_layer(node.id, node.layer, shapes)
        self.records[node.id] = records
        channels = (self.plan.outcomes[node.id].shape or (None,))[0]
        return (channels, *(self._size(node.id, record, n) for record, n in zip(records, shapes[0][1:], strict=True)))

    def _size(self, node: str, record: Axis, n: Entry) -> Entry:
        """What the record of a layer makes of an entry."""
        if record is IDENTITY:
            return n
        if isinstance(n, Course):
            sizes = self._advanced(node, (record, id(n)), by_record(record), [n]).sizes
            return sizes[0] if sizes else None
        size = record.size if isinstance(record, Fixed) else None if n is None else record.out(n)
        return size if size is not None and size >= 1 else None

    @staticmethod
    def _running(shapes: list[Entries]) -> int | None:
        """The axis of the shapes that runs, if there is one, and its course is the same in all of them."""
        shape, *others = shapes
        at = [i for i, n in enumerate(shape) if isinstance(n, Course)]
        same = all(
            len(other) == len(shape) and all(a is b for a, b in zip(other[1:], shape[1:], strict=True))
            for other in others
        )
        return at[0] if len(at) == 1 and at[0] > 0 and same else None

    def _records_of(self, layer: Op | None, rank: int) -> tuple[Axis, ...] | None:
        key = (id(layer), rank)
        if key not in self.shared.steady:
            self.shared.steady[key] = layer.steady(rank, self.dialect) if layer else None
        return self.shared.steady[key]

    def outcome(self, layer: Op | None, shapes: tuple[Shape | None, ...]) -> Outcome:
        """What a layer makes of shapes, told once."""
        key = (id(layer), shapes)
        if key not in self.shared.outcomes:
            self.shared.outcomes[key] = outcome_of(layer, shapes, self.dialect)
        return self.shared.outcomes[key]

    def _by_layer(self, node: str, layer: Op, shapes: list[Entries]) -> Entries:
        courses = [n for shape in shapes for n in shape if isinstance(n, Course)]
        if not courses:
            return self.outcome(layer, cast(tuple[Shape, ...], tuple(shapes))).shape or ()
        key = (id(layer), *(tuple(id(n) if isinstance(n, Course) else n for n in shape) for shape in shapes))
        return self._advanced(node, key, by_layer(layer, shapes, self.dialect), courses).sizes

    def _advanced(self, node: str, key: tuple[object, ...], step: Step, courses: list[Course]) -> Advanced:
        """What the step of a layer makes of courses; equal ones are one object, so that equal subproblems are found again."""
        if key not in self.shared.known:
            made = advance(step, courses)
            sizes = tuple([self.shared.same.setdefault(n, n) if isinstance(n, Course) else n for n in made.sizes])
            self.shared.known[key] = Advanced(sizes, made.runs, made.exact, made.start)
        found = self.shared.known[key]
        self._start = max(self._start, found.start)
        if found.runs is not None:
            self._runs.setdefault(found.runs, node)
            self.limits[node] = (*self.limits.get(node, ()), found.runs)
        if found.exact is not None:
            self._exact.setdefault(found.exact, node)
            self.even[node] = (*self.even.get(node, ()), found.exact)
        return found
