"""Records as they are on an axis of a given size: what they read no longer depends on it, but at the ends."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

from shapeplan.axis import Axis, Fixed, Same, Scale, Window
from shapeplan.paired import Paired
from shapeplan.phased import Phased
from shapeplan.same_transposed import SameTransposed

Settled = Window | Phased | Scale

FAR = 2**40  # periods from either end of an axis: no window reaches so far


def settled(record: Axis, n: int) -> Settled:
    """The record on n pixels, with the padding or the ratio that belongs to them.

    >>> settled(Same(size=3, stride=2), 8), settled(Fixed(16, points=2), 8).ratio
    (Window(size=3, stride=2, pad_lo=0, pad_hi=1, dilation=1, base_dilation=1, rounding='floor'), Fraction(2, 1))
    """
    if isinstance(record, Same | SameTransposed):
        return record.window(n)
    if isinstance(record, Fixed | Paired | Scale):  # frameworks compute with the ratio of the sizes, or agree with it
        return Scale(Fraction(record.out(n), n), record.points)
    assert isinstance(record, Window | Phased)
    return record


def pads(record: Settled) -> tuple[int, int]:
    """Pixels added before and after; none where a record adds none."""
    return (0, 0) if isinstance(record, Scale) else (record.pad_lo, record.pad_hi)


def unpadded(record: Settled) -> Settled:
    """The record without its padding: what it does between the ends."""
    return record if isinstance(record, Scale) else replace(record, pad_lo=0, pad_hi=0)


def end(record: Settled, n: int) -> int:
    """Pixels of n up to the last that is not cropped [px of x]."""
    behind = pads(record)[1]
    base = record.base_dilation if isinstance(record, Window) else 1
    return n if behind >= 0 else (base * (n - 1) + behind) // base + 1


def moved(tile: Settled, whole: Settled, shift: int) -> int | None:
    """How far outputs move when the input moves by `shift` pixels; None where they do not move as a whole.

    >>> moved(Window(size=3, stride=2), Window(size=3, stride=2), 6), moved(Scale(Fraction(2)), Scale(Fraction(2)), 5)
    (3, 10)
    """
    if isinstance(tile, Window) and isinstance(whole, Window):
        steps, rest = divmod(shift * tile.base_dilation + whole.pad_lo - tile.pad_lo, tile.stride)
        return None if rest else steps
    period, gain = tile.period
    return None if shift % period or pads(tile) != pads(whole) else shift // period * gain


def lowest(record: Settled, j: int) -> int:
    """First pixel that output j or one behind it reads, on an axis without ends [px of x]."""
    return min((hull[0] for i in range(j, j + _phases(record)) if (hull := _hull(record, i))), default=FAR)


def highest(record: Settled, j: int) -> int:
    """Last pixel that output j or one before it reads, on an axis without ends [px of x]."""
    return max((hull[1] for i in range(j, j - _phases(record), -1) if (hull := _hull(record, i))), default=-FAR)


def _phases(record: Settled) -> int:
    """Outputs in a row of which one reads farthest: more than 1 where zeros stand between the pixels."""
    return record.period[1] if isinstance(record, Window) else 1


def _hull(record: Settled, j: int) -> tuple[int, int] | None:
    """First and last pixel that output j reads, on an axis without ends; None for none."""
    period, gain = record.period
    taps = record.taps(j + FAR * gain, 2 * FAR * period)
    more = _blur(record)
    return (taps[0] - FAR * period - more, taps[-1] - FAR * period + more) if taps else None


def _blur(record: Settled) -> int:
    """Pixels by which frameworks and modes differ on where an output is sampled: none for whole factors [px of x]."""
    if not isinstance(record, Scale) or record.points is None or record.ratio.denominator == 1:
        return 0
    return ceil(max(1 / record.ratio, Fraction(1)) * max(record.points // 2, 1))
