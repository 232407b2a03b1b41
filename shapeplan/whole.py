"""At which sizes every real pixel is read: the union of the taps of all readers of a map is the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from math import lcm

from shapeplan.along import Along, Entries
from shapeplan.axis import Axis, Same, Window
from shapeplan.course import MOST, Course, Entry, Untold, cut, together
from shapeplan.coverage import bits, read_bits, reads_all, settled
from shapeplan.net import Node
from shapeplan.progression import SizeSet, collected
from shapeplan.same_transposed import SameTransposed

LARGEST = 4_000_000  # pixels of a map of which those that are read are looked at [px]


@dataclass(frozen=True, slots=True)
class Whole:
    """Sizes at which every pixel is read; maps of which some are read at no size, however large, are left out of it.

    never   those maps: what a crop cuts off, or a stride steps over, is lost at every size
    """

    sizes: SizeSet
    never: tuple[str, ...]


def whole(along: Along) -> Whole:
    """The sizes at which the network runs, and reads every pixel of every map."""
    sizes, never = along.runs, []
    for id_, entries in along.entries.items():
        at = [i for i, size in enumerate(entries) if isinstance(size, Course)] or [along.axis]
        if len(at) != 1 or not 0 < at[0] < len(entries) or id_ in along.plan.net.outputs:
            continue
        found = _Map(along, id_, at[0]).whole()
        if found is not None and is_never(found, along.runs):
            never.append(id_)
        elif found is not None:
            sizes = sizes & found
    return Whole(sizes.canonical, tuple(never))


def is_never(found: SizeSet, runs: SizeSet) -> bool:
    """Whether no large size is in a set; of what is known to a horizon, the upper half of those that run is large."""
    if (stop := found.horizon) is None:
        return not found.residues
    large = [n for n in range(stop // 2, stop) if n in runs]
    return bool(large) and not any(n in found for n in large)


@dataclass(frozen=True)
class _Map:
    """One map, along the axis that runs."""

    along: Along
    id: str
    at: int

    def whole(self) -> SizeSet | None:
        """The sizes of the input at which every pixel of the map is read; None where that is so at all."""
        readers = self.along.plan.net.readers[self.id]
        records = [self.along.records.get(reader) for reader, _ in readers]
        if not readers or any(found is not None and reads_all(found[self.at - 1]) for found in records):
            return None
        try:
            course = self._to_the_end()
            if course.lines:
                return self._told(course)
        except Untold:
            course = cut(self._size)
        known = takewhile(lambda n: (course.at(n) or 0) <= LARGEST, range(course.first, course.start))
        return collected(course.first, [n not in self.along.runs or self.is_read(n) for n in known], None)

    def _to_the_end(self) -> Course:
        """The course of the map, with a ray for each way in which its readers may lie on it."""
        readers = self.along.plan.net.readers[self.id]
        start = max(self.along.starts[reader] for reader, _ in readers)
        course, *_ = together([self._size, *self._read_beside()], start=start)
        each = range(course.start, course.start + len(course.lines))
        periods = {record.period[0] for n in each for record in self.records(n) if record is not None}
        return together([course], len(course.lines) * lcm(*periods))[0]

    def _told(self, course: Course) -> SizeSet | None:
        period = len(course.lines)
        begin = max(self._begin(course, r) for r in range(period))
        if begin - course.first > MOST:
            raise Untold
        flags = [n not in self.along.runs or self.is_read(n) for n in range(course.first, begin)]
        cycle = [self.is_read(begin + i) for i in range(period)]
        return None if all(flags) and all(cycle) else collected(course.first, flags, cycle)

    def _begin(self, course: Course, r: int) -> int:
        """The first n of ray r at which the map is large enough for its readers to repeat themselves."""
        n, line, period = course.start + r, course.lines[r], len(course.lines)
        if line is None:
            return course.start
        both = zip(self.records(n), self.records(n + period), strict=True)
        waits = [_wait(now, later, *line) for now, later in both if now is not None and later is not None]
        return course.start + max(waits, default=0) * period

    @cached_property
    def _size(self) -> Course:
        size = self.along.entries[self.id][self.at]
        return size if isinstance(size, Course) else Course(1, (), (None if size is None else (size, 0),))

    def _read_beside(self) -> list[Course]:
        """Courses of what the readers read beside the map, on which their records may depend."""
        beside = [
            i for reader, _ in self.along.plan.net.readers[self.id] for i in self.along.plan.net.nodes[reader].inputs
        ]
        return [size for i in beside if i for size in self.along.entries[i] if isinstance(size, Course)]

    def is_read(self, n: int) -> bool:
        """Whether every pixel of the map is read when the input has n."""
        size = self._size.at(n)
        if size is None:
            return True
        if size > LARGEST:
            raise Untold
        read = 0
        for record in self.records(n):
            read |= bits(0, size) if record is None else read_bits(record, size)
            if read == bits(0, size):
                return True
        return False

    def records(self, n: int) -> Iterator[Axis | None]:
        """What each reader does to the axis when the input has n; None where it mixes axes. Simple ones first."""
        yield from self._steady
        if n not in self._known:
            self._known[n] = [self._record(node, i, inputs, n) for node, i, inputs in self._unsteady]
        yield from self._known[n]

    def _record(self, node: Node, i: int, inputs: list[Entries | None], n: int) -> Axis | None:
        """What a reader does to its input i."""
        shapes = tuple([tuple([_at(size, n) for size in j]) if j else None for j in inputs])
        made = self.along.outcome(node.layer, shapes)
        axes = made.axes[i] if i < len(made.axes) else None
        return axes[self.at - 1] if axes is not None and self.at <= len(axes) else None

    @cached_property
    def _known(self) -> dict[int, list[Axis | None]]:
        """The records of readers that do not have the same at every size, by n."""
        return {}

    @cached_property
    def _steady(self) -> list[Axis]:
        """The records of readers that have the same at every size."""
        known = self.along.records
        return [known[reader][self.at - 1] for reader, _ in self.along.plan.net.readers[self.id] if reader in known]

    @cached_property
    def _unsteady(self) -> list[tuple[Node, int, list[Entries | None]]]:
        """The other readers, each with the position of the map among what it reads, and the entries of all that."""
        net, known = self.along.plan.net, self.along.records
        nodes = [(net.nodes[reader], i) for reader, i in net.readers[self.id] if reader not in known]
        return [(node, i, [None if j is None else self.along.entries[j] for j in node.inputs]) for node, i in nodes]


def _wait(now: Axis, later: Axis, size: int, step: int) -> int:
    """Steps after which a record on sizes that grow by `step` reads as it does from then on; it may grow itself."""
    if now == later:
        return _steps(size, step, settled(now))
    ones, others = _window(now, size), _window(later, size + step)
    if ones is None or others is None:  # resized to a size that grows: more pixels than there are read them all
        points = getattr(later, "points", None) or 1
        more = points * now.out(size) - size
        return _steps(more, points * later.out(size + step) - size - step - more, 1)
    reach = 2 * (settled(ones) + settled(others))
    pads, changed = ones.pad_lo + ones.pad_hi, others.pad_lo + others.pad_hi
    return max(_steps(size, step, reach), _steps(pads, changed - pads, reach))


def _steps(start: int, change: int, reach: int) -> int:
    """Steps after which a number that changes steadily is beyond a reach, and stays there; 0 where it does not change."""
    if change < 0:
        start, change = -start, -change
    return max(-((start - reach) // change), 0) if change else 0


def _window(record: Axis, size: int) -> Window | None:
    """The window of a record on an axis of some size."""
    found = record.window(size) if isinstance(record, Same | SameTransposed) else record
    return found if isinstance(found, Window) else None


def _at(entry: Entry, n: int) -> int | None:
    return entry.at(n) if isinstance(entry, Course) else entry
