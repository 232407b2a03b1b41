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
Fix   one number for all axes, where the list has the same for each
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.fault import Fault
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import faults

SEVERITY: Severity = "error"
RULE = "wrong-rank"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    return faults(a, RULE, fixes)


def fixes(a: Analysis, node: PlannedNode, found: Sequence[Fault]) -> Iterator[Fix]:
    """One number for all axes."""
    from shapeplan.rules._allowed import for_all_axes

    return for_all_axes(a, (RULE, node.id), node, found)
