"""Resizing that minds whether a size is even or odd."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from shapeplan.digits import significant
from shapeplan.sampling import neighbours


@dataclass(frozen=True, slots=True)
class Paired:
    """Resizes the pairs of pixels by a ratio, and adds `even` or `odd` pixels, as the size is.

        n -> floor(2 floor(n / 2) ratio) + (odd if n is odd, else even)   [px of y]

    With `bits`, the product is rounded to that many significant bits, as `Scale` does.

    Source   mxnet.nd.contrib.BilinearResize2D, modes odd_scale, to_even_down, ...

    >>> [Paired(Fraction(3, 2), odd=1).out(n) for n in (4, 5, 6)]
    [6, 7, 9]
    """

    ratio: Fraction = Fraction(1)
    even: int = 0
    odd: int = 0
    points: int = 2
    bits: int | None = None

    def exact(self, n: int) -> Fraction:
        """Output size before rounding [px of y]."""
        return (n - n % 2) * self.ratio + (self.odd if n % 2 else self.even)

    def out(self, n: int) -> int:
        """Output size [px of y]; below 1 the axis has vanished."""
        if self.bits is None:
            return floor(self.exact(n))
        product: Fraction = significant((n - n % 2) * significant(self.ratio, self.bits), self.bits)
        return floor(product) + (self.odd if n % 2 else self.even)

    def taps(self, j: int, n: int) -> range:
        """Input indices within [0, n) that output j reads."""
        return neighbours(j, Fraction(n, self.out(n)), n, self.points)

    @property
    def period(self) -> tuple[int, int]:
        """(P, Q) such that out(n + P) = out(n) + Q."""
        return 2 * self.ratio.denominator, 2 * self.ratio.numerator
