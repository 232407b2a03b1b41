"""The kernel of a transposed convolution is no multiple of its stride.

Why   The windows that the pixels spread overlap unevenly: with a kernel of 3 and a stride of 2, outputs are made of 1
      and 2 pixels in turn, 1, 2 and 4 in two dimensions. Generated images show it as a checkerboard, which the weights
      seldom learn to undo (Odena et al. 2016). A kernel of 4, or of 2, is even, as in DCGAN and U-Net. It is a warning
      where no later window mixes the pixels before they come out, or where the kernel is smaller than the stride, and
      some outputs are made of no pixel at all; else a note, since published networks do so, as CycleGAN does.
Bad
    inputs:
      image: {channels: 3, size: [16, 16]}
    stacks:
      net:
        - conv_transpose: {out_channels: 8, kernel_size: 3, stride: 2, padding: 1, output_padding: 1}
Good
    inputs:
      image: {channels: 3, size: [16, 16]}
    stacks:
      net:
        - conv_transpose: {out_channels: 8, kernel_size: 4, stride: 2, padding: 1}
Fix   the next kernel that is a multiple of the stride, with the padding that keeps the size
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Severity
from shapeplan.rules._report import Said, grouped

if TYPE_CHECKING:
    from shapeplan.infer import PlannedNode

SEVERITY: Severity = "warning"
SPREAD = ("stride", "input_dilation")  # the arguments that set pixels apart


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line that overlaps unevenly."""
    yield from grouped(a, "checkerboard", found(a), lambda said: fixes(a, said.node, said.severity))


def found(a: Analysis) -> Iterator[Said]:
    """What the outputs of each such layer are made of."""
    for node in a.where(is_transposed):
        if axes := a.odd.uneven(node):
            yield said(a, node, axes)


def is_transposed(node: PlannedNode) -> bool:
    """Whether a layer sets the pixels of its input apart, so that its window slides over zeros between them."""
    return node.op == "conv_transpose" or getattr(node.layer, "input_dilation", 1) != 1


def said(a: Analysis, node: PlannedNode, axes: dict[int, list[int]]) -> Said:
    """The numbers of pixels, of axes together where they are the same."""
    from shapeplan.rules._spans import one_or_all, per_axis, spelled
    from shapeplan.rules._words import listed
    from shapeplan.shape import axis_names

    names, rank = axis_names(len(node.shape or ())), len(node.shape or ()) - 1
    counts = sorted({count for each in axes.values() for count in each})
    field = "stride" if node.op == "conv_transpose" else SPREAD[1]
    kernel, stride = (spelled(one_or_all(per_axis(node.layer, key, rank))) for key in ("kernel_size", field))
    along = listed([names[i] for i in axes])
    fact = (
        f"{along}: the outputs are made of {listed([str(n) for n in counts])} pixels in turn, as kernel_size {kernel} "
    )
    fact += f"is no multiple of {field} {stride}"
    severity: Severity = "warning" if 0 in counts or a.odd.shows(node) else "note"
    return Said(node, severity, fact, axis=", ".join(names[i] for i in axes))


def fixes(a: Analysis, node: PlannedNode, severity: Severity) -> Iterator[Fix]:
    """The next even kernel; what it is longer goes into output_padding, as far as it can, and into padding."""
    from shapeplan.rules._fixes import argument_edit, relieved
    from shapeplan.rules._spans import one_or_all, per_axis, spelled

    stated = [getattr(node.layer, key, None) for key in ("padding", "output_padding", "dilation")]
    rank = len(node.shape or ()) - 1
    if (
        node.op != "conv_transpose"
        or not all(is_number(value, rank) for value in stated)
        or stated[2] not in {1, (1,) * rank}
    ):
        return
    keys = ("kernel_size", "stride", "padding", "output_padding")
    rows = [evened(*row) for row in zip(*(per_axis(node.layer, key, rank) for key in keys), strict=True)]
    new = dict(zip(("kernel_size", "padding", "output_padding"), map(one_or_all, zip(*rows, strict=True)), strict=True))
    changed = {
        key: spelled(value) for key, value in new.items() if value != one_or_all(per_axis(node.layer, key, rank))
    }
    title = f"{', '.join(f'{key}: {text}' for key, text in changed.items())} on the conv_transpose '{a.label(node)}'"
    yield from relieved(a, places, title, [argument_edit(a.source, node, changed)], severity=severity)


def is_number(value: object, rank: int) -> bool:
    """Whether a value is one number for all axes, or one an axis."""
    return isinstance(value, int) or (
        isinstance(value, tuple) and len(value) == rank and all(isinstance(v, int) for v in value)
    )


def evened(kernel: int, stride: int, padding: int, extra: int) -> tuple[int, int, int]:
    """Kernel, padding and output_padding of the same size, with a kernel that is a multiple of the stride.

    >>> evened(3, 2, 1, 1), evened(5, 2, 2, 0), evened(4, 2, 1, 0)
    ((4, 1, 0), (6, 3, 1), (4, 1, 0))
    """
    longer = -kernel % stride
    more = max(0, -(-(longer - extra) // 2))
    return kernel + longer, padding + more, extra + 2 * more - longer


def places(a: Analysis) -> list[str]:
    """Layers that overlap unevenly."""
    return [each.node.id for each in found(a)]
