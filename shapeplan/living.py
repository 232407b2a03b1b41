"""Which layers reach an output of the network, and which sizes are the same whatever the input's."""

from __future__ import annotations

from shapeplan.axis import Fixed
from shapeplan.infer import Plan, PlannedNode


def dead(plan: Plan) -> list[PlannedNode]:
    """The layers, inputs among them, that no output of the network depends on."""
    wanted = set(plan.net.outputs)
    found = []
    for node in reversed(plan.nodes):
        if node.id in wanted:
            wanted.update(i for i in node.inputs if i is not None)
        else:
            found.append(node)
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
        if not at.inputs and at.shape is not None and at.shape[axis + 1] != 1:
            return False
        records = [(source, at.axes[k] if k < len(at.axes) else None) for k, source in at.reads]
        known = [(source, axes[axis]) for source, axes in records if axes is not None and axis < len(axes)]
        waiting += [source for source, record in known if not isinstance(record, Fixed)]
    return True
