"""Nothing is left of an axis: the window is larger than the padded map.

Why   A network that halves a map often enough halves it to nothing; every framework refuses, most
      of them without saying which input would have been large enough.
Bad
    inputs:
      image: {channels: 3, size: [12, 12]}
    stacks:
      net:
        - max_pool: 2
        - max_pool: 2
        - conv: {out_channels: 8, kernel_size: 5}
Good
    inputs:
      image: {channels: 3, size: [20, 20]}
    stacks:
      net:
        - max_pool: 2
        - max_pool: 2
        - conv: {out_channels: 8, kernel_size: 5}
Fix   the nearest input size that works; padding on the convolutions without; a smaller window, or more padding
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Label, Severity
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer, axes_of, place, together
from shapeplan.rules._words import chain, listed
from shapeplan.shape import axis_names

SEVERITY: Severity = "error"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    yield from empty(a)
    for node, found in a.faults.get("vanished-axis", ()):
        axes = [fault.axis for fault in found if fault.axis is not None]
        from shapeplan.rules._sizes import size_fixes  # a sound spec has no need of it

        works, fixes = size_fixes(a, node, ("vanished-axis", node.id), axes)
        if not fixes:
            works, fixes = enlarged(a, node)
        yield at_layer(
            a, "vanished-axis", "error", node, together(node, found),
            axis=axes_of(node, found), cause=cause(a, node, axes), related=shrinking(a, node, axes[0]),
            works=works, fixes=(*fixes, *changes(a, node, axes)),
        )  # fmt: skip


def enlarged(a: Analysis, node: PlannedNode) -> tuple[str | None, list[Fix]]:
    """The smallest input that is large enough on all axes, where one of them alone does not help."""
    from shapeplan.rules._lasting import enlarged

    return enlarged(a, ("vanished-axis", node.id), node)


def cause(a: Analysis, node: PlannedNode, axes: Sequence[int]) -> str | None:
    """The layer itself, where nothing above shrank the axis; else it was many of them."""
    steps = chain(a, node, axes[0]) if axes else []
    return node.id if steps and steps[0][1] <= steps[-1][1] else None


def changes(a: Analysis, node: PlannedNode, axes: Sequence[int]) -> Iterator[Fix]:
    """Another window of this layer; padding on all convolutions without."""
    from shapeplan.rules._lasting import lasting

    return lasting(a, ("vanished-axis", node.id), node, axes)


def empty(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer of which the framework returns an empty map without complaint."""
    for node in a.nodes:
        shapes = [a.plan[i].shape or () for i in node.inputs if i is not None and a.plan]
        if 0 not in (node.shape or ()) or any(0 in shape for shape in shapes):
            continue
        axes = [i for i, n in enumerate(node.shape or ()) if n == 0]
        names = [axis_names(len(node.shape or ()))[i] for i in axes]
        framework = a.plan.framework if a.plan else ""
        fact = f"nothing is left of {listed(names)}: {framework} gives an empty map, and says nothing"
        related = shrinking(a, node, axes[0]) if axes[0] else ()
        yield at_layer(a, "vanished-axis", "error", node, fact, axis=", ".join(names), related=related)


def shrinking(a: Analysis, node: PlannedNode, axis: int) -> tuple[Label, ...]:
    """Where the axis came from: the input and the layer above, with the sizes between."""
    steps = chain(a, node, axis)
    if not steps:
        return ()
    first, last = steps[0], steps[-1]
    way = " -> ".join(dict.fromkeys(str(n) for _, n in steps))
    labels = [Label(place(first[0]), f"{way}, from here to '{a.label(node)}'", first[0].id)]
    return tuple(
        labels
        if first[0] is last[0]
        else [*labels, Label(place(last[0]), f"{last[1]} {'is' if last[1] == 1 else 'are'} left here", last[0].id)]
    )
