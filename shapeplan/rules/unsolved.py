"""A value is still to be solved.

Why   `solve` in place of a number asks for one that fits; until it is found, the sizes that depend on
      it are unknown.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: solve}
    expect:
      net: {size: [32, 32]}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
    expect:
      net: {size: [32, 32]}
Fix   none; `shapeplan solve FILE` lists the values that work, `--write` puts the first in
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import wrongs

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each place of which nothing worse is to be said."""
    others = {wrong.at for wrong in a.wrongs if wrong.rule != "unsolved"}
    return (found for found in wrongs(a, "unsolved") if found.at not in others)
