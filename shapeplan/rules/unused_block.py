"""A block is declared and never used.

Why   It may be the remains of an older version of the network, or one that was forgotten. Nothing in it is checked.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    blocks:
      double:
        layers:
          - conv: {out_channels: 8, kernel_size: 3}
          - relu
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
Fix   the block is taken out
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.source import Route

SEVERITY: Severity = "warning"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each block, unless a name that is not understood may be it."""
    if a.plan is None or any(wrong.rule in {"reference", "schema"} for wrong in a.wrongs):
        return
    for at in a.odd.unread_blocks:
        fact = f"the block '{at[-1]}' is used by no stack"
        yield Diagnostic("unused-block", "warning", fact, at, a.source, fixes=tuple(fixes(a, at)))


def fixes(a: Analysis, at: Route) -> Iterator[Fix]:
    """The spec without it."""
    from shapeplan.edit import remove_part
    from shapeplan.rules._fixes import relieved

    yield from relieved(
        a, lambda each: each.odd.unread_blocks, f"without '{at[-1]}'", [remove_part(a.source, at)], safe=True
    )
