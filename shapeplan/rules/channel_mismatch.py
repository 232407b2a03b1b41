"""A layer gets another number of channels than it can take.

Why   A concatenation adds channels up; an addition needs equal ones; a layer that states
      `in_channels` or `num_features` states what arrives.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
        - concat: enc
        - conv: {in_channels: 8, out_channels: 8, kernel_size: 1}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
        - concat: enc
        - conv: {in_channels: 16, out_channels: 8, kernel_size: 1}
Fix   the number that arrives, where a layer states another; for maps that are added, a convolution of
      1 x 1 on the odd one, or another out_channels of the layer that makes its channels
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Label, Severity
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer, place, together
from shapeplan.rules._words import size_of

SEVERITY: Severity = "error"
RULE = "channel-mismatch"
STATED = ("in_channels", "num_features", "num_channels")


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    for node, found in a.faults.get(RULE, ()):
        from shapeplan.rules._ends import fact  # a sound spec has no need of it

        field = found[0].field
        yield at_layer(
            a, RULE, "error", node, together(node, found) if field else fact(a, node, found),
            field=field, axis="C", cause=cause(a, node, field), related=related(a, node),
            fixes=tuple(fixes(a, node, field)), hint=found[0].hint,
        )  # fmt: skip


def cause(a: Analysis, node: PlannedNode, field: str | None) -> str | None:
    """The layer that makes other channels than the rest of the network counts on."""
    from shapeplan.rules._channels import blamed, parted

    if node.layer is not None and node.layer.joins:
        found = parted(a, node)
    else:
        found = blamed(a, node, getattr(node.layer, field, None) if field in STATED else None)
    return found.id if found is not None else None


def related(a: Analysis, node: PlannedNode) -> tuple[Label, ...]:
    """Where the channels come from: what is joined, or the concatenation right above."""
    at = node
    if a.plan and len(node.inputs) == 1 and node.inputs[0] is not None:
        at = a.plan[node.inputs[0]]
        while at.layer is not None and not at.layer.joins and at.inputs and at.inputs[0] and passes(a, at):
            at = a.plan[at.inputs[0]]
    sources = at.inputs if at.layer is not None and at.layer.joins else (at.id,)
    found = [(source, size_of(a, source, 0)) for source in sources if source is not None and a.plan]
    labels = [Label(place(a.plan[source]), f"'{a.label(source)}': C is {c}", source) for source, c in found if a.plan]
    return tuple(labels)


def passes(a: Analysis, node: PlannedNode) -> bool:
    """Whether a layer leaves the channels as they are."""
    return (
        size_of(a, node.inputs[0], 0) == size_of(a, node.id, 0)
        and node.layer is not None
        and node.layer.family != "conv"
    )


def fixes(a: Analysis, node: PlannedNode, field: str | None) -> Iterator[Fix]:
    """The number of channels that arrives; of a join, equal numbers; the number that is stated."""
    from shapeplan.rules._channels import arriving, joined
    from shapeplan.rules._fixes import argument_fix

    c = size_of(a, node.inputs[0], 0)
    if field in STATED and c is not None:
        yield from argument_fix(a, (RULE, node.id), node, field, str(c), f"{field}: {c}", safe=True)
        yield from arriving(a, (RULE, node.id), node, getattr(node.layer, field))
    elif node.layer is not None and node.layer.joins:
        yield from joined(a, (RULE, node.id), node)
