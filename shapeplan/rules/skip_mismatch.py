"""Two maps that are joined have different sizes.

Why   A pooling of 2 makes 31 of 63 and of 62; going back by 2 gives 62, and the skip connection
      still has 63. Frameworks fail at the join; the layer that lost the row is another.
Bad
    inputs:
      image: {channels: 3, size: [63, 64]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - max_pool: 2
        - conv_transpose: {out_channels: 8, kernel_size: 2, stride: 2}
        - concat: enc
Good
    inputs:
      image: {channels: 3, size: [64, 64]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - max_pool: 2
        - conv_transpose: {out_channels: 8, kernel_size: 2, stride: 2}
        - concat: enc
Fix   the nearest input size that works; `output_size` or `output_padding` on a transposed convolution
      in front of the join; `fit` on the join
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeplan.analysis import Analysis
from shapeplan.cause import Cause
from shapeplan.diagnostic import Diagnostic, Fix, Label, Severity
from shapeplan.edit import value_at
from shapeplan.infer import PlannedNode
from shapeplan.rules._ends import fact
from shapeplan.rules._fixes import argument_fix, size_fixes
from shapeplan.rules._report import at_layer, axes_of, place
from shapeplan.rules._words import pixels, rounding, size_of
from shapeplan.shape import axis_names

SEVERITY: Severity = "error"
RULE = "skip-mismatch"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each join."""
    for node, found in a.faults.get(RULE, ()):
        axes = [fault.axis for fault in found if fault.axis is not None]
        cause = a.cause(node, axes[0] - 1) if axes else None
        works, sized = size_fixes(a, (RULE, node.id), axes) if cause is None or cause.kind == "rounding" else (None, [])
        yield at_layer(
            a, RULE, "error", node, fact(a, node, found),
            text=ends(a, node, axes), axis=axes_of(node, found), cause=cause.node.id if cause else None,
            related=related(a, node, cause, axes), works=works, fixes=(*sized, *fixes(a, node)),
        )  # fmt: skip


def ends(a: Analysis, node: PlannedNode, axes: Sequence[int]) -> str:
    """What stands under the join: the size that each input brings."""
    if not axes or a.plan is None:
        return ""
    return ", ".join(f"{size_of(a, source, axes[0])} from '{a.label(source)}'" for source in node.inputs if source)


def related(a: Analysis, node: PlannedNode, cause: Cause | None, axes: Sequence[int]) -> tuple[Label, ...]:
    """The layer at which the ways parted, and the far end of the skip."""
    if a.plan is None or not axes:
        return ()
    labels = [] if cause is None else [Label(place(cause.node), why(a, cause, axes), cause.node.id)]
    far_ends = [
        source for source in node.inputs[1:] if source is not None and (cause is None or source != cause.node.id)
    ]
    sizes = [Label(place(a.plan[end]), f"'{a.label(end)}': {size_of(a, end, axes[0])}", end) for end in far_ends]
    return (*labels, *sizes)


def why(a: Analysis, cause: Cause, axes: Sequence[int]) -> str:
    """What the cause did to the axes."""
    source = cause.node.inputs[0] if cause.node.inputs else None
    axis = axes[0]
    said = rounding(a, cause.node, axes)
    if cause.kind == "scale":
        return f"{said}: the other way has no such scale"
    if cause.kind == "border":
        return f"{said}: the other way keeps its border"
    dropped, _ = a.unread(cause.node, axis - 1)
    if not dropped or source is None:
        return f"{said}: {also(cause, axis, size_of(a, source, axis))}"
    name = axis_names(len(cause.node.shape or ()))[axis]
    return f"{said}: {pixels(dropped, name)} of '{a.label(source)}' {'is' if dropped == 1 else 'are'} dropped here"


def also(cause: Cause, axis: int, n: int | None) -> str:
    """The neighbouring size that becomes the same, where no pixel is dropped."""
    record = cause.node.axes[0][axis - 1] if cause.node.axes and cause.node.axes[0] else None
    same = [m for m in ((n - 1, n + 1) if n else ()) if record is not None and record.out(m) == record.out(n or 0)]
    if not same or record is None:
        return "the fraction is lost here"
    return f"{same[0]} gives {record.out(same[0])} too, and the way back cannot tell them apart"


def fixes(a: Analysis, node: PlannedNode) -> Iterator[Fix]:
    """Another size from a transposed convolution in front of the join, and `fit` on the join."""
    error = (RULE, node.id)
    above = a.plan[node.inputs[0]] if a.plan and node.inputs[0] else None
    reference = written_reference(a, node)
    if above is not None and above.op == "conv_transpose":
        if reference is not None:
            title = f"output_size: {reference} on the conv_transpose '{a.label(above)}'"
            yield from argument_fix(a, error, above, "output_size", reference, title)
        for more in missing(a, node):
            title = f"output_padding: {more} on the conv_transpose '{a.label(above)}'"
            yield from argument_fix(a, error, above, "output_padding", str(more), title)
    for fit in ("crop", "pad"):
        yield from argument_fix(a, error, node, "fit", fit, f"fit: {fit} on this {node.op}")


def missing(a: Analysis, node: PlannedNode) -> set[int]:
    """The pixels by which the map above falls short of the other, if it is the same number on each axis."""
    shapes = [a.plan[source].shape or () for source in node.inputs if source is not None] if a.plan else []
    pairs = list(zip(*(shape[1:] for shape in shapes[:2]), strict=False))
    short = {y - x for x, y in pairs if x is not None and y is not None} if len(shapes) > 1 else set()
    return short if len(short) == 1 and min(short) > 0 else set()


def written_reference(a: Analysis, node: PlannedNode) -> str | None:
    """The text by which a join names the layer beside the one above it."""
    for at in ((node.op, "with"), (node.op,), ("with",)):
        value = value_at(a.source.tree, (*node.route, *at))
        if isinstance(value, str):
            return value
    return None
