"""Dilated windows leave holes in the receptive field.

Why   Behind three 3 x 3 convolutions with a dilation of 2, an output depends on every second pixel only, and its
      neighbour on the others: what lies between is never compared. A window that is closed between, or a first dilation
      of 1, as in WaveNet's 1, 2, 4, ... or in 1, 2, 5, reads them all (Wang et al. 2018, "Understanding Convolution for
      Semantic Segmentation"). It is counted which pixels of the input an output reads, so that dilations behind enough
      ordinary convolutions, as in DeepLab, are no finding.
Bad
    inputs:
      image: {channels: 3, size: [64, 64]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 2, dilation: 2}
        - conv: {out_channels: 8, kernel_size: 3, padding: 2, dilation: 2}
Good
    inputs:
      image: {channels: 3, size: [64, 64]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
        - conv: {out_channels: 8, kernel_size: 3, padding: 2, dilation: 2}
Fix   dilation: 1 on the first of these layers, with the padding that keeps the size
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.rules._report import Said, grouped

if TYPE_CHECKING:
    from shapeplan.holes import Field
    from shapeplan.infer import PlannedNode

SEVERITY: Severity = "warning"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line that opens holes which no window closes."""
    if a.odd.gridding:
        yield from grouped(a, "gridding", found(a), lambda said: fixes(a, said.node, said.severity))


def found(a: Analysis) -> Iterator[Said]:
    """The layers that open holes, each once, with what is left of the field at the end of the way."""
    opened: dict[str, tuple[str, dict[int, Field]]] = {}
    for end, axes in a.odd.gridding.items():
        first = next(iter(axes.values())).dilated[0]
        opened.setdefault(first, (end, axes))
    for first, (end, axes) in opened.items():
        if a.plan is not None:
            yield said(a, a.plan[first], end, axes)


def said(a: Analysis, node: PlannedNode, end: str, axes: dict[int, Field]) -> Said:
    """How many pixels of the field are read, on axes together where they are as many."""
    from shapeplan.rules._words import listed
    from shapeplan.shape import axis_names

    names = axis_names(len(node.shape or ()))
    together: dict[tuple[int, int], list[str]] = {}
    for i, field in axes.items():
        together.setdefault((field.length - field.holes, field.length), []).append(names[i])
    told = [f"{read} of the {length} px of {listed(along)}" for (read, length), along in together.items()]
    fact = f"its dilation leaves holes in the receptive field: an output of '{a.label(end)}' reads {' and '.join(told)}"
    return Said(node, "warning", fact, axis=", ".join(names[i] for i in axes), field="dilation")


def fixes(a: Analysis, node: PlannedNode, severity: Severity) -> Iterator[Fix]:
    """No dilation, and as much less padding as the window is shorter."""
    from shapeplan.rules._fixes import argument_edit, relieved
    from shapeplan.rules._spans import extents, one_or_all, per_axis, spelled

    rank = len(node.shape or ()) - 1
    padding = getattr(node.layer, "padding", 0)
    arguments = {"dilation": "1"}
    if not isinstance(padding, str):
        before, sizes = extents(node.layer), per_axis(node.layer, "kernel_size", rank)
        pads = per_axis(node.layer, "padding", rank)
        if not all(isinstance(pad, int) for pad in pads):
            return
        shorter = [(e - k) // 2 for e, k in zip(before * (rank // len(before)), sizes, strict=True)]
        arguments["padding"] = spelled(one_or_all([pad - less for pad, less in zip(pads, shorter, strict=True)]))
    title = f"{', '.join(f'{key}: {text}' for key, text in arguments.items())} on the {node.op} '{a.label(node)}'"
    yield from relieved(a, places, title, [argument_edit(a.source, node, arguments)], severity=severity)


def places(a: Analysis) -> list[str]:
    """Layers that open holes which no window closes."""
    return [each.node.id for each in found(a)]
