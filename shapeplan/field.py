"""What an output depends on, and what no output reads: taps folded backward along the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapeplan.borders import gap, last_read
from shapeplan.infer import Plan, PlannedNode

if TYPE_CHECKING:
    from shapeplan.axis import Axis

SAMPLED = 512  # outputs looked at, around the middle of a longer axis
WORK = 400_000  # steps backward, above which fewer outputs are looked at

Hull = tuple[int, int]  # first and last index, both included


def receptive_field(plan: Plan, node: PlannedNode, work: int = WORK) -> tuple[int | None, ...]:
    """Input pixels from the first to the last that one output depends on, an axis [px of the input].

    The largest over the outputs, padding not counted; None where axes are mixed on the way.
    With less `work`, fewer outputs around the middle are looked at.
    Source   Araujo et al., Distill 2019, folded over index ranges instead of the closed form
    """
    rank = len(node.shape or ()) - 1
    return tuple(_widest(plan, node, axis, work) for axis in range(rank))


def _widest(plan: Plan, node: PlannedNode, axis: int, work: int) -> int | None:
    size = node.shape[axis + 1] if node.shape else None
    if size is None:
        return None
    sampled = max(1, min(SAMPLED, work // len(plan.nodes)))
    first = max(0, (size - sampled) // 2)
    hulls = [_hull(plan, node.id, axis, j) for j in range(first, min(size, first + sampled))]
    widths = [hull[1] - hull[0] + 1 for hull in hulls if hull is not None]
    return max(widths) if len(widths) == len(hulls) else None


def _hull(plan: Plan, node: str, axis: int, j: int) -> Hull | None:
    """Hull of the input indices that output j of a node depends on."""
    wanted: dict[str, Hull] = {node: (j, j)}
    found: Hull | None = None
    for at in reversed(plan.nodes):
        hull = wanted.pop(at.id, None)
        if hull is None:
            continue
        if not at.inputs:
            found = _join(found, hull)
        for k, source in at.reads:
            axes = at.axes[k] if k < len(at.axes) else None
            if axes is None or axis >= len(axes):
                return None
            read = _read(axes[axis], hull, _size(plan, source, axis))
            if read is not None:
                wanted[source] = _join(wanted.get(source), read)
    return found


def _read(axis: Axis, hull: Hull, n: int) -> Hull | None:
    """Hull of what a range of outputs reads."""
    taps = [t for t in (axis.taps(hull[0], n), axis.taps(hull[1], n)) if t]
    return (min(t[0] for t in taps), max(t[-1] for t in taps)) if taps else None


def _join(a: Hull | None, b: Hull) -> Hull:
    return b if a is None else (min(a[0], b[0]), max(a[1], b[1]))


def _size(plan: Plan, node: str, axis: int) -> int:
    shape = plan[node].shape
    return (shape[axis + 1] if shape else None) or 0


def unread(plan: Plan, node: PlannedNode, axis: int) -> tuple[int, int]:
    """Pixels at the end of a spatial axis of a layer's input that the layer does not read, and how
    many of them are lost: real ones that no other layer reads either, and more of them than the window
    steps over at each of its places anyway [px of x].
    """
    source = node.inputs[0]
    if source is None:
        return 0, 0
    here, lost = _behind(plan, node, source, axis)
    lost = max(0, lost - padding_behind(plan[source], axis))
    return here, lost if lost > gap(node.axes[0][axis] if node.axes[0] else None) else 0


def _behind(plan: Plan, node: PlannedNode, source: str, axis: int) -> tuple[int, int]:
    """Pixels at the end of an axis of a layer's input that the layer, and that no layer, reads."""
    n = _size(plan, source, axis)
    here = n - 1 - _last_read(node, 0, axis, n) if n else 0
    if here == 0 or source in plan.net.outputs:
        return here, 0
    return here, n - 1 - max(_last_read(plan[reader], i, axis, n) for reader, i in plan.net.readers[source])


def _last_read(reader: PlannedNode, i: int, axis: int, n: int) -> int:
    """Largest index of input i that a layer reads; all, where it mixes axes or its size is unknown."""
    axes = reader.axes[i] if i < len(reader.axes) else None
    out = reader.shape[axis + 1] if reader.shape and axis + 1 < len(reader.shape) else None
    if axes is None or out is None or axis >= len(axes):
        return n - 1
    return last_read(axes[axis], n)


def padding_behind(node: PlannedNode, axis: int) -> int:
    """Pixels that a layer for padding has set behind an axis [px of y]."""
    axes = node.axes[0] if node.op == "pad" and node.axes else None
    record = axes[axis] if axes is not None and axis < len(axes) else None
    return max(0, getattr(record, "pad_hi", 0))


def left_over(plan: Plan, node: PlannedNode, axis: int) -> str:
    """What a layer drops at the end of an axis of its input: 'padding', pixels that are 'read' elsewhere, or what
    lies in the 'gap' between windows.
    """
    source = node.inputs[0]
    here, nowhere = _behind(plan, node, source, axis) if source is not None else (0, 0)
    if source is None or here <= padding_behind(plan[source], axis):
        return "padding"
    return "gap" if nowhere else "read"
