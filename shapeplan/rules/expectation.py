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
Fix   of a size: another output_padding, ceil_mode, padding, kernel or stride of one layer or of all alike;
      padding on all convolutions without; the nearest input sizes. Of channels: another out_channels
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Label, Severity
from shapeplan.infer import PlannedNode
from shapeplan.net import Expectation
from shapeplan.rules._report import place
from shapeplan.rules._words import chain, story
from shapeplan.shape import axis_names, spell

if TYPE_CHECKING:
    from shapeplan.rules._expected_size import Explained

SEVERITY: Severity = "error"

PHRASES = {"size": "size", "channels": "channels", "features": "features", "receptive_field": "receptive field"}


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each number that does not hold."""
    for expectation, what, wanted, found in a.unmet:
        node = a.plan[expectation.node] if a.plan else None
        if node is None:
            continue
        came = spelled(found) if found != () else f"a map {spell(node.shape)}" if what == "features" else "a vector"
        why = explained(a, expectation, node, what, wanted)
        here = Label(place(node), f"comes out here: {spell(node.shape)}", node.id)
        yield Diagnostic(
            "expectation", "error",
            f"'{expectation.name}': {PHRASES[what]} {spelled(wanted)} is expected, and {came} comes out",
            (*expectation.at, what), a.source, node=node.id, axis=axis(node, what, wanted, found), cause=why.cause,
            related=(here, *way(a, node, what, wanted), *why.related), works=why.works, fixes=why.fixes,
        )  # fmt: skip


def explained(a: Analysis, expectation: Expectation, node: PlannedNode, what: str, wanted: Any) -> Explained:
    """The cause of a number that is not the expected one, and what mends it."""
    from shapeplan.rules._channels import expected
    from shapeplan.rules._expected_size import Explained, explained

    if what == "size" and len(node.shape or ()) == len(wanted) + 1:
        return explained(a, expectation, node, wanted)
    if what in {"channels", "features"} and node.shape is not None:
        return expected(a, expectation, node, what, wanted)
    return Explained()


def way(a: Analysis, node: PlannedNode, what: str, wanted: Any) -> Iterator[Label]:
    """How the first size that is not the expected one came about, from the input on."""
    shape = node.shape or ()
    steps = chain(a, node, 1) if what == "size" and len(shape) > 1 else []
    if steps:
        off = [i + 1 for i, (n, found) in enumerate(zip(wanted, shape[1:], strict=False)) if n != found]
        axis = off[0] if off else 1
        yield Label(place(steps[0][0]), f"{axis_names(len(shape))[axis]}: {story(a, node, axis)}", steps[0][0].id)


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
