"""The file cannot be read as YAML.

Why   Nothing else can be said about it. Duplicate keys, tabs, tags and aliases that explode count
      as unreadable too, since readers differ in what they make of them.
Bad
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3
    inputs: {}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
Fix   none: only the author knows what was meant
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each problem of the text."""
    for problem in a.source.problems:
        yield Diagnostic("yaml-syntax", "error", problem.message, problem.span, a.source, hint=problem.hint)
