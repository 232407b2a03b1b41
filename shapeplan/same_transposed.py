"""A transposed window whose padding depends on the size, as that of `Same` does."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from shapeplan.axis import Same, Window


@dataclass(frozen=True, slots=True)
class SameTransposed:
    """A transposed window that takes off the padding that `Same` would put around the same map.

        n -> stride (n - 1) + size - max((ceil(n / stride) - 1) stride + size - n, 0)   [px of y]

    Source   paddle.nn.functional.conv2d_transpose, padding 'SAME'

    >>> SameTransposed(size=3, stride=2).out(4)
    8
    """

    size: int = 1
    stride: int = 1
    extra: int = 0

    def exact(self, n: int) -> Fraction:
        """Output size, which nothing rounds [px of y]."""
        return Fraction(1) * self.out(n)

    def out(self, n: int) -> int:
        """Output size [px of y]."""
        return self.window(n).out(n)

    def window(self, n: int) -> Window:
        """The window with the padding that belongs to n pixels."""
        same = Same(self.size, self.stride).window(n)
        reach = self.size - 1
        return Window(self.size, 1, reach - same.pad_lo, reach - same.pad_hi + self.extra, 1, self.stride)

    def taps(self, j: int, n: int) -> range:
        """Input indices within [0, n) that output j reads."""
        return self.window(n).taps(j, n)

    @property
    def period(self) -> tuple[int, int]:
        """(P, Q) such that out(n + P) = out(n) + Q."""
        return self.stride, self.stride**2
