"""A layer's shape is not what the spec says must come out.

Why   `expect` states what the rest of a program relies on: the size of the output, the channels of
      a stage, the receptive field.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3}
          id: out
    expect:
      out: {channels: 8, size: [32, 32]}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: out
    expect:
      out: {channels: 8, size: [32, 32]}
Fix   none: the expectation or the network is wrong
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Label, Severity
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import place
from shapeplan.rules._words import chain
from shapeplan.shape import axis_names, spell

SEVERITY: Severity = "error"

PHRASES = {"size": "size", "channels": "channels", "features": "features", "receptive_field": "receptive field"}


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each number that does not hold."""
    for expectation, what, wanted, found in a.unmet:
        node = a.plan[expectation.node] if a.plan else None
        if node is None:
            continue
        came = spelled(found) if found != () else f"a map {spell(node.shape)}" if what == "features" else "a vector"
        yield Diagnostic(
            "expectation", "error",
            f"'{expectation.name}': {PHRASES[what]} {spelled(wanted)} is expected, and {came} comes out",
            (*expectation.at, what), a.source, node=node.id, axis=axis(node, what, wanted, found),
            related=(Label(place(node), f"comes out here: {spell(node.shape)}", node.id), *way(a, node, what)),
        )  # fmt: skip


def way(a: Analysis, node: PlannedNode, what: str) -> Iterator[Label]:
    """How the first size came about, from the input on."""
    steps = chain(a, node, 1) if what == "size" and len(node.shape or ()) > 1 else []
    if steps:
        sizes = [str(n) for _, n in steps] + [str((node.shape or (None, None))[1])]
        changes = [n for i, n in enumerate(sizes) if i == 0 or n != sizes[i - 1]]
        name = axis_names(len(node.shape or ()))[1]
        yield Label(
            place(steps[0][0]), f"{name}: {' -> '.join(changes)}, from here to '{a.label(node)}'", steps[0][0].id
        )


def axis(node: PlannedNode, what: str, wanted: Any, found: Any) -> str | None:
    """Names of the axes that differ."""
    names = axis_names(len(node.shape or ()))
    if what in {"channels", "features"}:
        return names[0]
    if not isinstance(found, tuple) or len(found) != len(wanted):
        return None
    return ", ".join(name for name, w, f in zip(names[1:], wanted, found, strict=True) if w != f)


def spelled(value: Any) -> str:
    """A number, or a size."""
    return spell(value) if isinstance(value, tuple) else str(value)
