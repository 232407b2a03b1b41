"""A layer gets a map with other axes than it is made for.

Why   A convolution needs spatial axes, and lists of arguments have one number for each of them.
Bad
    inputs:
      sound: {channels: 1, size: [16000]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: [3, 3]}
Good
    inputs:
      sound: {channels: 1, size: [16000]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
Fix   none: what was meant is not to be seen
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import faults

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    return faults(a, "wrong-rank")
