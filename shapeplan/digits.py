"""Arithmetic as machines do it, in exact numbers: limited digits, and division toward zero."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from shapeplan.ray import Ray


def significant(x: Any, bits: int) -> Any:
    """A number rounded to `bits` significant binary digits, ties to even: floating point without range.

    The numbers of a ray stay as they are if few of the digits stand behind the point: those in front
    are enough for the pixels of any axis.
    """
    if isinstance(x, Ray):
        few = 2 ** (bits // 6)
        if any(few % Fraction(part).denominator for part in (x.start, x.step)):
            raise TypeError("these numbers are rounded each in its own way")
        return x
    if x == 0:
        return x
    exponent = ceil_log2(abs(x)) - bits
    unit = Fraction(2) ** exponent
    return round(x / unit) * unit


def ceil_log2(x: Fraction) -> int:
    """The smallest e with x < 2 ** e."""
    e = x.numerator.bit_length() - x.denominator.bit_length()
    return e + 1 if x >= Fraction(2) ** e else e


def toward_zero(a: int, b: int) -> int:
    """The quotient a / b without its fraction, as C divides.

    >>> toward_zero(-1, 2), -1 // 2
    (0, -1)
    """
    return a // b if a >= 0 else -(-a // b)
