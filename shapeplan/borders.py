"""The end of an axis: which pixel is the last that is read."""

from __future__ import annotations

from math import ceil

from shapeplan.axis import Axis, Same, Scale, Window
from shapeplan.same_transposed import SameTransposed

FARTHEST = 100_000  # windows that are looked at; no dilation comes near


def last_read(record: Axis, n: int) -> int:
    """Largest index of n pixels that some output reads; -1 if none is read.

    >>> last_read(Window(size=2, stride=2), 5)
    3
    """
    if isinstance(record, Same | SameTransposed):
        record = record.window(n)
    last = record.out(n) - 1
    back = 0  # the last output reads farthest, but for windows whose last taps lie in the padding
    if isinstance(record, Window):
        last = min(last, (record.base_dilation * (n - 1) + record.pad_lo) // record.stride)
        back = min(record.extent // record.stride, record.dilation * record.base_dilation) + record.base_dilation
        back = min(back, FARTHEST)
    ways = (record.taps(j, n) for j in range(max(0, last - back), last + 1))
    return max((taps[-1] for taps in ways if taps), default=-1)


def unread(record: Axis, n: int) -> int:
    """Real pixels at the end of n that no output reads [px of x].

    >>> unread(Window(size=2, stride=2), 5)
    1
    """
    return n - 1 - last_read(record, n)


def gap(record: Axis | None) -> int:
    """Pixels between a window, or the samples of a resizing, and its next place, if they do not touch [px of x].

    >>> gap(Window(size=1, stride=2)), gap(Window(size=3, stride=2))
    (1, 0)
    """
    if isinstance(record, Window | Same):
        return max(0, record.stride - record.dilation * (record.size - 1) - 1)
    if isinstance(record, Scale) and record.points:
        return max(0, ceil(1 / record.ratio) - record.points)
    return 0
