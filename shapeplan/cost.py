"""What a network costs: multiplications and memory, as exact integers.

Memory is that of the layers' outputs, of one example (batch 1), at 4 bytes a number (float32). Each layer's
output is a tensor of its own, activations written over their input are not counted as such.
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.infer import Plan, PlannedNode
from shapeplan.shape import Size, product, total

BYTES = 4  # of a number in float32


def macs(plan: Plan, node: PlannedNode) -> Size:
    """Multiplications of a layer, each with an addition [1]; None where a size is unknown.

    Those of convolutions and linear layers count, as usual.
    """
    if not node.inputs:
        return 0
    read = [plan[name].shape if name is not None else None for name in node.inputs]
    shapes = tuple(shape for shape in read if shape is not None and None not in shape)
    if node.layer is None or node.shape is None or not node.is_known or len(shapes) < len(read):
        return None
    return node.layer.macs(shapes, node.shape)


def total_macs(plan: Plan) -> Size:
    """Multiplications of the whole network [1]; None where a layer's are unknown."""
    return total([macs(plan, node) for node in plan])


def memory(node: PlannedNode) -> Size:
    """Size of a layer's output [bytes]; None where its shape is not known."""
    numbers = None if node.shape is None else product(node.shape)
    return None if numbers is None else BYTES * numbers


def peak_memory(plan: Plan) -> Size:
    """The most that is held at once while layers run one after the other [bytes]; None where a size is unknown.

    Inputs are there from the start; a tensor is freed after the last layer that reads its values, the
    network's outputs are not. While a layer runs, what it reads and what it writes is there. Parameters
    and a kernel's own workspace do not count.
    """
    sizes = {node.id: size for node in plan if (size := memory(node)) is not None}
    return None if len(sizes) < len(plan.nodes) else max(_held(plan, sizes), default=0)


def _held(plan: Plan, sizes: dict[str, int]) -> Iterator[int]:
    """What is held while each layer runs [bytes]."""
    last = {node.id: node.id for node in plan}
    last.update((name, node.id) for node in plan for _, name in node.reads)
    freed: dict[str, list[str]] = {}
    for name, reader in last.items():
        freed.setdefault(reader, []).append(name)
    now = sum(sizes[node.id] for node in plan.inputs)
    for node in plan:
        now += sizes[node.id] if node.inputs else 0
        yield now
        now -= sum(sizes[name] for name in freed.get(node.id, ()) if name not in plan.net.outputs)
