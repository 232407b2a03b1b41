"""The first or last pixels of a map are read by no layer at all.

Why   They cost memory and never reach the result, and a skip that joins later cannot match. A window that does not fit
      a whole number of times leaves them over at the end, or a transposed convolution's padding cuts them off. It is
      counted what all readers of the map read together, real pixels only, so that the 1/2 of every strided
      convolution of a ResNet, which is padding, is no finding.
Bad
    inputs:
      image: {channels: 3, size: [33, 32]}
    stacks:
      net:
        - max_pool: 2
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - max_pool: 2
Fix   the nearest input size at which every pixel is read
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer
from shapeplan.rules._words import listed, pixels, rounding
from shapeplan.shape import axis_names

SEVERITY: Severity = "warning"
RULE = "unread-border"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each map that loses pixels, at the first layer that drops them."""
    told: set[tuple[str | None, tuple[int, ...]]] = set()
    for node in a.where(lambda node: bool(node.rounded_down) or node.op == "conv_transpose"):
        lost = a.lost(node) if node.rounded_down else {}
        if lost and (node.inputs[0], tuple(lost)) not in told:
            told.add((node.inputs[0], tuple(lost)))
            yield dropped(a, node, lost)
        elif node.op == "conv_transpose" and (cut := a.odd.cut(node)):
            yield cut_off(a, node, cut)


def dropped(a: Analysis, node: PlannedNode, lost: dict[int, int]) -> Diagnostic:
    """What a layer's rounding drops of its input."""
    from shapeplan.rules._sizes import loss_fixes  # a clean spec has no need of it

    names = axis_names(len(node.shape or ()))
    said = " and ".join(pixels(count, names[i]) for i, count in lost.items())
    verb = "reaches" if list(lost.values()) == [1] else "reach"
    fact = f"{rounding(a, node, node.rounded_down)}; {said} of '{a.label(node.inputs[0] or '')}' {verb} no output"
    works, fixes = loss_fixes(a, node, lost)
    return at_layer(
        a, RULE, "warning", node, fact,
        axis=", ".join(names[i] for i in lost), cause=node.id, works=works, fixes=tuple(fixes),
    )  # fmt: skip


def cut_off(a: Analysis, node: PlannedNode, cut: dict[int, tuple[int, int]]) -> Diagnostic:
    """What the padding of a transposed convolution cuts off its input, at every size."""
    names = axis_names(len(node.shape or ()))
    said = listed([f"{front} + {end} px of {names[i]}" for i, (front, end) in cut.items()])
    fact = f"its padding is wider than its window reaches: {said} of '{a.label(node.inputs[0] or '')}' reach no output"
    hint = "padding of at most dilation * (kernel_size - 1)"
    return at_layer(
        a, RULE, "warning", node, fact,
        field="padding", axis=", ".join(names[i] for i in cut), cause=node.id, hint=hint,
    )  # fmt: skip
