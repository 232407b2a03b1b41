"""An expression cannot be computed.

Why   `$name` and `$(...)` compute values from parameters; numbers stay below 10 ** 18, and nothing
      but arithmetic, comparisons and a few functions is evaluated.
Bad
    params: {width: 8}
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: $(2 * widht), kernel_size: 3}
Good
    params: {width: 8}
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: $(2 * width), kernel_size: 3}
Fix   the nearest parameter, where one is near
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import wrongs

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each expression."""
    return wrongs(a, "expression")
