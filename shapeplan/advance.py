"""One layer on whole courses of sizes: its own code is run on rays, and on the numbers before they begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from shapeplan.axis import Axis, Fixed, Window
from shapeplan.course import MOST, Course, Entry, Line, Untold, cut, entry, together
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome
from shapeplan.progression import SizeSet, collected
from shapeplan.ray import Finer, Ray, Way

Number = Any  # an int, or a Ray


class Told(NamedTuple):
    """What a layer makes of some sizes: the entries of its shape, whether it runs, and whether nothing was rounded."""

    sizes: tuple[Number, ...] = ()
    runs: bool = True
    exact: bool = True


Step = Callable[[tuple[Number, ...]], Told]
SILENT = Told()  # of what is unknown, nothing is said


@dataclass(frozen=True, slots=True)
class Advanced:
    """What a layer makes of courses: entries of its shape, and the sizes of the input at which it runs, and is exact.

    The sets are None where it always runs, and always is. From `start` on all answers of the rays hold.
    """

    sizes: tuple[Entry, ...]
    runs: SizeSet | None
    exact: SizeSet | None
    start: int = 1


def by_record(record: Axis) -> Step:
    """The step of a record: one size becomes another."""
    plain = isinstance(record, Fixed) or (isinstance(record, Window) and record.stride == 1)

    def step(numbers: tuple[Number, ...]) -> Told:
        out = record.out(numbers[0])
        if out < 1:
            return Told(runs=False, exact=False)
        return Told((out,), exact=plain or bool(record.exact(numbers[0]) == out))

    return step


def by_layer(layer: Op, shapes: Sequence[tuple[Entry, ...]], dialect: Dialect) -> Step:
    """The step of a layer on shapes, whose courses are given as numbers, in their order."""
    varying = {i for shape in shapes for i, size in enumerate(shape) if isinstance(size, Course)}

    def step(numbers: tuple[Number, ...]) -> Told:
        given = iter(numbers)
        filled = tuple(tuple([next(given) if isinstance(n, Course) else n for n in shape]) for shape in shapes)
        try:
            outcome = layer.infer(filled, dialect)
        except Fault as fault:
            return Told(runs=fault.axis is not None and fault.axis not in varying, exact=False)
        return _told(outcome, varying)

    return step


def _told(outcome: Outcome, varying: set[int]) -> Told:
    """An outcome, of which faults of axes that do not vary are not held against the sizes."""
    runs = not any(fault.axis is None or fault.axis in varying for fault in outcome.faults)
    shape, exact = outcome.shape or (), outcome.exact or ()
    sizes = tuple([n if n is not None and n >= 1 else None for n in shape])
    emptied = any(n is not None and size is None for n, size in zip(shape, sizes, strict=True))
    is_exact = all(n is None or e is None or e == n for n, e in zip(sizes, exact, strict=False))
    return Told(sizes, runs and not emptied, is_exact and runs and not emptied)


def advance(step: Step, courses: Sequence[Course]) -> Advanced:
    """The step on all sizes of some courses."""
    try:
        told = together(courses)
    except Untold:
        told = together([cut(course) for course in courses])
    while told[0].lines:
        try:
            return _on_rays(step, told)
        except Finer as finer:
            try:
                told = together(told, len(told[0].lines) * finer.factor)
            except Untold:
                break
        except (Untold, TypeError):  # too many, or an arithmetic that has no rays
            break
    told = [cut(course) for course in told]
    return _collected(told[0], [_on(step, sizes) for sizes in zip(*(c.table for c in told), strict=True)], None)


def _on(step: Step, sizes: Sequence[int | None]) -> Told:
    return SILENT if None in sizes else step(tuple(sizes))


def _on_rays(step: Step, courses: Sequence[Course]) -> Advanced:
    """The step on the rays, and on each number before all answers of the rays hold."""
    start, period = courses[0].start, len(courses[0].lines)
    cycle, lasts = [], [0]
    for r, lines in enumerate(zip(*(course.lines for course in courses), strict=True)):
        way = Way()
        cycle.append(_on_ray(step, lines, way))
        lasts.append(r + 1 + (way.after - 1) * period if way.after else 0)
    begin = start + max(lasts)
    if begin - courses[0].first > MOST:
        raise Untold
    tables = zip(*(c.table for c in courses), strict=True)
    early = [_on(step, sizes) for sizes in chain(tables, ([c.at(n) for c in courses] for n in range(start, begin)))]
    turned = (divmod(begin - start + i, period) for i in range(period))
    return _collected(courses[0], early, [_later(cycle[r], k) for k, r in turned])


def _on_ray(step: Step, lines: Sequence[Line], way: Way) -> Told:
    if None in lines:
        return SILENT
    return step(tuple([Ray(line[0], line[1], way) if line[1] else line[0] for line in lines if line is not None]))


def _later(told: Told, k: int) -> Told:
    """The same, counted from the k-th number of the rays."""
    if k == 0:
        return told
    return Told(tuple([n + n.step * k if isinstance(n, Ray) else n for n in told.sizes]), told.runs, told.exact)


def _collected(course: Course, early: Sequence[Told], cycle: Sequence[Told] | None) -> Advanced:
    """What was told of each n, as courses and sets."""
    length = max((len(told.sizes) for told in (*early, *(cycle or ()))), default=0)
    dead = next((i for i, told in enumerate(early) if told.runs), len(early))  # need not be told again

    def column(i: int) -> Entry:
        table = [told.sizes[i] if len(told.sizes) == length else None for told in early[dead:]]
        lines = [_line(told.sizes[i]) if len(told.sizes) == length else None for told in cycle or ()]
        return entry(course.first + dead, table, lines)

    def where(flag: str) -> SizeSet | None:
        flags = [getattr(told, flag) for told in early]
        ends = None if cycle is None else [getattr(told, flag) for told in cycle]
        return None if ends and all(flags) and all(ends) else collected(course.first, flags, ends)

    start = course.first + len(early)
    return Advanced(tuple(map(column, range(length))), where("runs"), where("exact"), start)


def _line(n: Number) -> Line:
    return (int(n.start), int(n.step)) if isinstance(n, Ray) else None if n is None else (n, 0)
