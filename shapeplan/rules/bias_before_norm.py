"""A bias is added in front of a normalisation that takes it off again.

Why   Batch and instance normalisation subtract the mean of each channel, and with it any bias. It does no harm but for
      its numbers, gradients and optimiser state. Published networks do it, VGG with batch normalisation among them.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
        - batch_norm
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, bias: false}
        - batch_norm
Fix   bias: false
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.rules._report import Said, grouped

if TYPE_CHECKING:
    from shapeplan.infer import PlannedNode

SEVERITY: Severity = "note"
NORMS = ("batch_norm", "instance_norm")  # those that take off the mean of each channel by itself


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line with a needless bias."""
    yield from grouped(a, "bias-before-norm", found(a), lambda said: fixes(a, said.node, said.severity))


def found(a: Analysis) -> Iterator[Said]:
    """Layers whose bias nothing but normalisations read."""
    for norm in a.nodes:
        source = norm.inputs[0] if norm.op in NORMS else None
        node = a.plan[source] if a.plan and source is not None else None
        if node is None or not has_bias(node) or not is_read_by_norms(a, node.id):
            continue
        count = (node.shape or (None,))[0]
        many = f"{count} numbers" if count else "numbers"
        yield Said(
            node, "note", f"its bias, {many}, is taken off again by the {norm.op} that follows", hint="bias: false"
        )


def has_bias(node: PlannedNode) -> bool:
    """Whether a layer adds a number to each of its channels last."""
    return node.op not in NORMS and node.op != "layer_norm" and getattr(node.layer, "bias", False) is True


def is_read_by_norms(a: Analysis, source: str) -> bool:
    """Whether normalisations alone read a layer, and this is the first of them, so that it is reported once."""
    net = a.plan.net if a.plan else None
    return (
        net is not None and source not in net.outputs and all(net.nodes[i].op in NORMS for i, _ in net.readers[source])
    )


def fixes(a: Analysis, node: PlannedNode, severity: Severity) -> Iterator[Fix]:
    """No bias."""
    from shapeplan.rules._fixes import argument_edit, relieved

    title = f"bias: false on the {node.op} '{a.label(node)}'"
    yield from relieved(a, places, title, [argument_edit(a.source, node, {"bias": "false"})], severity=severity)


def places(a: Analysis) -> list[str]:
    """Layers with a needless bias."""
    return [said.node.id for said in found(a)]
