"""Padding adds nothing: outputs read it alone, or no window reads it.

Why   A 1 x 1 convolution with a padding of 1 frames its output with pixels that are the same for every image: a
      warning. Where a layer of padding stands in front and the windows behind it leave some of it over, as a padding of 3 in
      front of a 7 x 7 convolution with a stride of 2, it is a note. What a strided window leaves of its own
      padding is told by fractional-size.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 1, padding: 1}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 1}
Fix   padding of half the window
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


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line."""
    yield from grouped(a, "wasted-padding", found(a), lambda said: fixes(a, said.node, said.severity))


def found(a: Analysis) -> Iterator[Said]:
    """Layers whose outputs read padding alone, and layers of padding that is not read."""
    for node in a.where(
        lambda node: node.op != "pad" and getattr(node.layer, "padding", 0) != 0 and bool(a.odd.blank(node))
    ):
        said, names = sides(node, a.odd.blank(node))
        yield Said(node, "warning", f"{said} of the output read padding alone", axis=names, field="padding")
    for node in a.where(lambda node: node.op == "pad"):
        if axes := a.odd.unread_padding(node):
            said, names = sides(node, axes)
            yield Said(node, "note", f"{said} of its padding are read by no layer", axis=names)


def sides(node: PlannedNode, axes: dict[int, tuple[int, int]]) -> tuple[str, str]:
    """Pixels in front and behind of each axis in words, and the names of the axes."""
    from shapeplan.rules._words import listed
    from shapeplan.shape import axis_names

    names = axis_names(len(node.shape or ()))
    together: dict[tuple[int, int], list[str]] = {}
    for i, both in axes.items():
        together.setdefault(both, []).append(names[i])
    said = [f"{listed(along)}: the {_ends(*both)}" for both, along in together.items()]
    return "; ".join(said), ", ".join(names[i] for i in axes)


def _ends(front: int, end: int) -> str:
    """So many pixels at either end.

    >>> _ends(1, 1), _ends(0, 2)
    ('first 1 and the last 1 px', 'last 2 px')
    """
    return " and the ".join(text for text, n in ((f"first {front}", front), (f"last {end}", end)) if n) + " px"


def fixes(a: Analysis, node: PlannedNode, severity: Severity) -> Iterator[Fix]:
    """As much padding as half of the window, which keeps the size where the stride is 1."""
    from shapeplan.rules._fixes import argument_edit, relieved
    from shapeplan.rules._spans import extents, one_or_all, spelled

    half = [e // 2 for e in extents(node.layer)]
    if half:
        text = spelled(one_or_all(half))
        title = f"padding: {text} on the {node.op} '{a.label(node)}'"
        yield from relieved(a, places, title, [argument_edit(a.source, node, {"padding": text})], severity=severity)


def places(a: Analysis) -> list[str]:
    """Layers with padding that adds nothing."""
    return [each.node.id for each in found(a) if each.severity == "warning"]
