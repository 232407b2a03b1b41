"""A size is a fraction and was rounded down.

Why   The window does not fit a whole number of times. Often only padding is left over, and nothing
      is lost: then this is a note. Where the last pixels of the map are read by no layer at all, it
      is a warning that counts them.
Bad
    inputs:
      image: {channels: 3, size: [33, 32]}
    stacks:
      net:
        - max_pool: 2
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - max_pool: 2
Fix   the nearest input size at which every pixel is read
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer
from shapeplan.rules._sizes import loss_fixes
from shapeplan.rules._words import pixels, rounding
from shapeplan.shape import axis_names

SEVERITY: Severity = "warning"
RULE = "fractional-size"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer that rounds."""
    for node in a.nodes:
        if node.rounded_down:
            yield finding(a, node, node.rounded_down)


def finding(a: Analysis, node: PlannedNode, axes: list[int]) -> Diagnostic:
    """What a layer's rounding drops: real pixels, pixels that another layer reads, or padding."""
    source = node.inputs[0]
    names = axis_names(len(node.shape or ()))
    lost = a.lost(node)
    severity: Severity = "warning" if lost else "note"
    if lost:
        said = " and ".join(f"{pixels(count, names[i])}" for i, count in lost.items())
        verb = "reaches" if list(lost.values()) == [1] else "reach"
        end = f"{said} of '{a.label(source or '')}' {verb} no output"
    elif any(a.unread(node, i - 1)[0] > 0 for i in axes):
        end = "what is dropped here is read by another layer"
    else:
        end = "only padding is dropped" if source else ""
    fact = f"{rounding(a, node, axes)}; {end}"
    works, fixes = loss_fixes(a, node, lost) if lost else (None, [])
    return at_layer(
        a, RULE, severity, node, fact,
        axis=", ".join(names[i] for i in (lost or axes)), cause=node.id if lost else None,
        works=works, fixes=tuple(fixes),
    )  # fmt: skip
