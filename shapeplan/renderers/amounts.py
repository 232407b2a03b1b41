"""Large counts with a unit, rounded for a picture."""

from __future__ import annotations

UNITS = ("", " k", " M", " G", " T", " P", " E")
THOUSAND = 1000


def amount(n: int) -> str:
    """A count with a unit and one decimal.

    >>> amount(320), amount(37_049), amount(999_960)
    ('320', '37.0 k', '1.0 M')
    """
    step = 0
    while step + 1 < len(UNITS) and _tenths(n, step) >= 10 * THOUSAND:
        step += 1
    whole, tenth = divmod(_tenths(n, step), 10)
    return f"{whole}.{tenth}{UNITS[step]}" if step else str(n)


def _tenths(n: int, step: int) -> int:
    """So many tenths of the unit, halves upward."""
    unit: int = THOUSAND**step
    return (20 * n + unit) // (2 * unit)


def with_unit(n: int, unit: str) -> str:
    """The same of something: '1.2 GMAC', '320 B'.

    >>> with_unit(1_229_000_000, "MAC"), with_unit(320, "B")
    ('1.2 GMAC', '320 B')
    """
    text = amount(n)
    return f"{text}{unit}" if n >= THOUSAND else f"{text} {unit}"
