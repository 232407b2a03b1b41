"""A key or a value is not part of the language.

Why   A misspelled key would be ignored, and the network would be another than the one written.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernelsize: 3}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
Fix   the nearest key or op, where one is near
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import wrongs

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each place."""
    return wrongs(a, "schema")
