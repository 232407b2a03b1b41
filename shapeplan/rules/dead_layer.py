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
    yield from grouped(a, RULE, ends(a), lambda said: fixes(a, said.node))


def ends(a: Analysis) -> Iterator[Said]:
    """The last layers of dead ways."""
    readers = a.plan.net.readers if a.plan and a.odd.dead else {}
    for node in a.odd.dead:
        if node.inputs and not readers[node.id]:
            before = len(above(a, node)) - 1
            many = f", nor the {before} layers before it that nothing else reads" if before > 1 else ""
            many = ", nor the layer before it, which nothing else reads" if before == 1 else many
            yield Said(node, "warning", f"no output of the network depends on it{many}")
        elif not node.inputs:
            yield Said(node, "warning", "no output of the network depends on it")


def above(a: Analysis, node: PlannedNode) -> list[PlannedNode]:
    """A dead layer and the layers that only it depends on, the last first."""
    readers = a.plan.net.readers if a.plan else {}
    wanted, found = {node.id}, []
    for at in reversed(a.odd.dead):
        if at.inputs and (
            at.id == node.id or (readers[at.id] and all(reader in wanted for reader, _ in readers[at.id]))
        ):
            wanted.add(at.id)
            found.append(at)
    return found


def fixes(a: Analysis, node: PlannedNode) -> Iterator[Fix]:
    """The dead way without its layers, where each stands on a line that makes no other."""
    from shapeplan.edit import remove_part
    from shapeplan.rules._fixes import relieved

    gone = above(a, node)
    names = {each.id for each in gone}
    routes = {each.route for each in gone}
    if not gone or any(each.route in routes and each.id not in names for each in a.nodes):
        return
    edits = [remove_part(a.source, route) for route in routes]
    if None not in edits:
        title = "without it" if len(gone) == 1 else f"without these {len(gone)} layers"
        yield from relieved(a, places, title, edits)


def places(a: Analysis) -> list[str]:
    """Ops of the layers that are dead: their ids are numbered anew when one goes."""
    return [node.op for node in a.odd.dead]
