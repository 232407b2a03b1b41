"""A reference means no layer above, or several.

Why   `from`, `with`, `outputs` and `expect` name layers; a layer reads only what is above it, and a
      name that several layers have must be made unique, or be given with its stack or block. A join
      reads two layers or more, a block never uses itself.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 1}
          id: enc1
        - relu
        - concat: enc2
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 1}
          id: enc1
        - relu
        - concat: enc1
Fix   the nearest layer, where one is near
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import faults, wrongs

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each reference."""
    yield from wrongs(a, "reference")
    yield from faults(a, "reference")
