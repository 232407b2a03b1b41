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
Fix   none here; a size that divides evenly, or ceil_mode on a pooling
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.plan import PlannedNode
from shapeplan.rules._report import at_layer
from shapeplan.rules._words import pixels, rounding, size_of
from shapeplan.shape import axis_names

SEVERITY: Severity = "warning"
RULE = "fractional-size"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer that rounds."""
    for node in a.nodes:
        axes = rounded_down(node)
        if axes:
            yield finding(a, node, axes)


def rounded_down(node: PlannedNode) -> list[int]:
    """Entries of the shape that rounding made smaller."""
    if node.exact is None or node.shape is None:
        return []
    pairs = enumerate(zip(node.exact, node.shape, strict=True))
    return [i for i, (exact, n) in pairs if exact is not None and n is not None and exact > n]


def finding(a: Analysis, node: PlannedNode, axes: list[int]) -> Diagnostic:
    """What a layer's rounding drops: real pixels, pixels that another layer reads, or padding."""
    source = node.inputs[0]
    names = axis_names(len(node.shape or ()))
    said = [rounding(node, i, size_of(a, source, i)) for i in axes]
    drops = {i: a.unread(node, i - 1) for i in axes}
    lost = {i: nobody for i, (_, nobody) in drops.items() if nobody > 0}
    severity: Severity = "warning" if lost else "note"
    if lost:
        fact = " and ".join(f"{pixels(count, names[i])}" for i, count in lost.items())
        end = f"{fact} of '{a.label(source or '')}' reach no output"
    elif any(here > 0 for here, _ in drops.values()):
        end = "what is dropped here is read by another layer"
    else:
        end = "only padding is dropped" if source else ""
    fact = f"{', '.join(said)}; {end}"
    return at_layer(a, RULE, severity, node, fact, axis=", ".join(names[i] for i in (lost or axes)))
