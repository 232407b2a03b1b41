"""Which pixels an output reads: index ranges, bins, and the neighbours of an interpolation."""

from __future__ import annotations

from fractions import Fraction


def within(indices: range, n: int) -> range:
    """The members of a rising range that lie in [0, n)."""
    d = indices.step
    skipped = max(0, -(indices.start // d))  # steps to the first index >= 0
    start = indices.start + skipped * d
    return range(start, max(start, min(indices.stop, n)), d)


def bin_of(j: int, n: int, size: int) -> range:
    """The pixels of n that bin j of `size` overlaps.

    >>> bin_of(0, 5, 2), bin_of(1, 5, 2)
    (range(0, 3), range(2, 5))
    """
    return range(j * n // size, -(-(j + 1) * n // size))


def neighbours(j: int, step: Fraction, n: int, points: int) -> range:
    """Indices that interpolation reads for output j when outputs are `step` input pixels apart.

    One point is the nearest pixel as torch chooses it, floor(j step); two and four points lie
    around the pixel centre (j + 1/2) step - 1/2, clamped to the axis.
    """
    apart, by = step.numerator, step.denominator
    if points == 1:
        first = min(j * apart // by, n - 1)
        return range(first, first + 1)
    centre = (2 * j + 1) * apart - by  # in parts of a pixel, 2 by of them
    if points == 2:  # noqa: PLR2004 - the number of points
        centre = max(centre, 0)
    first, between = divmod(centre, 2 * by)
    last = first
    if between:  # two pixels: half of the points lie on either side
        first, last = first - points // 2 + 1, first + points // 2
    return range(min(max(first, 0), n - 1), min(max(last, 0), n - 1) + 1)
