"""Outputs of a window that read no pixel of the map, only padding around it."""

from __future__ import annotations

from shapeplan.axis import Axis, Same, Window

MOST = 10_000  # outputs of a window with taps farther apart than the map is long, above which nothing is told


def blank(record: Axis, n: int) -> tuple[int, int]:
    """Outputs in front and behind that read padding alone, of n pixels [px of y].

    Zeros between the pixels, which a transposed convolution reads, are no padding.

    >>> blank(Window(size=1, pad_lo=1, pad_hi=1), 8), blank(Window(size=3, pad_lo=1, pad_hi=1), 8)
    ((1, 1), (0, 0))
    """
    window = record.window(n) if isinstance(record, Same) else record
    if not isinstance(window, Window) or window.base_dilation > 1:
        return 0, 0
    m, kept = max(window.out(n), 0), n + min(window.pad_hi, 0)
    if window.dilation > kept:  # taps may lie on both sides of the map
        return _tap_by_tap(window, n, m) if m <= MOST else (0, 0)
    first = max(0, -((window.extent - 1 - window.pad_lo) // window.stride))  # whose last tap is at 0 or behind
    last = min(m - 1, (kept - 1 + window.pad_lo) // window.stride)  # whose first tap is on the map
    return (first, m - 1 - last) if first <= last else (m, 0)


def _tap_by_tap(window: Window, n: int, m: int) -> tuple[int, int]:
    front = next((j for j in range(m) if window.taps(j, n)), m)
    return front, next((j for j in range(m - front) if window.taps(m - 1 - j, n)), 0)
