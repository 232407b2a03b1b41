"""`fit: crop`, or a crop to a size that is smaller than the map, cuts off pixels.

Why   A join with `fit: crop` works at every size, and cuts as many pixels as it must. The U-Net as published cuts 4
      to 88 a side, and means it; at another size, or after a layer was changed, it may be a row more on one side,
      which shifts the two maps. The note has the numbers.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 1}
          id: enc
        - conv: {out_channels: 8, kernel_size: 3}
        - concat: {with: enc, fit: crop}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 1}
          id: enc
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
        - concat: enc
Fix   none: it is what was asked for
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import Said, grouped

if TYPE_CHECKING:
    from shapeplan.infer import PlannedNode

SEVERITY: Severity = "note"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line that cuts."""
    yield from grouped(a, "silent-crop", found(a))


def found(a: Analysis) -> Iterator[Said]:
    """Layers that may cut, and do."""
    for node in a.where(lambda node: getattr(node.layer, "fit", None) == "crop" or node.op == "crop_or_pad"):
        cuts = {source: cut for k, source in node.reads if (cut := cut_off(node, k))}
        if cuts:
            yield said(a, node, cuts)


def cut_off(node: PlannedNode, k: int) -> dict[int, tuple[int, int]]:
    """Pixels in front and behind that a layer cuts off its input k, by axis of the shape."""
    records = dict(enumerate((node.axes[k] if k < len(node.axes) else None) or (), 1))
    pads = {i: (getattr(record, "pad_lo", 0), getattr(record, "pad_hi", 0)) for i, record in records.items()}
    return {i: (max(0, -lo), max(0, -hi)) for i, (lo, hi) in pads.items() if lo < 0 or hi < 0}


def said(a: Analysis, node: PlannedNode, cuts: dict[str, dict[int, tuple[int, int]]]) -> Said:
    """What is cut off each input, of axes together where it is the same."""
    from shapeplan.rules._words import listed
    from shapeplan.shape import axis_names

    names, told = axis_names(len(node.shape or ())), []
    for source, axes in cuts.items():
        together: dict[tuple[int, int], list[str]] = {}
        for i, both in axes.items():
            together.setdefault(both, []).append(names[i])
        parts = [f"{front} + {end} px of {listed(along)}" for (front, end), along in together.items()]
        told.append(f"{' and '.join(parts)} of '{a.label(source)}'")
    every = {names[i] for axes in cuts.values() for i in axes}
    axis = ", ".join(name for name in names if name in every)
    return Said(node, "note", f"it cuts off {', and '.join(told)}", axis=axis)
