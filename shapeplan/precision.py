"""What a factor gives exactly, in single and in double precision."""

from __future__ import annotations

from dataclasses import replace

from shapeplan.axis import Axis, Scale
from shapeplan.paired import Paired

SINGLE, DOUBLE = 24, 53  # significant bits


def outs(record: Axis, n: int) -> tuple[int, int, int]:
    """Sizes that a factor makes of n pixels: exactly, in single and in double precision; equal ones of other records.

    >>> from fractions import Fraction
    >>> outs(Scale(Fraction(58, 100)), 50), outs(Scale(Fraction(3, 2)), 5)
    ((29, 29, 28), (7, 7, 7))
    """
    if not isinstance(record, Scale | Paired):
        m = record.out(n)
        return m, m, m
    exact, single, double = (replace(record, bits=bits).out(n) for bits in (None, SINGLE, DOUBLE))
    return exact, single, double
