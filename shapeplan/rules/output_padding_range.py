"""A transposed convolution cannot add that many pixels, or cannot reach that size.

Why   A strided convolution gives the same size for `stride` inputs in a row; output_padding says
      which of them to go back to, so it is smaller than the stride (torch: or the dilation).
Bad
    inputs:
      image: {channels: 8, size: [16, 16]}
    stacks:
      net:
        - conv_transpose: {out_channels: 8, kernel_size: 3, stride: 2, padding: 1, output_padding: 2}
Good
    inputs:
      image: {channels: 8, size: [16, 16]}
    stacks:
      net:
        - conv_transpose: {out_channels: 8, kernel_size: 3, stride: 2, padding: 1, output_padding: 1}
Fix   none; the message states the limits
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import faults

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    return faults(a, "output-padding-range")
