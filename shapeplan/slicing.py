"""Parts of an axis, as slices take them."""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """Indices of an axis, as a range has them; its ends may be rays, which a range refuses."""

    start: int
    stop: int
    step: int = 1

    @property
    def size(self) -> int:
        """How many they are."""
        return max(-((self.start - self.stop) // self.step), 0)

    @property
    def end(self) -> int:
        """The index behind the last."""
        return self.start + (self.size - 1) * self.step + 1 if self.size > 0 else self.start


def sliced(n: int, part: slice) -> Part:
    """The indices that Python's slice takes of n.

    >>> sliced(5, slice(1, -1, 1)), sliced(5, slice(None, None, -2)).size
    (Part(start=1, stop=4, step=1), 3)
    """
    step = 1 if part.step is None else part.step
    low, high = (0, n) if step > 0 else (-1, n - 1)

    def within(index: int | None, otherwise: int) -> int:
        return otherwise if index is None else min(max(index + n if index < 0 else index, low), high)

    first, last = (low, high) if step > 0 else (high, low)
    return Part(within(part.start, first), within(part.stop, last), step)
