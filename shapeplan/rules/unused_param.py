"""A parameter is declared and never read.

Why   Whoever sets it, with --set or where the block is used, believes to change the network, and changes nothing.
Bad
    params: {width: 8}
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
Good
    params: {width: 8}
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: $width, kernel_size: 3}
Fix   the parameter is taken out
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.source import Route

SEVERITY: Severity = "warning"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each parameter, unless a name that is not understood may be it."""
    if any(wrong.rule == "expression" for wrong in a.wrongs):
        return
    for at in a.odd.unread_params:
        of = f"of the block '{at[1]}' " if at[0] == "blocks" else ""
        fact = f"the parameter '{at[-1]}' {of}is read nowhere"
        yield Diagnostic("unused-param", "warning", fact, at, a.source, fixes=tuple(fixes(a, at)))


def fixes(a: Analysis, at: Route) -> Iterator[Fix]:
    """The spec without it; safe inside a spec, while one of the whole spec may be set from outside."""
    from shapeplan.edit import remove_part
    from shapeplan.rules._fixes import relieved

    edit = remove_part(a.source, at)
    yield from relieved(a, lambda each: each.odd.unread_params, f"without '{at[-1]}'", [edit], safe=at[0] == "blocks")
