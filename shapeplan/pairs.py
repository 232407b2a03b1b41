"""Pairs of sizes that work together, of two axes of an input that some layer mixes, such as a flatten.

The layers above the mixing one bring few different sizes to it; one pair of each is computed on from there.
A third axis is held at one size meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapeplan.along import Along, Entries
from shapeplan.course import Course
from shapeplan.infer import outcome_of
from shapeplan.net import Node
from shapeplan.ops._base import Outcome
from shapeplan.shape import Shape

FARTHEST = 1024  # sizes looked at [px]
WORK = 20_000  # layers computed

Class = tuple[int | None, ...]  # the sizes that an axis brings to the layers that mix it
Held = Sequence[tuple[Along, int]]  # other axes of the input, and a size of each


@dataclass(frozen=True, slots=True)
class Pairs:
    """Sizes of one axis, and the sizes of another that go with each of them.

    axes      of the shapes, 1 being the first spatial one
    rows      sizes of the first axis, and all sizes of the other one that work with them
    held      sizes of the other axes meanwhile, by axis   [px]
    passing   the layers from the mixing ones on that do not fail at every pair that was looked at
    looked_at the largest size of either that was looked at   [px]
    """

    inputs: tuple[str, ...]
    axes: tuple[int, int]
    rows: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    held: tuple[tuple[int, int], ...]
    passing: frozenset[str]
    looked_at: int

    def __contains__(self, sizes: tuple[int, int]) -> bool:
        return any(sizes[0] in one and sizes[1] in other for one, other in self.rows)


def pairs(one: Along, other: Along, held: Held = ()) -> Pairs | None:
    """The pairs of two axes of an input; None where every size of one goes with every size of the other."""
    tail = _Tail(one, other, held)
    if not tail.mixers:
        return None
    classes = [tail.classes(along) for along in (one, other)]
    limit = min(FARTHEST, *(_reach(found, int((WORK / len(tail.nodes)) ** 0.5)) for found in classes))
    firsts, others = ([(key, [n for n in ns if n <= limit]) for key, ns in found.items()] for found in classes)
    rows: dict[tuple[int, ...], list[int]] = {}
    tail_ids = {node.id for node in tail.nodes}
    failing = set(tail_ids)
    for _, ns in firsts:
        fails = [(ms, tail.fails(ns[0], ms[0])) for _, ms in others if ms and ns]
        failing.intersection_update(*(ids for _, ids in fails))
        rows.setdefault(tuple(sorted(m for ms, ids in fails if not ids for m in ms)), []).extend(ns)
    every = sorted(m for _, ms in others for m in ms)
    if list(rows) == [tuple(every)]:
        return None
    told = tuple((tuple(sorted(ns)), works) for works, ns in rows.items() if works)
    kept = tuple((along.axis, n) for along, n in held)
    return Pairs(tuple(one.inputs), (one.axis, other.axis), told, kept, frozenset(tail_ids - failing), limit)


def _reach(classes: dict[Class, list[int]], most: int) -> int:
    """The largest size such that those up to it fall into `most` classes."""
    beyond = list(classes.values())[most:]
    return beyond[0][0] - 1 if beyond else FARTHEST


class _Tail:
    """The layers from those that mix two axes on."""

    def __init__(self, one: Along, other: Along, held: Held) -> None:
        self.one, self.other, self.held, self.plan = one, other, held, one.plan
        self.mixers: list[Node] = []
        self.nodes: list[Node] = []
        within: set[str | None] = set()
        for node in self.plan.net:
            if self.mixes(node):
                self.mixers.append(node)
            if within.intersection(node.inputs) or node in self.mixers[-1:]:
                within.add(node.id)
                self.nodes.append(node)

    def mixes(self, node: Node) -> bool:
        """Whether a layer reads maps on which the axes run, and does not treat each for itself."""
        made = self.plan.outcomes[node.id].axes or (None,) * len(node.inputs)
        maps = node.inputs[:1] if node.layer is not None and node.layer.references else node.inputs
        return any(
            i is not None and self.is_open(i) and (records is None or self.hides(i, node.id))
            for i, records in zip(maps, made, strict=False)
        )

    def hides(self, before: str, node: str) -> bool:
        """Whether a layer of one axis cannot tell what it could with the other: resizing that keeps the aspect."""
        each = [(along.entries[before], along.entries[node]) for along in (self.one, self.other)]
        return any(len(old) == len(new) and new[1:].count(None) > old[1:].count(None) for old, new in each)

    def is_open(self, node: str) -> bool:
        """Whether one axis of a map runs while the other is unknown."""
        both = (*self.one.entries[node], *self.other.entries[node])
        return None in both and any(isinstance(n, Course) for n in both)

    def classes(self, along: Along) -> dict[Class, list[int]]:
        """The sizes of an axis at which the network runs along it, by what they bring to the mixing layers."""
        read = [along.entries[i] for node in self.mixers for i in node.inputs if i is not None]
        courses = [n for entries in read for n in entries if isinstance(n, Course)]
        found: dict[Class, list[int]] = {}
        for n in along.runs.below(FARTHEST + 1):
            found.setdefault(tuple(course.at(n) for course in courses), []).append(n)
        return found

    def fails(self, n: int, m: int) -> set[str]:
        """The layers of the tail that fail when the axes have n and m pixels."""
        made: dict[str, Outcome] = {}
        sizes = [(self.one, n), (self.other, m), *self.held]
        for node in self.nodes:
            shapes = tuple(made[i].shape if i in made else shape(i, sizes) for i in node.inputs if i is not None)
            made[node.id] = outcome_of(node.layer, shapes, self.one.dialect)
        return {id_ for id_, each in made.items() if each.faults or 0 in (each.shape or ())}


def shape(node: str, sizes: Held) -> Shape | None:
    """The shape of a layer when its axes have some sizes: what is unknown along one axis, another one tells."""
    known = [tuple(_at(along.entries[node], n)) for along, n in sizes]
    if not all(known):
        return None
    return tuple(next((n for n in told if n is not None), None) for told in zip(*known, strict=True))


def _at(entries: Entries, n: int) -> Iterator[int | None]:
    return (entry.at(n) if isinstance(entry, Course) else entry for entry in entries)
