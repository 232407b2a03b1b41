"""The size of the skip on every transposed convolution or upsampling that leads into a join, all at once."""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.edit import swap_argument, value_at
from shapeplan.infer import PlannedNode
from shapeplan.ops._elementwise import ElementwiseOp
from shapeplan.rules._fixes import argument_edit
from shapeplan.rules._words import listed
from shapeplan.source import Edit


def all_resized(a: Analysis) -> tuple[str, list[Edit]] | None:
    """The change in words and as edits; None where it is no more than one layer's."""
    grown = {node.route: (node, name) for join in a.nodes if is_join(join) for node, name in found(a, join)}
    edits = [edit for node, name in grown.values() if (edit := resized(a, node, name)) is not None]
    if len(edits) < max(2, len(grown)):
        return None
    names = listed([f"'{a.label(node)}'" for node, _ in grown.values()])
    return f"the size of the skip on every layer that grows a map to meet one: {names}", edits


def is_join(node: PlannedNode) -> bool:
    """Whether a layer joins maps."""
    return node.layer is not None and node.layer.joins


def found(a: Analysis, join: PlannedNode) -> Iterator[tuple[PlannedNode, str]]:
    """The layers that lead into a join by growing a map, each with the name of a map that did not grow."""
    grown = [upsampling(a, source) for source in join.inputs]
    skip = next((i for i, node in enumerate(grown) if node is None and references(a, join, i)), None)
    if skip is not None:
        name = references(a, join, skip)[0]
        yield from ((node, name) for node in grown if node is not None)


def resized(a: Analysis, grown: PlannedNode, name: str) -> Edit | None:
    """The edit that asks a layer for the size of another."""
    if grown.op == "conv_transpose":
        return argument_edit(a.source, grown, {"output_size": name})
    return swap_argument(a.source, grown.route, grown.op, "scale_factor", "size", name)


def upsampling(a: Analysis, source: str | None) -> PlannedNode | None:
    """The transposed convolution or upsampling that an input of a join comes from, by layers that keep sizes."""
    while source is not None and a.plan is not None:
        node = a.plan[source]
        if node.op in {"conv_transpose", "upsample"}:
            return node
        if not keeps_sizes(a, node):
            return None
        source = node.inputs[0]
    return None


def keeps_sizes(a: Analysis, node: PlannedNode) -> bool:
    """Whether the output of a layer of one input has its sizes, which need not be known."""
    shapes = [a.plan[i].shape for i in node.inputs if i is not None and a.plan]
    if len(shapes) != 1:
        return False
    return isinstance(node.layer, ElementwiseOp) or bool(node.shape and shapes[0] and shapes[0][1:] == node.shape[1:])


def references(a: Analysis, node: PlannedNode, i: int) -> list[str]:
    """Names by which input i of a join can be meant: as the join writes it, and its own."""
    names = []
    for at in ((node.op, "with"), (node.op,), ("with",), (node.op, "from"), ("from",)):
        value = value_at(a.source.tree, (*node.route, *at))
        places = [value] if isinstance(value, str) and at[-1] != "from" and i == 1 else value
        own = i if at[-1] == "from" or i == 0 else i - 1
        if isinstance(places, list) and own < len(places) and isinstance(places[own], str):
            names.append(places[own])
    source = node.inputs[i] if i < len(node.inputs) else None
    if source is not None and a.label(source) != source:
        names.append(a.label(source))
    return list(dict.fromkeys(names))
