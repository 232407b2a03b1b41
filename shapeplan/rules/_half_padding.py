"""Padding of half the kernel on every convolution that takes a border away, so that maps keep their size."""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.infer import PlannedNode
from shapeplan.rules._fixes import argument_edit
from shapeplan.rules._words import upstream
from shapeplan.source import Edit

UNPADDED = {0, (0, 0), (0, 0, 0), "valid"}


def half_padded(a: Analysis, node: PlannedNode) -> Iterator[tuple[str, list[Edit]]]:
    """The change in words and as edits, for all that a layer depends on: in pixels, and by the word."""
    bare = list({n.route: n for n in upstream(a, node) if is_bare(n)}.values())
    if not bare:
        return
    halves = [half(n) for n in bare]
    who = f"the {bare[0].op} '{a.label(bare[0])}'" if len(bare) == 1 else f"the {len(bare)} convolutions without"
    for said in (halves, ["same"] * len(bare)):
        edits = [argument_edit(a.source, n, {"padding": str(text)}) for n, text in zip(bare, said, strict=True)]
        made = [edit for edit in edits if edit is not None]
        if None not in said and len(made) == len(bare):
            title = f"padding: {said[0]}" if len(set(map(str, said))) == 1 else "padding of half the kernel"
            yield f"{title} on {who}", made


def is_bare(node: PlannedNode) -> bool:
    """Whether a layer is a convolution of stride 1 and no padding with a kernel of more than a pixel."""
    layer = node.layer
    return (
        node.op in {"conv", "depthwise_conv", "separable_conv"}
        and getattr(layer, "stride", None) in {1, (1,), (1, 1), (1, 1, 1)}
        and getattr(layer, "padding", None) in UNPADDED
        and any(extent > 1 for extent in extents(node))
    )


def extents(node: PlannedNode) -> tuple[int, ...]:
    """Pixels from the first tap to the last, an axis; a single number where all are alike."""
    size, dilation = getattr(node.layer, "kernel_size", 1), getattr(node.layer, "dilation", 1)
    rank = max(len(v) if isinstance(v, tuple) else 1 for v in (size, dilation))
    sizes, dilations = (v if isinstance(v, tuple) else (v,) * rank for v in (size, dilation))
    return tuple(d * (k - 1) + 1 for k, d in zip(sizes, dilations, strict=True))


def half(node: PlannedNode) -> int | list[int] | None:
    """Half of the kernel; None where it has no middle."""
    found = extents(node)
    if any(extent % 2 == 0 for extent in found):
        return None
    halves = [extent // 2 for extent in found]
    return halves[0] if len(set(halves)) == 1 else halves
