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
Fix   the nearest input size that works; `output_size` or `output_padding` on a transposed convolution,
      or `size` on an upsampling, in front of this join or of all; another stride, padding or kernel of the
      layer at fault; a projection on the shortcut; `fit` on the join
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Label, Severity
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer, axes_of, place
from shapeplan.rules._words import pixels, rounding, size_of
from shapeplan.shape import axis_names

if TYPE_CHECKING:  # a sound spec has no need of them
    from shapeplan.cause import Cause
    from shapeplan.fault import Fault

SEVERITY: Severity = "error"
RULE = "skip-mismatch"
FITS = ("crop", "pad")


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each join."""
    for node, found in a.faults.get(RULE, ()):
        yield finding(a, node, found)


def finding(a: Analysis, node: PlannedNode, found: Sequence[Fault]) -> Diagnostic:
    """The sizes, the layers that made them differ, and what mends it."""
    from shapeplan.rules._ends import fact  # a sound spec has no need of them
    from shapeplan.rules._sizes import size_fixes

    axes = [fault.axis for fault in found if fault.axis is not None]
    causes = {axis: cause for axis in axes if (cause := a.cause(node, axis - 1)) is not None}
    cause = next(iter(causes.values()), None)
    blamed = cause.node.id if cause else against(a, node, axes)
    works, sized = (
        size_fixes(a, node, (RULE, node.id), axes) if cause is None or cause.kind == "rounding" else (None, [])
    )
    return at_layer(
        a, RULE, "error", node, fact(a, node, found),
        text=ends(a, node, axes), axis=axes_of(node, found), cause=blamed,
        related=related(a, node, causes, axes), works=works, fixes=(*sized, *fixes(a, node, causes)),
    )  # fmt: skip


def against(a: Analysis, node: PlannedNode, axes: Sequence[int]) -> str | None:
    """The layer that departs from the size of an input that is joined as it is, such as a target."""
    from shapeplan.cause import odd_ones
    from shapeplan.departure import departure
    from shapeplan.way import way_to

    pair = odd_ones(a.plan, node, axes[0] - 1) if a.plan and axes else None
    made = [end for end in pair or () if a.plan and a.plan[end].inputs]
    if a.plan is None or pair is None or len(made) != 1:
        return None
    (given,) = set(pair) - set(made)
    found = departure(way_to(a.plan, made[0]), axes[0] - 1, size_of(a, given, axes[0]) or 0)
    return found.node.id if found is not None else None


def ends(a: Analysis, node: PlannedNode, axes: Sequence[int]) -> str:
    """What stands under the join: the size that each input brings."""
    if not axes:
        return ""
    sizes = [(size_of(a, source, axes[0]), source) for source in node.inputs if source]
    return ", ".join(f"{n} from '{a.label(source)}'" for n, source in sizes if n is not None)


def related(a: Analysis, node: PlannedNode, causes: dict[int, Cause], axes: Sequence[int]) -> tuple[Label, ...]:
    """The layers at which the ways parted, and the far ends of the skip."""
    from shapeplan.cause import odd_ones

    if a.plan is None or not axes:
        return ()
    labels: dict[str, Label] = {}
    for cause in causes.values():
        own = [axis for axis, other in causes.items() if other.node.id == cause.node.id]
        labels[cause.node.id] = Label(place(cause.node), why(a, cause, own), cause.node.id)
    pair = odd_ones(a.plan, node, axes[0] - 1) or ()
    for end in pair if len(node.inputs) > len(pair) else node.inputs[1:]:
        if end is not None and end not in labels and (n := size_of(a, end, axes[0])) is not None:
            labels[end] = Label(place(a.plan[end]), f"'{a.label(end)}': {n}", end)
    return tuple(labels.values())


def why(a: Analysis, cause: Cause, axes: Sequence[int]) -> str:
    """What the cause did to some axes."""
    source = cause.node.inputs[0] if cause.node.inputs else None
    axis = axes[0]
    said = rounding(a, cause.node, axes)
    before = size_of(a, source, axis)
    if cause.kind == "scale":
        return f"{said}: the other way has no such scale"
    if cause.kind == "border":
        return f"{said}: {border(cause, axis, before)}"
    dropped, _ = a.unread(cause.node, axis - 1)
    if not dropped or source is None:
        return f"{said}: {also(cause, axis, before)}"
    name = axis_names(len(cause.node.shape or ()))[axis]
    return f"{said}: {pixels(dropped, name)} of '{a.label(source)}' {'is' if dropped == 1 else 'are'} dropped here"


def border(cause: Cause, axis: int, n: int | None) -> str:
    """How many pixels a layer takes or adds beside its scale."""
    from shapeplan.cause import PLAIN, ideal

    record = cause.node.axes[0][axis - 1] if cause.node.axes and cause.node.axes[0] else None
    factor, offset = PLAIN if record is None else ideal(record, PLAIN)
    plain = str(n) if factor == 1 else f"{factor} * {n}"
    return f"{abs(offset)} px {'fewer' if offset < 0 else 'more'} than {plain}, and the other way has nothing alike"


def also(cause: Cause, axis: int, n: int | None) -> str:
    """The neighbouring size that becomes the same, where no pixel is dropped."""
    record = cause.node.axes[0][axis - 1] if cause.node.axes and cause.node.axes[0] else None
    if record is None or n is None:
        return "the fraction is lost here"
    same = [m for m in (n + 1, n - 1) if record.out(m) == record.out(n)]
    return f"{same[0]} gives {record.out(n)} too" if same else "the division does not come out even here"


def fixes(a: Analysis, node: PlannedNode, causes: dict[int, Cause]) -> Iterator[Fix]:
    """What is done at the cause, then on the upsampling in front of the join, then on the join; else on all alike."""
    from shapeplan.rules._fixes import argument_fix
    from shapeplan.rules._meeting import everywhere, meeting

    made = False
    fits = (argument_fix(a, (RULE, node.id), node, "fit", fit, f"fit: {fit} on this {node.op}") for fit in FITS)
    for fix in chain(meeting(a, node, causes), *fits):
        made = True
        yield fix
    if not made:
        yield from everywhere(a, node)
