"""The groups do not divide the channels.

Why   Each group sees an equal share of the input channels and makes an equal share of the output's.
Bad
    inputs:
      image: {channels: 30, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 64, kernel_size: 3, groups: 4}
Good
    inputs:
      image: {channels: 32, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 64, kernel_size: 3, groups: 4}
Fix   none: which of the numbers is wrong is not to be seen
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import faults

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    return faults(a, "groups")
