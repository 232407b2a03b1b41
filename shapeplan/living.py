"""What reaches an output of the network, and which sizes are the same whatever the input's."""

from __future__ import annotations

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


def is_steady(plan: Plan, node: str, axis: int) -> bool:
    """Whether the size of a spatial axis (0 is the first) does not depend on the input's: it was pooled or resized to it.

    An axis that was mixed with others is believed to be meant as it is, and so is an input of one pixel.
    """
    waiting, seen = [node], set()
    while waiting:
        at = plan[waiting.pop()]
        if at.id in seen:
            continue
        seen.add(at.id)
        if not at.inputs and at.size(axis) != 1:
            return False
        records = [(source, at.record(k, axis)) for k, source in at.reads]
        waiting += [source for source, record in records if record is not None and not isinstance(record, Fixed)]
    return True


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
