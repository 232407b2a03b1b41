"""A join reads the same layer twice.

Why   `concat: [up, enc]` reads what is above, and up, and enc: where up is the layer above, it counts
      twice, and the channels are more than was meant. `from: [up, enc]` reads these two alone.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 1}
          id: enc
        - conv: {out_channels: 8, kernel_size: 1}
          id: up
        - concat: [up, enc]
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 1}
          id: enc
        - conv: {out_channels: 8, kernel_size: 1}
          id: up
        - concat: {from: [up, enc]}
Fix   none: it may be meant
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.edit import value_at
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer

SEVERITY: Severity = "warning"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each join."""
    for node in a.nodes:
        known = [i for i in node.inputs if i is not None]
        twice = next((i for i in known if known.count(i) > 1), None)
        if twice is not None and not is_written_in_full(a, node):
            fact = f"it reads '{a.label(twice)}' {known.count(twice)} times"
            hint = f"from: [{', '.join(dict.fromkeys(map(a.label, known)))}] reads each of them once"
            yield at_layer(a, "repeated-input", "warning", node, fact, hint=hint)


def is_written_in_full(a: Analysis, node: PlannedNode) -> bool:
    """Whether the spec lists all that a layer reads, or it is no join of a layer with the one above."""
    ways = (("from",), (node.op, "from"), ("merge",))
    written = any(value_at(a.source.tree, (*node.route, *way)) is not None for way in ways)
    return written or node.layer is None or not node.layer.joins
