"""What an operation does to one axis: four frozen records, and nothing else knows a size formula.

    Window   a window that slides: convolution, pooling, padding, cropping, transposed convolution
    Same     'same' padding, whose amount depends on the input size
    Scale    resizing by an exact ratio
    Fixed    a size that is given: adaptive and global pooling, resizing to a size

Each answers three questions about an axis of n pixels:

    exact(n)     the output size before rounding, a `Fraction` [px of y]; out(n) is the size after it
    taps(j, n)   the input indices that output j reads, a `range` within [0, n)
    period       (P, Q) such that out(n + P) = out(n) + Q once n is large enough

Names follow the window attributes of XLA and StableHLO (https://openxla.org/stablehlo/spec).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd
from typing import Literal, Protocol

from shapeplan.digits import significant, toward_zero
from shapeplan.ray import Ray
from shapeplan.sampling import bin_of, neighbours, within

Rounding = Literal["floor", "floor_zero", "ceil", "ceil_inside", "trunc", "trunc_sum", "trunc_ceil"]


class Axis(Protocol):
    """What every record answers; see the module. Records are values: equal ones count as one."""

    def __hash__(self) -> int:
        """As equal records have it."""

    def exact(self, n: int) -> Fraction:
        """Output size before rounding [px of y]."""

    def out(self, n: int) -> int:
        """Output size [px of y]; below 1 the axis has vanished."""

    def taps(self, j: int, n: int) -> range:
        """Input indices within [0, n) that output j reads."""

    @property
    def period(self) -> tuple[int, int]:
        """(P, Q) such that out(n + P) = out(n) + Q."""


@dataclass(frozen=True, slots=True)
class Window:
    """A window of `size` taps, `dilation` apart, that moves by `stride` over the padded axis.

        n -> rounding((base_dilation (n - 1) + 1 + pad_lo + pad_hi - extent) / stride) + 1   [px of y]
        extent = dilation (size - 1) + 1

    Negative pads crop. `base_dilation` b sets b - 1 zeros between neighbouring pixels: a transposed
    convolution is a Window of stride 1. `ceil` keeps a last window that sticks out of the padded
    axis; `ceil_inside` drops it when it starts behind the last real pixel, as torch's ceil_mode does.
    `floor_zero` gives 0 where floor gives less: a window too large finds no place, and that is no error.
    The others divide as C does, toward zero, so that a window a little too large still gives a pixel:
    `trunc` before the 1 is added, `trunc_sum` after it, `trunc_ceil` as trunc with stride - 1 more.

    Source   StableHLO convolution C25, reduce_window C15; Dumoulin & Visin 2016, relationships 1-14

    >>> Window(size=3, stride=2, pad_lo=1, pad_hi=1).exact(224)
    Fraction(225, 2)
    >>> Window(size=2, stride=2).taps(1, 5)
    range(2, 4)
    """

    size: int = 1
    stride: int = 1
    pad_lo: int = 0
    pad_hi: int = 0
    dilation: int = 1
    base_dilation: int = 1
    rounding: Rounding = "floor"

    @property
    def extent(self) -> int:
        """Pixels from the first tap to the last [px of the padded axis]."""
        return self.dilation * (self.size - 1) + 1

    def padded(self, n: int) -> int:
        """Length of the axis that the window moves over [px]."""
        return self.spread(n) + self.pad_lo + self.pad_hi

    def spread(self, n: int) -> int:
        """Length of the axis with the zeros between its pixels, not yet padded [px]."""
        if self.base_dilation == 1:
            return n
        return self.base_dilation * (n - 1) + 1 if n else 0

    def exact(self, n: int) -> Fraction:
        """Output size before rounding [px of y]."""
        return (self.padded(n) - self.extent) * Fraction(1, self.stride) + 1

    def out(self, n: int) -> int:
        """Output size [px of y]; below 1 the axis has vanished."""
        room, stride = self.padded(n) - self.extent, self.stride
        match self.rounding:
            case "floor":
                return room // stride + 1
            case "floor_zero":
                return max(room // stride + 1, 0)
            case "trunc":
                return toward_zero(room, stride) + 1
            case "trunc_sum":
                return toward_zero(room + stride, stride)
            case "trunc_ceil":
                return toward_zero(room + stride - 1, stride) + 1
        m = -(-room // stride) + 1
        starts_behind = (m - 1) * stride >= self.spread(n) + self.pad_lo
        return m - 1 if self.rounding == "ceil_inside" and starts_behind else m

    def taps(self, j: int, n: int) -> range:
        """Input indices within [0, n) that output j reads."""
        first, d, b = j * self.stride - self.pad_lo, self.dilation, self.base_dilation
        positions = range(first, first + self.extent, d)
        if b > 1:  # only the positions of real pixels, every b-th, count
            apart = b // gcd(b, d)
            real = next((t for t in range(min(apart, self.size)) if positions[t] % b == 0), None)
            if real is None:
                return range(0)
            positions = positions[real::apart]
            positions = range(positions.start // b, positions[-1] // b + 1, max(positions.step // b, 1))
        uncropped = (self.padded(n) - self.pad_lo - 1) // b + 1
        return within(positions, min(n, uncropped))

    @property
    def period(self) -> tuple[int, int]:
        """(P, Q) such that out(n + P) = out(n) + Q."""
        common = gcd(self.stride, self.base_dilation)
        return self.stride // common, self.base_dilation // common


@dataclass(frozen=True, slots=True)
class Same:
    """A window whose padding is chosen so that the output has one pixel a stride.

        n -> ceil(n / stride)   [px of y]
        padding = max((ceil(n / stride) - 1) stride + extent - n, 0); the odd pixel goes behind,
        or in front with `lower`

    `undilated` computes the padding as if the dilation were 1, and crops where it is below 0: then there
    may be less than one a stride.
    Another `rounding` than floor may find a place more for a window smaller than its stride.

    Source   tf.nn 'SAME'; ONNX auto_pad SAME_UPPER, SAME_LOWER

    >>> Same(size=3, stride=2).out(7), Same(size=3, stride=2).taps(0, 8)
    (4, range(0, 3))
    """

    size: int = 1
    stride: int = 1
    dilation: int = 1
    lower: bool = False
    undilated: bool = False
    rounding: Rounding = "floor"

    def exact(self, n: int) -> Fraction:
        """Output size before rounding [px of y]."""
        usual = self.rounding == "floor" and not self.undilated
        return n * Fraction(1, self.stride) if usual else self.window(n).exact(n)

    def out(self, n: int) -> int:
        """Output size [px of y]."""
        return self.window(n).out(n)

    def window(self, n: int) -> Window:
        """The window with the padding that belongs to n pixels."""
        extent = (1 if self.undilated else self.dilation) * (self.size - 1) + 1
        total = (-(-n // self.stride) - 1) * self.stride + extent - n
        if not self.undilated:
            total = max(total, 0)
        lo = toward_zero(total + self.lower, 2)
        return Window(self.size, self.stride, lo, total - lo, self.dilation, rounding=self.rounding)

    def taps(self, j: int, n: int) -> range:
        """Input indices within [0, n) that output j reads."""
        return self.window(n).taps(j, n)

    @property
    def period(self) -> tuple[int, int]:
        """(P, Q) such that out(n + P) = out(n) + Q."""
        return self.stride, 1


@dataclass(frozen=True, slots=True)
class Scale:
    """Resizing by a ratio; every output is interpolated from `points` neighbours (1, 2 or 4).

        n -> floor(n ratio)   [px of y]

    Without `points`, the outputs share out the input in bins, as `Fixed` does.

    With `bits`, the product is first rounded to that many significant bits, as a framework that
    multiplies in double precision (53) does: exact, and yet what the framework computes. It is
    n / (1 / ratio) with `divides`, and rounded to even halves with `nearest`, or to the
    next number, halves upward, with `halves_up`.

    Source   torch.nn.functional.interpolate; tf.nn.fractional_max_pool; tf.image.resize

    >>> Scale(Fraction(3, 2)).exact(5), Scale(Fraction(3, 2)).out(5)
    (Fraction(15, 2), 7)
    """

    ratio: Fraction
    points: int | None = 1
    bits: int | None = None
    divides: bool = False
    nearest: bool = False
    halves_up: bool = False

    def exact(self, n: int) -> Fraction:
        """Output size before rounding [px of y]."""
        return n * self.ratio

    def out(self, n: int) -> int:
        """Output size [px of y]; below 1 the axis has vanished."""
        product = n * self.ratio
        if self.bits is not None:
            factor = significant(1 / self.ratio if self.divides else self.ratio, self.bits)
            product = n / factor if self.divides else n * factor
            if not (isinstance(n, Ray) and factor in {self.ratio, 1 / self.ratio}):  # no map has 2 ** bits pixels
                product = significant(product, self.bits)
        if self.halves_up:
            return floor(product + Fraction(1, 2))
        return round(product) if self.nearest else floor(product)

    def taps(self, j: int, n: int) -> range:
        """Input indices within [0, n) that output j reads."""
        if self.points is None:
            return bin_of(j, n, self.out(n))
        return neighbours(j, 1 / self.ratio, n, self.points)

    @property
    def period(self) -> tuple[int, int]:
        """(P, Q) such that out(n + P) = out(n) + Q."""
        return self.ratio.denominator, self.ratio.numerator


@dataclass(frozen=True, slots=True)
class Fixed:
    """A size that does not depend on the input's: bins of adaptive pooling, or resizing to a size.

        n -> size   [px of y]
        output j reads [floor(j n / size), ceil((j + 1) n / size)), or `points` neighbours if given

    Source   torch.nn.AdaptiveAvgPool2d; torch.nn.functional.interpolate(size=...)

    >>> Fixed(2).taps(1, 5)
    range(2, 5)
    """

    size: int
    points: int | None = None

    def exact(self, n: int) -> Fraction:
        """Output size before rounding [px of y]."""
        return self.size * Fraction(1)

    def out(self, n: int) -> int:
        """Output size [px of y]."""
        return self.size

    def taps(self, j: int, n: int) -> range:
        """Input indices within [0, n) that output j reads."""
        if self.points is None:
            return bin_of(j, n, self.size)
        return neighbours(j, Fraction(n, self.size), n, self.points)

    @property
    def period(self) -> tuple[int, int]:
        """(P, Q) such that out(n + P) = out(n) + Q."""
        return 1, 0


IDENTITY = Window()
