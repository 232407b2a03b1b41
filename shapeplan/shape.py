"""Shapes without the batch axis, their axis names and how they are written.

A shape is a tuple such as (64, 568, 568): channels first, then one size an axis; a vector of
features is a tuple of one. `None` stands for a size that a fault upstream left unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

Size = int | None
Shape = tuple[Size, ...]

SPATIAL = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}


def axis_names(length: int) -> tuple[str, ...]:
    """Names of the axes of a shape with so many entries.

    >>> axis_names(3), axis_names(1)
    (('C', 'H', 'W'), ('features',))
    """
    if length == 1:
        return ("features",)
    rank = length - 1
    return ("C", *SPATIAL.get(rank, tuple(f"A{i}" for i in range(1, rank + 1))))


def spell(sizes: Iterable[Size] | None) -> str:
    """A shape as people write it.

    >>> spell((64, None, 568))
    '64 x ? x 568'
    """
    if sizes is None:
        return "?"
    return " x ".join("?" if n is None else str(n) for n in sizes)


def spell_fraction(x: Fraction) -> str:
    """A number with its fraction spelled out.

    >>> spell_fraction(Fraction(125, 2))
    '62 1/2'
    """
    whole, rest = divmod(x, 1)
    if not rest:
        return str(whole)
    return f"{whole} {rest}" if whole else str(rest)


def product(sizes: Sequence[Size]) -> Size:
    """The product, unknown as soon as one factor is."""
    total = 1
    for n in sizes:
        if n is None:
            return None
        total *= n
    return total


def total(sizes: Sequence[Size]) -> Size:
    """The sum, unknown as soon as one term is."""
    known = [n for n in sizes if n is not None]
    return sum(known) if len(known) == len(sizes) else None
