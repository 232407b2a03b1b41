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
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import Said, grouped
from shapeplan.shape import axis_names

if TYPE_CHECKING:
    from shapeplan.infer import PlannedNode
    from shapeplan.readings import Reading

SEVERITY: Severity = "warning"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line whose windows step over pixels."""
    yield from grouped(a, "unread-hole", found(a))


def found(a: Analysis) -> Iterator[Said]:
    """What each such layer leaves unread, and whether others read it."""
    lost: set[str | None] = set()  # maps whose loss was reported: it is one, whoever steps over the same pixels
    for node in a.where(lambda node: getattr(node.layer, "stride", 1) not in {None, 1}):
        axes = a.odd.skipped(node)
        if axes:
            is_lost = any(together.between for _, together in axes.values())
            yield said(a, node, axes, is_lost=is_lost, is_new=node.inputs[0] not in lost)
            lost.update(node.inputs[:1] if is_lost else ())


def said(
    a: Analysis, node: PlannedNode, axes: dict[int, tuple[Reading, Reading]], *, is_lost: bool, is_new: bool
) -> Said:
    """The part of the pixels that a layer reads, and who reads the rest."""
    names = axis_names(len(node.shape or ()))
    part = prod(Fraction(own.read.bit_count(), own.n) for own, _ in axes.values())
    rest = "no layer reads the others" if is_lost else "another layer reads the others"
    source = a.label(node.inputs[0] or "")
    fact = f"it reads {part} of the pixels of '{source}' and steps over those between its windows; {rest}"
    return Said(node, "warning" if is_lost and is_new else "note", fact, axis=", ".join(names[i] for i in axes))
