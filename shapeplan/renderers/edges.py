"""The edges between boxes: which of them go around others, and what a join does to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from shapeplan.axis import IDENTITY, Axis, Window
from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan, PlannedNode
from shapeplan.ops._join import JoinOp
from shapeplan.renderers.briefs import operation
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.model import Edge, EdgeKind
from shapeplan.renderers.pieces import FOLLOWERS, Piece, family
from shapeplan.renderers.remarks import ARROW, TIMES, clash, signs, true, unequal
from shapeplan.shape import Shape

UNFIT = ("skip-mismatch", "channel-mismatch")


def edges(plan: Plan, pieces: Sequence[Piece], findings: Sequence[Diagnostic]) -> list[Edge]:
    """All edges between boxes, in the order of their targets."""
    owner = {node.id: i for i, piece in enumerate(pieces) for node in piece.layers}
    reads = [_reads(i, piece, owner) for i, piece in enumerate(pieces)]
    fixes = {f.node: f.fixes[0].title for f in findings if f.node and f.fixes and f.rule in UNFIT}
    found: list[Edge] = []
    for i, piece in enumerate(pieces):
        fix = clean(signs(next((fixes[node.id] for node in piece.layers if node.id in fixes), "")), 90)
        around = _around(reads, i)
        kinds = {source: _kind(*read, skips=source in around) for source, read in reads[i].items()}
        for source, (node, position) in reads[i].items():
            edge = Edge(pieces[source].last.id, piece.last.id, kinds[source])
            leads = kinds[source] == "flow" and (not position or "skip" in kinds.values())
            explained = _explained(edge, plan, node, position, fix, leads=leads)
            fix = "" if explained.fix else fix  # once for each join
            found.append(_led(explained, piece) if node in piece.lead[:1] and not position else explained)
    return found


def _led(edge: Edge, piece: Piece) -> Edge:
    """The edge with the ops on it."""
    ops = [operation(node) for node in piece.lead if family(node) not in FOLLOWERS]
    known = all(node.is_known for node in piece.lead)
    return replace(edge, kind="flow", text=", ".join(ops), family=family(piece.lead[0]) if known else "")


def _reads(i: int, piece: Piece, owner: Mapping[str, int]) -> dict[int, tuple[PlannedNode, int]]:
    """For each box that a box reads, the layer that reads it, and as which of its inputs."""
    found: dict[int, tuple[PlannedNode, int]] = {}
    for node in piece.layers:
        for position, source in enumerate(node.inputs):
            if source is not None and owner[source] != i:
                here = owner[source]
                found[here] = min(found.get(here, (node, position)), (node, position), key=_is_size)
    return found


def _is_size(read: tuple[PlannedNode, int]) -> bool:
    """Whether a layer reads only the size of its input."""
    node, position = read
    return position > 0 and node.layer is not None and not node.layer.joins


def _around(reads: Sequence[Mapping[int, object]], i: int) -> set[int]:
    """Those of the boxes read by box i that one of the others leads back to."""
    if len(reads[i]) < 2:  # noqa: PLR2004 - one edge goes around nothing
        return set()
    first = min(reads[i])
    seen: set[int] = set()
    todo = [before for source in reads[i] for before in reads[source]]
    while todo:
        box = todo.pop()
        if box >= first and box not in seen:
            seen.add(box)
            todo.extend(reads[box])
    return seen & reads[i].keys()


def _kind(node: PlannedNode, position: int, *, skips: bool) -> EdgeKind:
    if _is_size((node, position)):
        return "size"
    return "skip" if skips else "flow"


def _explained(edge: Edge, plan: Plan, node: PlannedNode, position: int, fix: str, *, leads: bool) -> Edge:
    """The edge with what the join does to it, or why it does not fit; that is told on skips, where there are any."""
    if edge.kind == "size":
        return Edge(edge.source, edge.target, "size", "size")
    source = node.inputs[position]
    shape = plan[source].shape if source is not None else None
    if shape is None or node.layer is None or not node.layer.joins:
        return edge
    if any(fault.rule in UNFIT for fault in node.faults):
        others = [plan[other].shape for other in node.inputs if other is not None and other != source]
        text = "" if leads else _difference(plan, shape, others)
        return Edge(edge.source, edge.target, edge.kind, text, bool(text), fix if text else "")
    return Edge(edge.source, edge.target, edge.kind, _fitted(plan, shape, node, position))


def _difference(plan: Plan, shape: Shape, others: Sequence[Shape | None]) -> str:
    """How a shape differs from the first other one that is unlike it; '' where none is."""
    known = [other for other in others if other is not None]
    unlike = [other for other in known if clash(shape, other)] or known
    pairs = [(plan.laid_out(shape) or (), plan.laid_out(other) or ()) for other in unlike]
    return next((text for pair in pairs if (text := unequal(*pair, last=plan.is_channels_last))), "")


def _fitted(plan: Plan, shape: Shape, node: PlannedNode, position: int) -> str:
    """'crop 568 -> 392' where the join changes the size of this input, or repeats it."""
    axes = node.axes[position] if position < len(node.axes) else None
    if node.shape is None or not isinstance(node.layer, JoinOp):
        return ""
    if node.layer.repeats() and shape[0] == 1 != node.shape[0]:
        return f"broadcast {true(plan.laid_out(shape))} {ARROW} {true(plan.laid_out(node.shape))}"
    changed = [axis for axis in axes or () if axis != IDENTITY]
    return f"{_verb(node.layer, changed[0])} {_sizes(shape)} {ARROW} {_sizes(node.shape)}" if changed else ""


def _verb(layer: JoinOp, axis: Axis) -> str:
    if isinstance(axis, Window):
        return "crop" if axis.pad_lo + axis.pad_hi < 0 else "pad"
    return "resize" if layer.fit == "resize" else "broadcast"


def _sizes(shape: Shape) -> str:
    """The spatial sizes, once if they are equal."""
    spatial = ["?" if n is None else str(n) for n in shape[1:]]
    return spatial[0] if len(set(spatial)) == 1 else TIMES.join(spatial)
