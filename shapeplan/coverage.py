"""Which pixels of an axis are read by some output: the union of the taps, as the bits of a number."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from math import gcd

from shapeplan.axis import Axis, Fixed, Same, Scale, Window
from shapeplan.sampling import neighbours


def read_bits(record: Axis, n: int) -> int:
    """The pixels of n that some output reads: bit i for pixel i.

    >>> bin(read_bits(Window(size=1, stride=2), 5)), bin(read_bits(Window(size=2, stride=2), 5))
    ('0b10101', '0b1111')
    """
    if isinstance(record, Same):
        record = record.window(n)
    if isinstance(record, Window) and record.stride <= record.size and record.dilation == record.base_dilation == 1:
        last = (record.out(n) - 1) * record.stride + record.size - record.pad_lo  # windows that touch leave no gap
        return bits(max(0, -record.pad_lo), min(n, n + record.pad_hi, last))
    if isinstance(record, Window):
        is_apart = record.base_dilation == 1 and record.extent <= min(record.stride, n)
        return _window_by_window(record, n) if is_apart else _tap_by_tap(record, n)
    if isinstance(record, Scale) and record.points and record.ratio >= 1:  # nor do outputs that lie this close
        return bits(0, record.taps(record.out(n) - 1, n).stop)
    if isinstance(record, Fixed) and record.points and record.size >= n:
        return bits(0, n)
    return _union(record, n)


def _window_by_window(w: Window, n: int) -> int:
    """What a window reads whose places do not overlap: its taps, at each of the places that reach the axis."""
    first = max(0, -((w.extent - 1 - w.pad_lo) // w.stride))  # whose last tap is at 0 or behind
    last = min(w.out(n) - 1, (n - 1 + w.pad_lo) // w.stride)  # whose first tap is on the axis
    if last < first:
        return 0
    places = comb(0, (last - first) * w.stride + 1, w.stride) * comb(0, w.extent, w.dilation)
    at = first * w.stride - w.pad_lo
    return (places << at if at > 0 else places >> -at) & bits(0, min(n, n + w.pad_hi))


def _tap_by_tap(w: Window, n: int) -> int:
    """What a window reads: each tap, while the window moves, every so many pixels."""
    b, s = w.base_dilation, w.stride
    way, end = (w.out(n) - 1) * s, min(n, (w.padded(n) - w.pad_lo - 1) // b + 1)
    common = gcd(b, s)
    step, inverse, read = s // common, pow(b // common, -1, s // common), 0
    first, last = (
        -((way - w.pad_lo) // w.dilation),
        ((end - 1) * b + w.pad_lo) // w.dilation,
    )  # taps that reach the axis
    for i in range(max(first, 0), min(last + 1, w.size)):
        offset = i * w.dilation - w.pad_lo  # where the tap begins; it is at a pixel q if q b = offset + j s
        begin = max(0, -(-offset // b))
        if offset % common == 0:
            begin += (offset // common * inverse - begin) % step
            read |= comb(begin, min(end, (offset + way) // b + 1), step)
    return read


@cache
def _union(record: Axis, n: int) -> int:
    read, m = 0, record.out(n)
    if isinstance(record, Scale | Fixed) and record.points:
        step = 1 / record.ratio if isinstance(record, Scale) else Fraction(n, record.size)
        each = (neighbours(j, step, n, record.points) for j in range(m))
    else:
        each = (record.taps(j, n) for j in range(m))
    for taps in each:
        read |= comb(taps.start, taps.stop, taps.step)
    return read


def comb(first: int, stop: int, step: int) -> int:
    """Every `step`-th bit from `first` to before `stop`."""
    if stop <= first:
        return 0
    count = -(-(stop - first) // step)
    if count == 1:  # a step may be far longer than any axis
        return 1 << first
    return bits(0, count * step) // bits(0, step) << first


def bits(first: int, stop: int) -> int:
    """The bits from `first` to before `stop`."""
    return (1 << stop) - (1 << first) if stop > first else 0


def reads_all(record: Axis) -> bool:
    """Whether every pixel is read, however many there are. What is not sure is denied."""
    match record:
        case Window(stride=1, dilation=1, pad_lo=lo, pad_hi=hi):
            return min(lo, hi) >= 0
        case Same(size=size, stride=stride, dilation=1, undilated=False):
            return stride <= size
        case Fixed(points=None) | Scale(points=None):
            return True
        case Scale(ratio=ratio):
            return ratio.denominator == 1
    return False


def settled(record: Axis) -> int:
    """A number of pixels from which on the borders of an axis lie so far apart that reading repeats itself [px of x]."""
    match record:
        case Window() as w:
            return 2 * (w.extent + w.stride + w.base_dilation) + abs(w.pad_lo) + abs(w.pad_hi)
        case Same() as same:
            return 2 * (same.dilation * same.size + same.stride)
        case Fixed(size=size, points=points):
            return size * (points or 1) + 2
        case Scale(ratio=ratio, points=points):
            return 4 * ((points or 1) + 1) * -(-ratio.denominator // ratio.numerator) + ratio.denominator
    period, gain = record.period
    return 8 * max(period, gain, getattr(record, "size", 1) * getattr(record, "dilation", 1))
