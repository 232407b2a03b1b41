"""An id is given and never referred to.

Why   It may be the remains of a skip connection that was taken out, or one that was forgotten.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
          id: enc
        - relu
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
          id: enc
        - relu
    expect:
      enc: {channels: 8}
Fix   none: a name does no harm
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.edit import value_at

SEVERITY: Severity = "note"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each place that gives an id."""
    if a.plan is None or any(wrong.rule == "reference" for wrong in a.wrongs):  # it may be the id that was meant
        return
    ids = a.plan.net.ids
    used = ids.used
    for at in ids.given:
        if at not in used:
            name = value_at(a.source.tree, at)
            yield Diagnostic("unused-id", "note", f"nothing refers to the id '{name}'", at, a.source)
