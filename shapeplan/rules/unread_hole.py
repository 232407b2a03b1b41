"""A window steps over pixels: its stride is larger than the window.

Why   Of a map that a 1 x 1 convolution with a stride of 2 reads, three pixels of four are never looked at. Where no
      other layer reads them either, the work of computing them is lost, and what they held: a warning. Where one does,
      as the way beside the shortcut of a ResNet, it is a note. Fixed in ResNet-B and -D by moving the stride to the
      3 x 3 convolution, and a pooling in front of the shortcut's (He et al. 2019, "Bag of Tricks").
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
        - conv: {out_channels: 16, kernel_size: 1, stride: 2}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
        - conv: {out_channels: 16, kernel_size: 2, stride: 2}
Fix   none: a larger window, or a pooling in front, makes another network
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import Said, grouped
from shapeplan.shape import axis_names

SEVERITY: Severity = "warning"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line whose windows step over pixels."""
    yield from grouped(a, "unread-hole", found(a))


def found(a: Analysis) -> Iterator[Said]:
    """What each such layer leaves unread, and whether others read it."""
    for node in a.where(lambda node: getattr(node.layer, "stride", 1) not in {None, 1}):
        skipped = a.odd.skipped(node)
        if not skipped:
            continue
        names = axis_names(len(node.shape or ()))
        source = a.label(node.inputs[0] or "")
        own = prod(Fraction(own.read.bit_count(), own.n) for own, _ in skipped.values())
        lost = any(together.between for _, together in skipped.values())
        rest = "no layer reads the others" if lost else "another layer reads the others"
        fact = f"it reads {own} of the pixels of '{source}' and steps over those between its windows; {rest}"
        axis = ", ".join(names[i] for i in skipped)
        yield Said(node, "warning" if lost else "note", fact, axis=axis)
