"""The framework has no such layer.

Why   Frameworks differ in what they accept: torch has no padding 'same' with a stride, no pooling
      padding beyond half the kernel, and copies no more pixels into a padding than there are.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, stride: 2, padding: same}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, stride: 2, padding: 1}
Fix   none; the message states what the framework has
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import faults

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    return faults(a, "dialect-refuses")
