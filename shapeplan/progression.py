"""Sets of sizes: finitely many, and from some size on the same again every `period`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import lcm
from typing import Any

LONGEST = 200_000  # of a period; what would need a longer one is known to a horizon only


@dataclass(frozen=True, slots=True)
class SizeSet:
    """Sizes n >= 1: those of `early`, and from `start` on those with n % period in `residues`.

    horizon   the size from which on nothing is known; None where the set is told to the end   [px]

    >>> sizes = SizeSet(start=3, early=frozenset({1, 2}), period=16, residues=frozenset({0, 15}))
    >>> [n for n in range(1, 40) if n in sizes], sizes.nearest(20)
    ([1, 2, 15, 16, 31, 32], (16, 31))
    """

    start: int = 1
    early: frozenset[int] = frozenset()
    period: int = 1
    residues: frozenset[int] = frozenset({0})
    horizon: int | None = None

    def __contains__(self, n: int) -> bool:
        return n % self.period in self.residues if n >= self.start else n in self.early

    def __and__(self, other: SizeSet) -> SizeSet:
        """The sizes in both."""
        ends = [horizon for horizon in (self.horizon, other.horizon) if horizon is not None]
        start, period = max(self.start, other.start), lcm(self.period, other.period)
        if not ends and period > LONGEST:
            ends = [start + LONGEST // 8]
        start = min(ends, default=start)
        early = frozenset(n for n in self.below(start) if n in other)
        if ends:
            return SizeSet(start, early, 1, frozenset(), start)
        both = self.residues & other.residues
        if self.period != other.period:
            both = frozenset(n % period for n in range(start, start + period) if n in self and n in other)
        return SizeSet(start, early, period if both else 1, both)

    def __bool__(self) -> bool:
        return bool(self.early or self.residues)

    def below(self, stop: int) -> Iterator[int]:
        """The members before `stop`."""
        return self.between(1, stop)

    def between(self, first: int, stop: int) -> Iterator[int]:
        """The members from `first` to before `stop`, rising."""
        yield from sorted(n for n in self.early if first <= n < stop)
        at = max(self.start, first)
        steps = sorted((r - at) % self.period for r in self.residues)
        while at < stop and steps:
            yield from (at + step for step in steps if at + step < stop)
            at += self.period

    @property
    def least(self) -> int | None:
        """The smallest member."""
        return next(self.between(1, self.start + self.period), None)

    def nearest(self, n: int) -> tuple[int | None, int | None]:
        """The nearest members below n and above it."""
        above = next(self.between(n + 1, max(n + 1, self.start) + self.period), None)
        reached = range(n - 1, max(self.start, n - 1 - self.period) - 1, -1)
        below = next((m for m in reached if m in self), None)
        early = max((m for m in self.early if m < n), default=None)
        return early if below is None else below, above

    @property
    def canonical(self) -> SizeSet:
        """The same set with the smallest period and the smallest start."""
        period = next(
            p for p in divisors(self.period) if all((r + p) % self.period in self.residues for r in self.residues)
        )
        residues = frozenset(r % period for r in self.residues)
        start = self.start
        if self.horizon is None:
            while start > 1 and ((start - 1) in self.early) == ((start - 1) % period in residues):
                start -= 1
        return replace(
            self, start=start, period=period, residues=residues, early=frozenset(n for n in self.early if n < start)
        )

    def to_json(self) -> dict[str, Any]:
        """The set as JSON has it; `from` is the first size that the period tells of."""
        told = self.canonical
        first = next(told.between(told.start, told.start + told.period), None)
        return {
            "period": told.period,
            "residues": sorted(told.residues),
            "from": first,
            "exceptions": sorted(told.early),
            "proved_to": None if told.horizon is None else told.horizon - 1,
        }


NONE = SizeSet(residues=frozenset())
ALL = SizeSet()


def divisors(n: int) -> list[int]:
    """The divisors of a number, rising."""
    return [d for d in range(1, n + 1) if n % d == 0]


def collected(first: int, flags: Sequence[bool], cycle: Sequence[bool] | None) -> SizeSet:
    """The set of n = first, first + 1, ... by their flags, and from then on by those of a cycle; None is unknown."""
    start = first + len(flags)
    early = frozenset(first + i for i, flag in enumerate(flags) if flag)
    if cycle is None:
        return SizeSet(start, early, 1, frozenset(), start)
    period = len(cycle)
    return SizeSet(start, early, period, frozenset((start + i) % period for i, flag in enumerate(cycle) if flag))
