"""Infinitely many sizes at once: the numbers start + step k for k = 0, 1, 2, ...

The code that computes a size of a number computes with a Ray those of all its numbers. What it asks of
a Ray is answered as it holds in the end, and the `Way` remembers from which k on; what needs a finer
division of the numbers raises `Finer`. So the rules of sizes are written once, and proved by being run.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

Number = int | Fraction


class Finer(Exception):  # noqa: N818 - a request, and no error
    """Only every `factor`-th number of a ray can be told together."""

    def __init__(self, factor: int) -> None:
        super().__init__(factor)
        self.factor = factor


@dataclass(slots=True)
class Way:
    """What was found out on the way: the answers hold from the `after`-th number of each ray on."""

    after: int = 0

    def is_positive(self, start: Number, step: Number) -> bool:
        """Whether start + step k > 0 in the end; `after` rises to where that begins."""
        if step == 0 or (start > 0) == (step > 0):
            return start > 0
        last = -start / Fraction(step)  # the k at which it is 0
        self.after = max(self.after, floor(last) + 1 if step > 0 else ceil(last))
        return step > 0

    def is_zero(self, start: Number, step: Number) -> bool:
        """Whether start + step k = 0 in the end; `after` rises beyond the k that it is for."""
        if step and start % step == 0 and start * step <= 0:
            self.after = max(self.after, int(-start // step) + 1)
        return start == step == 0


@dataclass(slots=True, eq=False)  # not frozen: that would take twice as long, and there are many
class Ray:
    """The numbers start + step k, step not 0.

    >>> way = Way()
    >>> ray = Ray(7, 4, way)
    >>> (ray + 1) // 4, ray % 2, ray > 20, way.after
    (2 + 1 k, 1, True, 4)
    """

    start: Number
    step: Number
    way: Way

    def __repr__(self) -> str:
        return f"{self.start} + {self.step} k"

    __hash__ = None  # type: ignore[assignment]  # a set would not ask when two rays meet

    def __add__(self, other: Any) -> Any:
        if isinstance(other, Ray):
            return self._made(self.start + other.start, self.step + other.step)
        return Ray(self.start + other, self.step, self.way) if isinstance(other, int | Fraction) else NotImplemented

    __radd__ = __add__

    def __neg__(self) -> Any:
        return Ray(-self.start, -self.step, self.way)

    def __abs__(self) -> Any:
        return self if self > 0 else -self

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, int | Fraction):
            return NotImplemented
        return self._made(self.start * other, self.step * other) if other else 0

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        return self * (1 / Fraction(other)) if isinstance(other, int | Fraction) else NotImplemented

    def __floordiv__(self, other: Any) -> Any:
        if not isinstance(other, int | Fraction):
            return NotImplemented
        if self.step % other:
            raise Finer((Fraction(self.step) / other).denominator)
        return Ray(self.start // other, self.step // other, self.way)

    def __mod__(self, other: Any) -> Any:
        return self - self // other * other if isinstance(other, int | Fraction) else NotImplemented

    def __floor__(self) -> Any:
        return self._made(floor(self.start), self._whole_step())

    def __ceil__(self) -> Any:
        return self._made(ceil(self.start), self._whole_step())

    def __trunc__(self) -> Any:
        return floor(self) if self >= 0 else ceil(self)

    def __round__(self) -> Any:
        step = self._whole_step()
        if step % 2 and 2 * self.start % 2 == 1:  # halves go to the even side, which changes with k
            raise Finer(2)
        return self._made(round(self.start), step)

    def __eq__(self, other: object) -> bool:
        start, step = (other.start, other.step) if isinstance(other, Ray) else (other, 0)
        return isinstance(start, int | Fraction) and self.way.is_zero(self.start - start, self.step - step)

    def __gt__(self, other: Any) -> bool:
        if isinstance(other, Ray):
            return self.way.is_positive(self.start - other.start, self.step - other.step)
        return self.way.is_positive(self.start - other, self.step)

    def __lt__(self, other: Any) -> bool:
        if isinstance(other, Ray):
            return other > self
        return self.way.is_positive(other - self.start, -self.step)

    def __ge__(self, other: Any) -> bool:
        return not self < other

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __bool__(self) -> bool:
        return self != 0

    def _whole_step(self) -> int:
        """The step, if it is a whole number. Raises Finer."""
        if isinstance(self.step, Fraction) and self.step.denominator > 1:
            raise Finer(self.step.denominator)
        return int(self.step)

    def _made(self, start: Number, step: Number) -> Any:
        """The ray, or the number where all are the same."""
        return Ray(start, step, self.way) if step else start
