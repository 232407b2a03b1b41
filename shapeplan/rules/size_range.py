"""Not every size that an input may have works.

Why   Networks are trained on crops of one size and used on whole images of any; a range says so, and
      every size in it is proved to work, or the smallest that does not is shown.
Bad
    inputs:
      image: {channels: 3, size: [{min: 64, max: 1024, multiple_of: 8}, 64]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - max_pool: 16
        - upsample: 16
        - concat: enc
Good
    inputs:
      image: {channels: 3, size: [{min: 64, max: 1024, multiple_of: 16}, 64]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - max_pool: 16
        - upsample: 16
        - concat: enc
Fix   the steps at which all sizes work; the smallest size that works
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import lcm
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Label, Severity
from shapeplan.edit import replace_value
from shapeplan.shape import axis_names
from shapeplan.source import Route

if TYPE_CHECKING:  # a spec of plain sizes has no need of them
    from shapeplan.legal import AxisSizes
    from shapeplan.ops._ranges import SizeRange

SEVERITY: Severity = "error"
RULE = "size-range"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each axis with sizes that do not work, and for axes that do not work together."""
    for one, name, declared, n in a.unfit:
        yield finding(a, one, name, declared, n)
    for pairs, name, (n, m) in a.unpaired:
        first, second = (axis_names(len(a.plan[name].shape or ()))[axis] for axis in pairs.axes) if a.plan else ("", "")
        fact = f"input '{name}': {first} = {n} with {second} = {m} does not run; these axes depend on each other"
        at: Route = ("inputs", name, "size")
        yield Diagnostic(RULE, "error", fact, at, a.source, node=name, hint="shapeplan sizes lists the pairs that run")
    yield from unproved(a)


def finding(a: Analysis, one: AxisSizes, name: str, declared: SizeRange, n: int) -> Diagnostic:
    """What fails at a size of a range: the report of that size, at the place of the range."""
    from shapeplan.spelling import spelled

    at: Route = ("inputs", name, "size", one.axis - 1)
    why = reported(a, one, n)
    rest = f": {why.message}" if why else ""
    return Diagnostic(
        RULE, "error", f"input '{name}': {one.name} may be {declared}, and {one.name} = {n} does not run{rest}", at, a.source,
        node=why.node if why else name, axis=one.name, cause=why.cause if why else None,
        related=(Label(why.at, why.text or "fails here", why.node), *why.related) if why and isinstance(why.at, tuple) else (),
        works=f"{spelled(one.runs, one.name)}", fixes=tuple(fixes(a, one, name, declared, at)),
    )  # fmt: skip


def reported(a: Analysis, one: AxisSizes, n: int) -> Diagnostic | None:
    """The first error that the spec has at a size, and not at the size that is shown."""
    from shapeplan.rules import load, names

    shapes = {name: a.plan[name].shape or () for name in one.inputs} if a.plan else {}
    sizes = {name: [n if i == one.axis else m or 1 for i, m in enumerate(shape)][1:] for name, shape in shapes.items()}
    at_n = a.resized(sizes)
    found = (d for rule in names() if rule != RULE for d in load(rule).check(at_n) if d.severity == "error")
    return next((d for d in found if (d.rule, d.node) not in a.errors), None)


def fixes(a: Analysis, one: AxisSizes, name: str, declared: SizeRange, at: Route) -> Iterator[Fix]:
    """Wider steps, or a larger smallest size."""
    from shapeplan.rules._fixes import tried

    told = one.runs.canonical
    error = (RULE, f"{name}.{one.name}")
    steps = lcm(told.period, declared.multiple_of)
    least = max(declared.min, told.start)
    for change in (replace(declared, multiple_of=steps), replace(declared, min=least, multiple_of=steps)):
        if (change.max is None or change.least <= change.max) and one.counterexample(change) is None:
            fields = {"min": change.least, "max": change.max, "multiple_of": change.multiple_of}
            text = ", ".join(f"{key}: {value}" for key, value in fields.items() if value not in (None, 1))
            yield from tried(a, error, f"{one.name}: {{{text}}}", [replace_value(a.source, at, f"{{{text}}}")])
            return


def unproved(a: Analysis) -> Iterator[Diagnostic]:
    """Ranges that reach beyond the sizes that could be looked at."""
    told = [(one, name) for one in (a.legal.axes if a.ranges and a.legal else ()) for name in one.inputs]
    wrong = {(one.axis, name) for one, name, *_ in a.unfit}
    for one, name in told:
        if (one.axis, name) in wrong:
            continue
        declared, end = a.ranges.get((name, one.axis)), one.runs.horizon
        if declared is not None and end is not None and (declared.max is None or declared.max >= end):
            fact = f"input '{name}': {one.name} may be {declared}, of which sizes up to {end - 1} could be looked at"
            at: Route = ("inputs", name, "size", one.axis - 1)
            yield Diagnostic(RULE, "note", fact, at, a.source, node=name, axis=one.name)
