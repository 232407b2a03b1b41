"""A size is a fraction and was rounded down, and no pixel is lost.

Why   The window does not fit a whole number of times. Often only padding is left over, as at every stride of 2 of a
      ResNet on 224 pixels, or another layer reads what this one drops: it does no harm, and is worth knowing where a
      size surprises. Where pixels are lost, unread-border says so instead.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, stride: 2, padding: 1}
Good
    inputs:
      image: {channels: 3, size: [33, 33]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, stride: 2, padding: 1}
Fix   none: it does no harm
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer
from shapeplan.rules._words import rounding
from shapeplan.shape import axis_names

SEVERITY: Severity = "note"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer that rounds and loses nothing."""
    for node in a.where(lambda node: bool(node.rounded_down)):
        axes = node.rounded_down
        if not a.lost(node):
            names = axis_names(len(node.shape or ()))
            fact = f"{rounding(a, node, axes)}{rest(a, node, axes)}"
            yield at_layer(a, "fractional-size", "note", node, fact, axis=", ".join(names[i] for i in axes))


def rest(a: Analysis, node: PlannedNode, axes: list[int]) -> str:
    """What the window leaves over: pixels that another layer reads, padding, or less than it steps over anyway."""
    if not hasattr(node.layer, "kernel_size"):
        return ""
    kinds = {a.left_over(node, i - 1) for i in axes}
    if "read" in kinds:
        return "; what is dropped here is read by another layer"
    return "; only padding is dropped" if "padding" in kinds else "; no more is left over than lies between two windows"
