"""The ends of a join in words: which size each of its inputs brings."""

from __future__ import annotations

from collections.abc import Sequence

from shapeplan.analysis import Analysis
from shapeplan.edit import value_at
from shapeplan.fault import Fault
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import together
from shapeplan.rules._words import listed, size_of
from shapeplan.shape import axis_names


def fact(a: Analysis, node: PlannedNode, found: Sequence[Fault]) -> str:
    """The sizes of both ends, axes of equal sizes together."""
    together_by: dict[tuple[int | None, ...], list[str]] = {}
    for fault in found:
        if fault.axis is None:
            return together(node, found)
        sizes = tuple(size_of(a, source, fault.axis) for source in node.inputs)
        together_by.setdefault(sizes, []).append(axis_names(len(node.shape or ()))[fault.axis])
    said = []
    for sizes, names in together_by.items():
        verb = "is" if len(names) == 1 else "are"
        known = [f"{n} {where(a, node, i)}" for i, n in enumerate(sizes) if n is not None]
        said.append(f"{listed(names)} {verb} {listed(known)}")
    return ", ".join(said)


def where(a: Analysis, node: PlannedNode, i: int) -> str:
    """Where input i of a join comes from."""
    source = node.inputs[i]
    said = any(value_at(a.source.tree, (*node.route, *at)) for at in (("merge",), ("from",), (node.op, "from")))
    is_above = i == 0 and not said
    return "here" if is_above else f"in '{a.label(source)}'" if source else "?"
