"""How a size changes while the size n of an input runs through 1, 2, 3, ...: a table, and then rays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm
from typing import Union

from shapeplan.progression import SizeSet

Line = tuple[int, int] | None  # start and step of a ray; None where there is no size
Entry = Union[int, "Course", None]  # of a shape: a number, a course, or unknown

MOST = 40_000  # sizes that a table or a period may have
HORIZON = 1024  # sizes looked at where no rule tells the rest [px]


class Untold(Exception):  # noqa: N818 - a fact about a course
    """A course cannot be told to the end: its period is too long."""


@dataclass(frozen=True, slots=True)
class Course:
    """A size for each n from `first` on; before it there is none.

    table   the sizes of n = first, first + 1, ...; None where there is none
    lines   the sizes from start = first + len(table) on: that of n = start + r + len(lines) k is the
            k-th of ray r. Empty where nothing is known of them.

    >>> half = Course(2, (1,), ((1, 1), (2, 1)))
    >>> [half.at(n) for n in range(1, 8)]
    [None, 1, 1, 2, 2, 3, 3]
    """

    first: int
    table: tuple[int | None, ...]
    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        """The n from which on the rays tell."""
        return self.first + len(self.table)

    def at(self, n: int) -> int | None:
        """The size of n; None where there is none, or it is not known."""
        later = n - self.first - len(self.table)
        if later < 0:
            return self.table[later] if n >= self.first else None
        if not self.lines:
            return None
        k, r = divmod(later, len(self.lines))
        line = self.lines[r]
        return None if line is None else line[0] + line[1] * k

    def aligned(self, first: int, start: int, period: int) -> Course:
        """The same course told from `first` on, with rays from a later start and of a multiple of the period."""
        table = tuple([self.at(n) for n in range(first, start)])
        if not self.lines:
            return Course(first, table, ())
        return Course(first, table, tuple([self._line(start + r, period) for r in range(period)]))

    def _line(self, n: int, period: int) -> Line:
        line, size = self.lines[(n - self.start) % len(self.lines)], self.at(n)
        return None if line is None or size is None else (size, line[1] * (period // len(self.lines)))

    def where(self, size: int) -> SizeSet:
        """The n that have a size.

        >>> sorted(Course(1, (), ((0, 1), (1, 1))).where(4).early)
        [8, 9]
        """
        period = len(self.lines)
        found = {n for n in range(self.first, self.start) if self.at(n) == size}
        always = set()
        for r, line in enumerate(self.lines):
            if line is not None and line[1]:
                k, rest = divmod(size - line[0], line[1])
                found |= {self.start + r + period * k} if k >= 0 and not rest else set()
            elif line is not None and line[0] == size:
                always.add((self.start + r) % period)
        start = max(self.start, *(n + 1 for n in found), 1)
        found |= {n for n in range(self.start, start) if n % (period or 1) in always}
        horizon = None if self.lines else start
        return SizeSet(start, frozenset(found), period or 1, frozenset(always), horizon)


STRAIGHT = Course(1, (), ((1, 1),))
"""The course of an input's own size."""


def together(courses: Sequence[Course], period: int = 1, start: int = 1) -> list[Course]:
    """Courses told alike: from one n on, with as many rays. Raises Untold where that takes too many."""
    first = max(course.first for course in courses)
    open_ends = [course.start for course in courses if not course.lines]
    if open_ends:
        stop = max(first, min(open_ends))
        return [Course(first, tuple([c.at(n) for n in range(first, stop)]), ()) for c in courses]
    start = max(start, first, *(course.start for course in courses))
    period = lcm(period, *(len(course.lines) for course in courses))
    if max(start - first, period) > MOST:
        raise Untold
    like = (first, start, period)
    return [c if (c.first, c.start, len(c.lines)) == like else c.aligned(*like) for c in courses]


def cut(course: Course) -> Course:
    """What is known of a course up to the horizon."""
    stop = max(course.first, HORIZON + 1 if course.lines else course.start)
    return Course(course.first, tuple([course.at(n) for n in range(course.first, stop)]), ())


def entry(first: int, table: Sequence[int | None], lines: Sequence[Line]) -> Entry:
    """Sizes as an entry of a shape: a number where all are the same, None where there is none, else their course.

    Without rays, all as far as they are known: whoever tells when the layer runs tells no further.
    """
    known = {line for line in lines if line is not None} | {(n, 0) for n in table if n is not None}
    if not known:
        return None
    if len(known) == 1 and (constant := next(iter(known)))[1] == 0:
        return constant[0]
    return Course(first, tuple(table), tuple(lines))
