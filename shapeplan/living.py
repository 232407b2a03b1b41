"""What reaches an output of the network, and which sizes are the same whatever the input's."""

from __future__ import annotations

from collections.abc import Sequence

from shapeplan.axis import Fixed
from shapeplan.infer import Plan, PlannedNode


def dead(plan: Plan) -> list[PlannedNode]:
    """The layers, inputs among them, that no output of the network depends on."""
    wanted = set[str | None](plan.net.outputs)
    found = []
    for node in reversed(plan.net.nodes.values()):
        if node.id in wanted:
            wanted.update(node.inputs)
        else:
            found.append(plan[node.id])
    return found[::-1]


def ends(plan: Plan, gone: Sequence[PlannedNode]) -> dict[str, list[PlannedNode]]:
    """The last layers of dead ways, by id, each with itself and the layers that only it depends on, the last first.

    gone   the layers that are dead
    """
    owner: dict[str, str | None] = {}
    found: dict[str, list[PlannedNode]] = {}
    for node in reversed(gone):
        readers = {owner[reader] for reader, _ in plan.net.readers[node.id]}
        end = node.id if not readers else readers.pop() if len(readers) == 1 else None
        owner[node.id] = end
        if end is not None and node.inputs:
            found.setdefault(end, []).append(node)
    return found


def steady(plan: Plan, axis: int) -> set[str]:
    """The maps whose size along a spatial axis (0 is the first) does not depend on the input's: pooled or resized to it.

    An axis that was mixed with others is believed to be meant as it is, and so is an input of one pixel.
    """
    found: set[str] = set()
    for node in plan:
        records = [(source, node.record(k, axis)) for k, source in node.reads]
        ways = [record is None or isinstance(record, Fixed) or source in found for source, record in records]
        if all(ways) if node.inputs else node.size(axis) == 1:
            found.add(node.id)
    return found


def shows(plan: Plan, node: str) -> bool:
    """Whether the pixels of a map reach an output of the network without a window that mixes them with their neighbours."""
    waiting, seen = [node], set()
    while waiting:
        at = waiting.pop()
        if at in plan.net.outputs:
            return True
        if at not in seen:
            seen.add(at)
            waiting += [reader for reader, i in plan.net.readers[at] if not mixes(plan[reader], i)]
    return False


def mixes(node: PlannedNode, i: int) -> bool:
    """Whether an output reads several pixels of input i, or all."""
    axes = node.axes[i] if i < len(node.axes) else None
    return axes is None or any(getattr(record, "size", 2) > 1 or isinstance(record, Fixed) for record in axes)
