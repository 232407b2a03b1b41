"""Outputs of a window that read no pixel of the map, only padding around it."""

from __future__ import annotations

from shapeplan.axis import Axis, Same, Window


def blank(record: Axis, n: int) -> tuple[int, int]:
    """Outputs in front and behind that read padding alone, of n pixels [px of y].

    Zeros between the pixels, which a transposed convolution reads, are no padding.

    >>> blank(Window(size=1, pad_lo=1, pad_hi=1), 8), blank(Window(size=3, pad_lo=1, pad_hi=1), 8)
    ((1, 1), (0, 0))
    """
    window = record.window(n) if isinstance(record, Same) else record
    if not isinstance(window, Window) or window.base_dilation > 1 or is_met(window, n):
        return 0, 0
    m = max(window.out(n), 0)
    front = next((j for j in range(m) if window.taps(j, n)), m)
    return front, next((j for j in range(m - front) if window.taps(m - 1 - j, n)), 0)


def is_met(window: Window, n: int) -> bool:
    """Whether the first window and the last surely read a pixel: they reach the map, and no tap can step over it."""
    last = (window.out(n) - 1) * window.stride - window.pad_lo
    return window.dilation <= n and window.pad_lo < window.extent and last < n
