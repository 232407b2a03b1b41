"""Pairs of sizes that work together, of two axes of an input that some layer mixes, such as a flatten.

The layers above the mixing one bring few different sizes to it; one pair of each is computed on from there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from shapeplan.along import Along
from shapeplan.course import Course
from shapeplan.infer import outcome_of
from shapeplan.net import Node
from shapeplan.ops._base import Outcome
from shapeplan.shape import Shape

FARTHEST = 1024  # sizes looked at [px]
WORK = 20_000  # layers computed

Class = tuple[int | None, ...]  # the sizes that an axis brings to the layers that mix it


@dataclass(frozen=True, slots=True)
class Pairs:
    """Sizes of one axis, and the sizes of another that go with each of them.

    axes      of the shapes, 1 being the first spatial one
    rows      sizes of the first axis, and all sizes of the other one that work with them
    looked_at the largest size of either that was looked at   [px]
    """

    inputs: tuple[str, ...]
    axes: tuple[int, int]
    rows: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    looked_at: int

    def __contains__(self, sizes: tuple[int, int]) -> bool:
        return any(sizes[0] in one and sizes[1] in other for one, other in self.rows)


def pairs(one: Along, other: Along) -> Pairs | None:
    """The pairs of two axes of an input; None where every size of one goes with every size of the other."""
    tail = _Tail(one, other)
    if not tail.mixers:
        return None
    classes = [tail.classes(along) for along in (one, other)]
    limit = min(FARTHEST, *(_reach(found, int((WORK / len(tail.nodes)) ** 0.5)) for found in classes))
    firsts, others = ([(key, [n for n in ns if n <= limit]) for key, ns in found.items()] for found in classes)
    rows: dict[tuple[int, ...], list[int]] = {}
    for _, ns in firsts:
        works = sorted(m for _, ms in others if ms and ns and tail.works(ns[0], ms[0]) for m in ms)
        rows.setdefault(tuple(works), []).extend(ns)
    every = sorted(m for _, ms in others for m in ms)
    if list(rows) == [tuple(every)]:
        return None
    told = tuple((tuple(sorted(ns)), works) for works, ns in rows.items() if works)
    return Pairs(tuple(one.inputs), (one.axis, other.axis), told, limit)


def _reach(classes: dict[Class, list[int]], most: int) -> int:
    """The largest size such that those up to it fall into `most` classes."""
    beyond = list(classes.values())[most:]
    return beyond[0][0] - 1 if beyond else FARTHEST


class _Tail:
    """The layers from those that mix two axes on."""

    def __init__(self, one: Along, other: Along) -> None:
        self.one, self.other, self.plan = one, other, one.plan
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
        """Whether a layer reads maps on which both axes run, and does not treat each for itself."""
        made = self.plan.outcomes[node.id].axes
        return any(
            i is not None and self.runs(i) and (records is None)
            for i, records in zip(node.inputs, made or (None,) * len(node.inputs), strict=False)
        ) and not (node.layer is not None and node.layer.references)

    def runs(self, node: str) -> bool:
        """Whether both axes run in a map."""
        both = (self.one.entries[node], self.other.entries[node])
        return all(any(isinstance(n, Course) for n in entries) for entries in both)

    def classes(self, along: Along) -> dict[Class, list[int]]:
        """The sizes of an axis at which the network runs along it, by what they bring to the mixing layers."""
        read = [along.entries[i] for node in self.mixers for i in node.inputs if i is not None]
        courses = [n for entries in read for n in entries if isinstance(n, Course)]
        found: dict[Class, list[int]] = {}
        for n in along.runs.below(FARTHEST + 1):
            found.setdefault(tuple(course.at(n) for course in courses), []).append(n)
        return found

    def works(self, n: int, m: int) -> bool:
        """Whether the tail runs when the axes have n and m pixels."""
        made: dict[str, Outcome] = {}
        for node in self.nodes:
            shapes = tuple(self.shape(i, made, n, m) for i in node.inputs if i is not None)
            made[node.id] = outcome_of(node.layer, shapes, self.one.dialect)
            if made[node.id].faults or 0 in (made[node.id].shape or ()):
                return False
        return True

    def shape(self, node: str, made: dict[str, Outcome], n: int, m: int) -> Shape | None:
        """The shape of what a layer of the tail reads."""
        if node in made:
            return made[node].shape
        declared = self.plan.outcomes[node].shape
        ones, others = self.one.entries[node], self.other.entries[node]
        each = zip(declared or (), _at(ones, n), _at(others, m), strict=False)
        return tuple(
            first if first is not None else second if second is not None else old for old, first, second in each
        )


def _at(entries: tuple[object, ...], n: int) -> Iterator[int | None]:
    return (entry.at(n) if isinstance(entry, Course) else None for entry in entries)
