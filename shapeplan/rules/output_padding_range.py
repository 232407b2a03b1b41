"""A transposed convolution cannot add that many pixels, or cannot reach that size.

Why   A strided convolution gives the same size for `stride` inputs in a row; output_padding says
      which of them to go back to, so it is smaller than the stride (torch: or the dilation).
Bad
    inputs:
      image: {channels: 8, size: [16, 16]}
    stacks:
      net:
        - conv_transpose: {out_channels: 8, kernel_size: 4, stride: 2, padding: 1, output_padding: 2}
Good
    inputs:
      image: {channels: 8, size: [16, 16]}
    stacks:
      net:
        - conv_transpose: {out_channels: 8, kernel_size: 4, stride: 2, padding: 1, output_padding: 1}
Fix   the largest output_padding that is allowed, or none
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.fault import Fault
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import faults

SEVERITY: Severity = "error"
RULE = "output-padding-range"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    return faults(a, RULE, fixes)


def fixes(a: Analysis, node: PlannedNode, found: Sequence[Fault]) -> Iterator[Fix]:
    """The largest output_padding that works, and none."""
    from shapeplan.rules._allowed import in_range

    return in_range(a, (RULE, node.id), node, found)
