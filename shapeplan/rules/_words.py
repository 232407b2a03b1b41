"""Sizes in words: how an axis shrinks, what a rounding drops."""

from __future__ import annotations

from collections.abc import Sequence

from shapeplan.analysis import Analysis
from shapeplan.infer import PlannedNode
from shapeplan.shape import axis_names, spell_fraction

LINES = {"H": "row", "W": "column", "D": "slice", "L": "sample"}


def pixels(count: int, axis: str) -> str:
    """So many last lines of pixels of an axis.

    >>> pixels(1, "H"), pixels(3, "W")
    ('the last row', 'the last 3 columns')
    """
    line = LINES.get(axis, "pixel")
    return f"the last {line}" if count == 1 else f"the last {count} {line}s"


def rounding(a: Analysis, node: PlannedNode, axes: Sequence[int]) -> str:
    """What rounding did to some axes (1 is the first spatial one); equal ones together."""
    names = axis_names(len(node.shape or ()))
    said: dict[str, list[str]] = {}
    for axis in axes:
        said.setdefault(_rounding(node, axis, size_of(a, node.inputs[0], axis)), []).append(names[axis])
    return ", ".join(f"{listed(together)}: {text}" for text, together in said.items())


def _rounding(node: PlannedNode, axis: int, before: int | None) -> str:
    exact = node.exact[axis] if node.exact else None
    out = node.shape[axis] if node.shape else None
    spelled = "?" if exact is None else spell_fraction(exact)
    return f"{before} -> {spelled}" + ("" if exact is None or exact == out else f", rounded to {out}")


def listed(names: Sequence[str]) -> str:
    """Names as a list in words.

    >>> listed(["D", "H", "W"])
    'D, H and W'
    """
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def size_of(a: Analysis, node: str | None, axis: int) -> int | None:
    """Entry of a node's shape; None where it is unknown."""
    shape = a.plan[node].shape if a.plan and node is not None else None
    return shape[axis] if shape and axis < len(shape) else None


def chain(a: Analysis, node: PlannedNode, axis: int) -> list[tuple[PlannedNode, int]]:
    """The layers from an input down to the one above `node`, by first inputs, each with its size."""
    steps: list[tuple[PlannedNode, int]] = []
    at = node
    while a.plan and at.inputs and at.inputs[0] is not None:
        at = a.plan[at.inputs[0]]
        size = size_of(a, at.id, axis)
        if size is None:
            break
        steps.append((at, size))
    return steps[::-1]


def upstream(a: Analysis, node: PlannedNode) -> list[PlannedNode]:
    """The layers that a layer depends on, and itself, in topological order."""
    wanted, found = {node.id}, []
    for at in reversed(a.nodes):
        if at.id in wanted:
            wanted |= {i for i in at.inputs if i is not None}
            found.append(at)
    return found[::-1]


LONGEST = 9  # steps of a story that are told


def story(a: Analysis, node: PlannedNode, axis: int) -> str:
    """How an axis came to its size, by the layers that change it: 'x 63 -> pool 31 1/2, rounded to 31 -> up 62'."""
    steps = [*chain(a, node, axis), (node, size_of(a, node.id, axis))]
    told = [f"'{a.label(at)}' {_told(at, axis)}" for i, (at, n) in enumerate(steps) if i == 0 or n != steps[i - 1][1]]
    if len(told) > LONGEST:
        told[LONGEST // 2 : -(LONGEST // 2)] = ["..."]
    return " -> ".join(told)


def _told(node: PlannedNode, axis: int) -> str:
    exact = node.exact[axis] if node.exact else None
    out = node.shape[axis] if node.shape else None
    return str(out) if exact is None or exact == out else f"{spell_fraction(exact)}, rounded to {out}"
