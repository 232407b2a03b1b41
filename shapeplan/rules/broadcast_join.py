"""A join spreads a map of size 1 along the other's axis.

Why   A map of 1 x 1 that was pooled, as in squeeze-and-excitation, is spread over the other on purpose: a note. Where
      the size is 1 only because the input is as small as it is, the network runs at this size, by chance, and fails
      at others; and a map of 1 channel that is added to many is seldom meant: these are warnings.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - max_pool: 32
        - add: enc
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - max_pool: 32
        - upsample: {size: enc}
        - add: enc
Fix   none: `broadcast: false` makes an error of it
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import Said, grouped

if TYPE_CHECKING:
    from shapeplan.infer import PlannedNode

SEVERITY: Severity = "warning"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line that spreads a map."""
    yield from grouped(a, "broadcast-join", found(a))


def found(a: Analysis) -> Iterator[Said]:
    """Every map that is spread, with what makes it doubtful."""
    for node in a.where(lambda node: hasattr(node.layer, "broadcast") and not node.faults):
        for source in dict.fromkeys(i for i in node.inputs if i is not None):
            if axes := spread(a, node, source):
                yield said(a, node, source, axes)


def spread(a: Analysis, node: PlannedNode, source: str) -> list[int]:
    """Entries of the shape along which an input is spread."""
    shape = a.plan[source].shape if a.plan else None
    pairs = enumerate(zip(shape or (), node.shape or (), strict=False))
    return [i for i, (n, m) in pairs if n == 1 and m is not None and m > 1]


def said(a: Analysis, node: PlannedNode, source: str, axes: list[int]) -> Said:
    """The axes, and why it is by chance, or seldom meant."""
    from shapeplan.rules._words import listed
    from shapeplan.shape import axis_names

    names = axis_names(len(node.shape or ()))
    chance = [names[i] for i in axes if i > 0 and not a.odd.is_steady(source, i)]
    to = listed([f"{names[i]} = {(node.shape or ())[i]}" for i in axes])
    fact = f"'{a.label(source)}' has size 1 and is spread along {to}"
    if chance:
        fact += f"; {listed(chance)} {'are' if len(chance) > 1 else 'is'} 1 only at this input size"
    elif is_doubtful(a, node, source, axes):
        fact += f"; {node.op} of one channel and many"
    else:
        return Said(node, "note", fact, axis=", ".join(names[i] for i in axes))
    return Said(node, "warning", fact, axis=", ".join(names[i] for i in axes))


def is_doubtful(a: Analysis, node: PlannedNode, source: str, axes: list[int]) -> bool:
    """Whether one channel meets many other than as a gate, which is multiplied, or as a single number."""
    shape = a.plan[source].shape if a.plan else None
    return 0 in axes and node.op != "multiply" and set(shape or ()) != {1}
