"""The end of an axis: which pixel is the last that is read."""

from __future__ import annotations

from shapeplan.axis import Axis, Same, Window
from shapeplan.same_transposed import SameTransposed


def last_read(record: Axis, n: int) -> int:
    """Largest index of n pixels that some output reads; -1 if none is read.

    >>> last_read(Window(size=2, stride=2), 5)
    3
    """
    if isinstance(record, Same | SameTransposed):
        record = record.window(n)
    out = record.out(n)
    looked_at = 1  # the last output reads farthest, but for windows whose last taps lie in the padding
    if isinstance(record, Window):
        looked_at += (record.extent + max(record.pad_hi, 0) + record.base_dilation) // record.stride + 1
        looked_at += record.base_dilation if record.base_dilation > 1 else 0  # so many in a row may read zeros only
    ways = (record.taps(j, n) for j in range(max(0, out - looked_at), out))
    return max((taps[-1] for taps in ways if taps), default=-1)


def unread(record: Axis, n: int) -> int:
    """Real pixels at the end of n that no output reads [px of x].

    >>> unread(Window(size=2, stride=2), 5)
    1
    """
    return n - 1 - last_read(record, n)
