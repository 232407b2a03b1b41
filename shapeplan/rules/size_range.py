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
from shapeplan.rules._fixes import tried
from shapeplan.source import Route

if TYPE_CHECKING:  # a spec of plain sizes has no need of them
    from shapeplan.legal import AxisSizes
    from shapeplan.ops._ranges import SizeRange

SEVERITY: Severity = "error"
RULE = "size-range"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each axis with sizes that do not work."""
    for one, name, declared, n in a.unfit:
        yield finding(a, one, name, declared, n)
    yield from together(a)


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
    told = one.runs.canonical
    error = (RULE, f"{name}.{one.name}")
    steps = lcm(told.period, declared.multiple_of)
    for change in (replace(declared, multiple_of=steps), replace(declared, min=told.start, multiple_of=steps)):
        if one.counterexample(change) is None and (change.max is None or change.least <= change.max):
            fields = {"min": change.least, "max": change.max, "multiple_of": change.multiple_of}
            text = ", ".join(f"{key}: {value}" for key, value in fields.items() if value not in (None, 1))
            yield from tried(a, error, f"{one.name}: {{{text}}}", [replace_value(a.source, at, f"{{{text}}}")])
            return


def together(a: Analysis) -> Iterator[Diagnostic]:
    """Axes that depend on each other."""
    for pairs in a.legal.pairs if a.ranges and a.legal else ():
        for name in pairs.inputs:
            declared = [a.ranges.get((name, axis)) for axis in pairs.axes]
            if any(each is not None for each in declared):
                yield from _pair(a, name, pairs.axes, declared)


def _pair(a: Analysis, name: str, axes: tuple[int, int], declared: list[SizeRange | None]) -> Iterator[Diagnostic]:
    """The smallest pair of sizes that does not run."""
    assert a.legal is not None
    (found,) = [pairs for pairs in a.legal.pairs if pairs.axes == axes and name in pairs.inputs]
    shape = (a.plan[name].shape or ()) if a.plan else ()
    each = [
        list(one.up_to(found.looked_at)) if one is not None else [shape[axis] or 1]
        for one, axis in zip(declared, axes, strict=True)
    ]
    bad = next(((n, m) for n in each[0] for m in each[1] if (n, m) not in found), None)
    if bad is not None:
        fact = f"input '{name}': {bad[0]} and {bad[1]} on axes that depend on each other do not run"
        yield Diagnostic(
            RULE, "error", fact, ("inputs", name, "size"), a.source, node=name, hint="shapeplan sizes lists the pairs"
        )
