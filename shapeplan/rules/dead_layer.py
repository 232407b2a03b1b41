"""A layer, or an input, that no output of the network depends on.

Why   It is computed, and counted, for nothing: a head that is not listed under `outputs`, or a way that was cut off
      when a reference was changed.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
          id: enc
        - conv: {out_channels: 4, kernel_size: 1}
        - conv: {out_channels: 2, kernel_size: 1}
          from: enc
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
          id: enc
        - conv: {out_channels: 2, kernel_size: 1}
Fix   the layers are taken out
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.rules._report import Said, grouped

if TYPE_CHECKING:
    from shapeplan.infer import PlannedNode

SEVERITY: Severity = "warning"
RULE = "dead-layer"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line where a dead way ends, and for each input that nothing reads."""
    if a.wrongs:  # what cannot be understood may be what reads it
        return
    yield from grouped(a, RULE, ends(a), lambda said: fixes(a, said.node, said.severity))


def ends(a: Analysis) -> Iterator[Said]:
    """The last layers of dead ways."""
    for node in a.odd.dead:
        before = len(a.odd.dead_ends.get(node.id, ())) - 1
        many = f", nor the {before} layers before it that nothing else reads" if before > 1 else ""
        many = ", nor the layer before it, which nothing else reads" if before == 1 else many
        if node.id in a.odd.dead_ends or not node.inputs:
            yield Said(node, "warning", f"no output of the network depends on it{many}")


def fixes(a: Analysis, node: PlannedNode, severity: Severity) -> Iterator[Fix]:
    """The dead way without its layers, where each stands on a line that makes no other."""
    from shapeplan.edit import remove_part
    from shapeplan.rules._fixes import relieved

    gone = a.odd.dead_ends.get(node.id, [])
    names = {each.id for each in gone}
    routes = {each.route for each in gone}
    if not gone or any(each.route in routes and each.id not in names for each in a.nodes):
        return
    edits = [remove_part(a.source, route) for route in routes]
    if None not in edits:
        title = "without it" if len(gone) == 1 else f"without these {len(gone)} layers"
        yield from relieved(a, places, title, edits, severity=severity)


def places(a: Analysis) -> list[str]:
    """Ops of the layers that are dead: their ids are numbered anew when one goes."""
    return [node.op for node in a.odd.dead]
