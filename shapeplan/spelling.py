"""Sets of sizes, and how a size depends on another, in the words of arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm

from shapeplan.course import Course
from shapeplan.progression import LONGEST, SizeSet

FEW = 6  # numbers that are listed one by one


def spelled(sizes: SizeSet, name: str = "n") -> str:
    """A set of sizes of an axis.

    >>> spelled(SizeSet(period=16), "H"), spelled(SizeSet(start=173, period=16, residues=frozenset({12})), "H")
    ('H = 16k, k >= 1', 'H = 188 + 16k, k >= 0')
    >>> spelled(SizeSet(start=5, period=4, residues=frozenset({0, 1}), early=frozenset({2})), "H")
    'H mod 4 in {0, 1}, H >= 5; also 2'
    """
    told = sizes.canonical
    end = "" if told.horizon is None else f" (not proved beyond {told.horizon - 1})"
    if told.horizon is not None and (guess := _guess(told)) is not None:
        return f"{_progression(guess, name)}{end}"
    first = next(told.between(told.start, told.start + told.period), None)
    early = ranges(sorted(told.early))
    if first is None:
        return (f"{name} = {early}" if early else "none") + end
    rule = _progression(told, name)
    return f"{rule}; also {early}" if early else rule


def _progression(told: SizeSet, name: str) -> str:
    """The periodic part of a set."""
    first = next(told.between(told.start, told.start + told.period), told.start)
    period, residues = told.period, sorted(told.residues)
    if period == 1:
        return f"any {name}" if first == 1 else f"{name} >= {first}"
    if len(residues) == 1 and residues[0] == 0:
        return f"{name} = {period}k, k >= {first // period}"
    if len(residues) == 1:
        return f"{name} = {first} + {period}k, k >= 0"
    missing = sorted(set(range(period)) - set(residues))
    inside = f"in {{{ranges(residues)}}}" if len(residues) <= len(missing) else f"not in {{{ranges(missing)}}}"
    return f"{name} mod {period} {inside}, {name} >= {first}"


def _guess(told: SizeSet) -> SizeSet | None:
    """A period that a set keeps as far as it is known, if it is seen several times."""
    stop = told.horizon or 1
    for period in range(1, stop // 8):
        last = frozenset(n % period for n in told.early if n >= stop - period)
        guess = SizeSet(1, frozenset(), period, last)
        misses = [n for n in range(1, stop) if (n in guess) != (n in told)]
        start = max(misses, default=0) + 1
        if last and start <= stop // 2 and not any(n in told.early for n in range(1, start)):
            return SizeSet(start, frozenset(), period, last)
    return None


def ranges(numbers: Sequence[int]) -> str:
    """Rising numbers, those that follow each other as a range, and those of one step as a progression.

    >>> ranges([1, 2, 3, 7, 8]), ranges([16, 32, 48, 64, 80, 96, 112])
    ('1 to 3, 7, 8', '16, 32, 48, ..., 112')
    """
    steps = {b - a for a, b in pairwise(numbers)}
    if len(numbers) > FEW and len(steps) == 1 and steps != {1}:
        return f"{numbers[0]}, {numbers[1]}, {numbers[2]}, ..., {numbers[-1]}"
    said = stretches(numbers)
    return ", ".join(said if len(said) <= 2 * FEW else [*said[:FEW], "...", said[-1]])


def stretches(numbers: Iterable[int]) -> list[str]:
    """Rising numbers, those that follow each other as one.

    >>> stretches([1, 2, 3, 7])
    ['1 to 3', '7']
    """
    runs: list[list[int]] = []
    for n in numbers:
        if runs and runs[-1][1] == n - 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    each = [[f"{a} to {b}"] if b - a > 1 else [str(n) for n in dict.fromkeys((a, b))] for a, b in runs]
    return [text for texts in each for text in texts]


def dependence(course: Course | int, sizes: SizeSet) -> list[str]:
    """How an output size depends on the input's, for the sizes of a set: one formula, or one for each residue.

    >>> dependence(Course(1, (), ((0, 1), (1, 1))), SizeSet())
    ['floor(in / 2)']
    """
    if isinstance(course, int):
        return [str(course)]
    period = len(course.lines)
    start, both = max(course.start, sizes.start), lcm(period, sizes.period)
    if not course.lines or not sizes.residues or both > LONGEST:
        return []
    cycle = [n for n in range(start, start + both) if n in sizes and course.at(n) is not None]
    forms: dict[tuple[Fraction, Fraction], set[int]] = {}
    for n in cycle:
        line, size = course.lines[(n - course.start) % period], course.at(n)
        slope = Fraction(line[1] if line else 0, period)
        forms.setdefault((slope, (size or 0) - slope * n), set()).add(n % period)
    if len(forms) == 1:
        return [_affine(*next(iter(forms)))]
    stairs = _stairs(course, start) if len(cycle) == both else None
    if stairs is not None:
        return [stairs]
    if len(forms) > FEW:
        return []
    return [f"{_affine(*form)} for in mod {period} in {{{ranges(sorted(own))}}}" for form, own in forms.items()]


def _affine(slope: Fraction, more: Fraction) -> str:
    """A size as slope in + more, with one denominator."""
    denominator = Fraction(slope).denominator
    top, rest = slope * denominator, more * denominator
    if slope == 0:
        return str(more)
    if rest.denominator > 1:
        return f"{_times(slope)}{_signed(more)}"
    inner = f"{_times(top)}{_signed(rest)}"
    return inner if denominator == 1 else f"{f'({inner})' if rest else inner} / {denominator}"


def _times(factor: Fraction) -> str:
    return "in" if factor == 1 else f"{factor} in"


def _signed(x: Fraction | int) -> str:
    return f" {'+' if x > 0 else '-'} {abs(x)}" if x else ""


def _stairs(course: Course, start: int) -> str | None:
    """A size that rises by equal steps at equal distances: u floor((in + c) / s) + d."""
    period = len(course.lines)
    sizes = [course.at(n) or 0 for n in range(start, start + 2 * period + 1)]
    jumps = [(start + i + 1, b - a) for i, (a, b) in enumerate(pairwise(sizes)) if a != b]
    apart, rises = {b - a for (a, _), (b, _) in pairwise(jumps)}, {rise for _, rise in jumps}
    if len(apart) != 1 or len(rises) != 1 or len({line and line[1] for line in course.lines}) != 1:
        return None
    step, rise, first = apart.pop(), rises.pop(), jumps[0][0]
    stairs, offset = divmod(course.at(first) or 0, rise)
    shift = stairs * step - first  # floor((in + shift) / step) is `stairs` from `first` on
    if any(rise * ((start + i + shift) // step) + offset != size for i, size in enumerate(sizes)):
        return None
    form = (
        f"ceil(in / {step})" if shift == step - 1 else f"floor({f'(in{_signed(shift)})' if shift else 'in'} / {step})"
    )
    return f"{form if rise == 1 else f'{rise} {form}'}{_signed(offset)}"
