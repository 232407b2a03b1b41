"""Padding of half the kernel on every convolution that takes a border away, so that maps keep their size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from shapeplan.analysis import Analysis
from shapeplan.infer import PlannedNode
from shapeplan.rules._fixes import argument_edit
from shapeplan.rules._spans import extents, one_or_all, spelled
from shapeplan.source import Edit

UNPADDED = {0, (0, 0), (0, 0, 0), "valid"}


def half_padded(a: Analysis, nodes: Iterable[PlannedNode]) -> Iterator[tuple[str, list[Edit]]]:
    """The change of those among some layers in words and as edits: in pixels, and by the word."""
    bare = list({node.route: node for node in nodes if is_bare(node)}.values())
    if not bare:
        return
    halves = [half(n) for n in bare]
    who = f"the {bare[0].op} '{a.label(bare[0])}'" if len(bare) == 1 else f"the {len(bare)} convolutions that have none"
    for said in (halves, ["same"] * len(bare)):
        edits = [argument_edit(a.source, n, {"padding": text}) for n, text in zip(bare, said, strict=True) if text]
        made = [edit for edit in edits if edit is not None]
        if None not in said and len(made) == len(bare):
            title = f"padding: {said[0]}" if len(set(said)) == 1 else "padding of half the kernel"
            yield f"{title} on {who}", made


def is_bare(node: PlannedNode) -> bool:
    """Whether a layer is a convolution of stride 1 and no padding with a kernel of more than a pixel."""
    layer = node.layer
    return (
        node.op in {"conv", "depthwise_conv", "separable_conv"}
        and getattr(layer, "stride", None) in {1, (1,), (1, 1), (1, 1, 1)}
        and getattr(layer, "padding", None) in UNPADDED
        and max(extents(node.layer), default=1) > 1
    )


def half(node: PlannedNode) -> str | None:
    """Half of the kernel; None where it has no middle."""
    found = extents(node.layer)
    return spelled(one_or_all([extent // 2 for extent in found])) if all(e % 2 for e in found) else None
