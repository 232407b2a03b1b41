"""Two maps are joined whose pixels do not lie on each other.

Why   An even kernel with one more pixel of padding on one side, a crop at one end, or a stride of 2 that starts at the
      corner and a resizing that keeps the centre, shift one way against the other. Half a pixel of the coarsest map
      on the way is what every FPN, HRNet and U-Net on a ResNet has: a note. More is a warning. Ways that see no further
      ahead than one another, as causal convolutions and the identity, are aligned.
Bad
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - conv: {out_channels: 8, kernel_size: 5}
        - pad: {before: 0, after: 4}
        - concat: enc
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - conv: {out_channels: 8, kernel_size: 3, padding: 1}
          id: enc
        - conv: {out_channels: 8, kernel_size: 5}
        - pad: 2
        - concat: enc
Fix   none: where it comes from can have many reasons
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.rules._report import Said, grouped

if TYPE_CHECKING:
    from shapeplan.grids import Shift

SEVERITY: Severity = "warning"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each line that joins shifted maps."""
    if a.odd.shifts:
        yield from grouped(a, "misaligned-skip", found(a))


def found(a: Analysis) -> Iterator[Said]:
    """The joins, with how far their inputs are apart."""
    for node in a.nodes:
        axes = a.odd.shifts.get(node.id)
        if axes:
            from shapeplan.shape import axis_names

            names = axis_names(len(node.shape or ()))
            is_grave = any(2 * shift.amount > shift.grain for shift in axes.values())
            axis = ", ".join(names[i] for i in axes)
            yield Said(node, "warning" if is_grave else "note", fact(a, axes, names), axis=axis)


def fact(a: Analysis, axes: dict[int, Shift], names: tuple[str, ...]) -> str:
    """The shift on each axis, on axes together where it is the same."""
    from shapeplan.rules._words import listed
    from shapeplan.shape import spell_fraction

    together: dict[Shift, list[str]] = {}
    for i, shift in axes.items():
        together.setdefault(shift, []).append(names[i])
    return "; ".join(
        f"{listed(along)}: the pixels of '{a.label(shift.other)}' lie {spell_fraction(shift.amount)} px behind those of "
        f"'{a.label(shift.one)}'"
        for shift, along in together.items()
    )
