"""A factor gives another size in single or double precision than it does exactly.

Why   Frameworks multiply in floating point before they round down: 100 x 1.15 is 115 exactly and 114.99999999999999 in
      double precision, so that PyTorch makes 114 pixels of it, and ONNX Runtime, in single precision, 115. A size, or a
      factor such as 1.5, is the same everywhere.
Bad
    inputs:
      image: {channels: 3, size: [100, 100]}
    stacks:
      net:
        - upsample: {scale_factor: 1.15, mode: bilinear}
Good
    inputs:
      image: {channels: 3, size: [100, 100]}
    stacks:
      net:
        - upsample: {size: 114, mode: bilinear}
Fix   the size that comes out now, in place of the factor
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
FACTORS = ("scale_factor", "pooling_ratio", "scale")  # what ops call it


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line whose factor depends on the precision."""
    yield from grouped(a, "inexact-scale", found(a), lambda said: fixes(a, said.node, said.severity))


def found(a: Analysis) -> Iterator[Said]:
    """What the factor of each such layer gives, on the first axis where it matters."""
    for node in a.where(lambda node: any(hasattr(node.layer, field) for field in FACTORS)):
        if axes := a.odd.inexact(node):
            yield said(node, axes)


def said(node: PlannedNode, axes: dict[int, tuple[int, int, int]]) -> Said:
    """The sizes in words."""
    from shapeplan.rules._words import listed
    from shapeplan.shape import axis_names

    names = axis_names(len(node.shape or ()))
    exact, single, double = next(iter(axes.values()))
    along = listed([names[i] for i in axes])
    fact = f"{along}: the factor gives {exact} exactly, {single} in single precision and {double} in double precision"
    return Said(node, "warning", fact, axis=", ".join(names[i] for i in axes))


def fixes(a: Analysis, node: PlannedNode, severity: Severity) -> Iterator[Fix]:
    """The size, in place of the factor."""
    from shapeplan.edit import swap_argument
    from shapeplan.rules._fixes import relieved
    from shapeplan.rules._spans import one_or_all, spelled

    if node.op == "upsample" and node.is_known:
        text = spelled(one_or_all((node.shape or ())[1:]))
        title = f"size: {text} in place of scale_factor"
        edit = swap_argument(a.source, node.route, node.op, "scale_factor", "size", text)
        yield from relieved(a, places, title, [edit], severity=severity)


def places(a: Analysis) -> list[str]:
    """Layers whose factor depends on the precision."""
    return [each.node.id for each in found(a)]
