"""The groups do not divide the channels.

Why   Each group sees an equal share of the input channels and makes an equal share of the output's.
Bad
    inputs:
      image: {channels: 30, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 64, kernel_size: 3, groups: 4}
Good
    inputs:
      image: {channels: 32, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 64, kernel_size: 3, groups: 4}
Fix   the nearest number of groups that divides both; the nearest channels that the groups divide
"""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Label, Severity
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer, place, together
from shapeplan.rules._words import size_of

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    for node, found in a.faults.get("groups", ()):
        yield at_layer(
            a, "groups", "error", node, together(node, found),
            field=found[0].field, axis="C", cause=node.id, related=related(a, node),
            fixes=tuple(fixes(a, node)), hint=hint(a, node),
        )  # fmt: skip


def fixes(a: Analysis, node: PlannedNode) -> Iterator[Fix]:
    """Other groups; other channels, of this layer and of the one that makes those that arrive."""
    from shapeplan.rules._grouping import grouped

    return grouped(a, ("groups", node.id), node)


def related(a: Analysis, node: PlannedNode) -> tuple[Label, ...]:
    """Where the channels come from."""
    source = node.inputs[0]
    if source is None or a.plan is None:
        return ()
    return (Label(place(a.plan[source]), f"'{a.label(source)}': C is {size_of(a, source, 0)}", source),)


def hint(a: Analysis, node: PlannedNode) -> str | None:
    """The groups that would divide both channel counts."""
    c = size_of(a, node.inputs[0], 0)
    if c is None:
        return None
    common = gcd(c, getattr(node.layer, "out_channels", 0))
    return f"these divide: {', '.join(str(g) for g in range(1, min(common, 10_000) + 1) if common % g == 0)}"
