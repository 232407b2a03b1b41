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
Fix   padding in pixels where there is no word for it, and by a word where there are no pixels; the
      argument that the message names
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.fault import Fault
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import faults

SEVERITY: Severity = "error"
RULE = "dialect-refuses"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    return faults(a, RULE, fixes)


def fixes(a: Analysis, node: PlannedNode, found: Sequence[Fault]) -> Iterator[Fix]:
    """Arguments that the framework has."""
    from shapeplan.rules._allowed import allowed

    return allowed(a, (RULE, node.id), node, found)
