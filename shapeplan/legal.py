"""Legal sizes: for every axis of every input all sizes at which a network runs, and what they make of the output.

    runs    every size is at least 1, and every join fits
    whole   besides, every real pixel is read by some layer
    exact   no remainder anywhere

Axes are told each for itself, whatever the others are; where a layer mixes two of them, the pairs that
work are told beside. Inputs of one size, or one range, that meet in a layer are told together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import lcm

from shapeplan.along import Along, Shared
from shapeplan.axis import Axis, Fixed
from shapeplan.course import Course
from shapeplan.infer import Plan, PlannedNode, infer
from shapeplan.ops._ranges import SizeRange
from shapeplan.pairs import Pairs, pairs
from shapeplan.progression import NONE, SizeSet
from shapeplan.shape import axis_names
from shapeplan.whole import Whole, whole


@dataclass(frozen=True, eq=False)
class AxisSizes:
    """The sizes of one axis (1 is the first spatial one) of an input, or of several that have one size.

    now     the size of the plan   [px]
    """

    along: Along
    inputs: tuple[str, ...]
    axis: int
    now: int

    @property
    def name(self) -> str:
        """Name of the axis."""
        shape = self.along.plan[self.inputs[0]].shape or ()
        return axis_names(len(shape))[self.axis]

    @property
    def runs(self) -> SizeSet:
        """The sizes at which the network runs, apart from layers that fail at every size."""
        return self.along.runs

    @property
    def declared(self) -> SizeRange | None:
        """The range that the inputs declare."""
        return self.along.plan.ranges.get((self.inputs[0], self.axis))

    @property
    def held(self) -> int:
        """A size that works, if there is one: the size now, or the smallest."""
        return self.now if self.now in self.runs else self.runs.least or self.now

    @cached_property
    def _whole(self) -> Whole:
        return whole(self.along)

    @property
    def whole(self) -> SizeSet:
        """Those at which every pixel is read, that is ever read."""
        return self._whole.sizes

    @property
    def never(self) -> tuple[str, ...]:
        """Maps of which some pixels are read at no size: those that a crop or a stride leaves out."""
        return self._whole.never

    @property
    def exact(self) -> SizeSet:
        """Those at which nothing is rounded."""
        return self.along.exact

    @cached_property
    def outputs(self) -> dict[str, Course | int]:
        """The size of this axis of each output that has it, for every size of the input."""
        entries = {name: self.along.entries[name] for name in self.along.plan.net.outputs}
        found = {name: sizes[self.axis] for name, sizes in entries.items() if self.axis < len(sizes)}
        return {name: size for name, size in found.items() if size is not None}

    def giving(self, output: str, size: int) -> SizeSet:
        """The sizes at which the network runs and a layer has a size on this axis."""
        entries = self.along.entries[output]
        entry = entries[self.axis] if self.axis < len(entries) else None
        if isinstance(entry, Course):
            return (self.runs & entry.where(size)).canonical
        return self.runs if entry == size else NONE

    def counterexample(self, declared: SizeRange) -> int | None:
        """The smallest size of a range at which the network does not run; None where none is known."""
        told = self.runs.canonical
        stop = max(told.start, declared.min) + lcm(told.period, declared.multiple_of)
        known = stop if told.horizon is None else told.horizon - 1
        return next((n for n in declared.up_to(known) if n not in told), None)

    def nearest(self, n: int | None = None) -> tuple[int | None, int | None]:
        """The nearest sizes below and above at which every pixel is read, or at least the network runs."""
        at = self.now if n is None else n
        (low, high), (below, above) = self.whole.nearest(at), self.runs.nearest(at)
        return below if low is None else low, above if high is None else high


@dataclass(frozen=True)
class LegalSizes:
    """All legal sizes of a network: its axes, and the pairs of axes that are not free of each other."""

    plan: Plan
    axes: tuple[AxisSizes, ...]

    @cached_property
    def pairs(self) -> tuple[Pairs, ...]:
        """The pairs of sizes that work, of axes that some layer mixes."""
        found = []
        for one, other in combinations(self.axes, 2):
            if one.inputs == other.inputs and one.runs and other.runs:
                rest = [third for third in self.axes if third.inputs == one.inputs and third not in (one, other)]
                found.append(pairs(one.along, other.along, [(third.along, third.held) for third in rest]))
        return tuple(found_pairs for found_pairs in found if found_pairs is not None)

    def unpaired(
        self, pairs: Pairs, name: str, declared: Mapping[tuple[str, int], SizeRange]
    ) -> tuple[int, int] | None:
        """The smallest declared sizes of two axes that do not work together; None where none are known.

        Sizes that do not work at all, and those that lie too far off to be looked at, are passed over.
        """
        ones, others = (self._declared(name, axis, declared, pairs.looked_at) for axis in pairs.axes)
        works = {n: set(ms) for ns, ms in pairs.rows for n in ns}
        return next(((n, m) for n in ones for m in others if m not in works.get(n, ())), None)

    def _declared(self, name: str, axis: int, declared: Mapping[tuple[str, int], SizeRange], stop: int) -> list[int]:
        (one,) = [one for one in self.axes if one.axis == axis and name in one.inputs]
        sizes = declared[name, axis].up_to(stop) if (name, axis) in declared else [one.now]
        return [n for n in sizes if n in one.runs]

    @cached_property
    def samples(self) -> dict[tuple[str, ...], Plan]:
        """The network at sizes that work, if there are any: for the inputs told together, the others as they are."""
        groups = dict.fromkeys(one.inputs for one in self.axes)
        return {inputs: infer(self.plan.net, self.working(inputs)) for inputs in groups}

    def working(self, inputs: tuple[str, ...]) -> dict[str, list[int]]:
        """Sizes of some inputs that work, if there are any."""
        told = [one for one in self.axes if set(one.inputs) & set(inputs)]
        rows = [(found.axes, row) for found in self.pairs if found.inputs == inputs for row in found.rows]
        sizes: dict[str, list[int]] = {name: [] for one in told for name in one.inputs}
        for one in sorted(told, key=lambda one: one.axis):
            for name in one.inputs:
                sizes[name].append(one.held)
        for (first, second), (ones, others) in rows[:1]:
            for name in inputs:
                sizes[name][first - 1], sizes[name][second - 1] = ones[0], others[0]
        return sizes

    @property
    def is_empty(self) -> bool:
        """Whether no size is known to work."""
        some = {inputs for inputs in self.samples if all(one.runs for one in self.axes if one.inputs == inputs)}
        return bool(self.standing) or self.is_unpaired or not some

    @property
    def is_unpaired(self) -> bool:
        """Whether axes meet, and none of the pairs that were looked at work."""
        return any(not any(each.rows for each in self.pairs if each.inputs == one.inputs) for one in self.pairs)

    @cached_property
    def standing(self) -> tuple[PlannedNode, ...]:
        """Layers that fail at every size: something else than the size is wrong there."""
        always = set.intersection(*(self.failing(inputs) for inputs in self.samples))
        shown = {node.id: node for plan in self.samples.values() for node in plan if fails(node)}
        return tuple(shown[node.id] for node in self.plan.net if node.id in shown and node.id in always)

    def failing(self, inputs: tuple[str, ...]) -> set[str]:
        """Layers that fail at every size of some inputs; where axes meet, of those that were looked at."""
        own = [one for one in self.axes if one.inputs == inputs]
        if not all(one.runs for one in own):
            return {node for one in own for node in one.along.barren}
        found = {node.id for node in self.samples[inputs] if fails(node)}
        return found.difference(*(each.passing for each in self.pairs if each.inputs == inputs))


def fails(node: PlannedNode) -> bool:
    """Whether a layer does not work, or leaves no pixel."""
    return bool(node.faults) or 0 in (node.shape or ())


def legal(plan: Plan) -> LegalSizes:
    """The legal sizes of every axis of every input that is a map."""
    maps = [node for node in plan.inputs if node.shape and len(node.shape) > 1]
    rank = max((len(node.shape or ()) - 1 for node in maps), default=0)
    shared = Shared()
    axes = [along_of(plan, names, axis, shared) for axis in range(1, rank + 1) for names in tied(plan, axis)]
    return LegalSizes(plan, tuple(sorted(axes, key=lambda one: plan.net.inputs.index(one.inputs[0]))))


def along_of(plan: Plan, inputs: tuple[str, ...], axis: int, shared: Shared) -> AxisSizes:
    """The sizes of an axis of some inputs."""
    shape = plan[inputs[0]].shape or ()
    return AxisSizes(Along(plan, inputs, axis, shared=shared), inputs, axis, shape[axis] or 1)


def tied(plan: Plan, axis: int) -> list[tuple[str, ...]]:
    """The inputs that have an axis, those of one size, or one range of sizes, together that meet in a layer."""
    ranges = plan.ranges
    sizes = {
        i.id: (i.shape[axis], ranges.get((i.id, axis))) for i in plan.inputs if i.shape and 1 <= axis < len(i.shape)
    }
    groups = {name: {name} for name in sizes}
    for met in meetings(plan, axis, sizes):
        for size in {sizes[name] for name in met}:
            joined = set().union(*(groups[name] for name in met if sizes[name] == size))
            groups.update(dict.fromkeys(joined, joined))
    return list(dict.fromkeys(tuple(name for name in sizes if name in groups[one]) for one in sizes))


def meetings(plan: Plan, axis: int, inputs: Collection[str]) -> list[set[str]]:
    """The sets of inputs whose axis some layer depends on."""
    reach: dict[str, set[str]] = {}
    for node in plan.nodes:
        read = [reach[i] for i, records in zip(node.inputs, _records(node), strict=True) if i and keeps(records, axis)]
        reach[node.id] = {node.id} if node.id in inputs else set().union(*read)
    return [met for met in {frozenset(met): met for met in reach.values()}.values() if len(met) > 1]


def _records(node: PlannedNode) -> tuple[tuple[Axis, ...] | None, ...]:
    return node.axes if len(node.axes) == len(node.inputs) else (None,) * len(node.inputs)


def keeps(records: tuple[Axis, ...] | None, axis: int) -> bool:
    """Whether a layer's size depends on that of its input, as far as its records tell."""
    return records is None or axis > len(records) or not isinstance(records[axis - 1], Fixed)
