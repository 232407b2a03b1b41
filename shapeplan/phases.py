"""How many pixels go into each output of a transposed window, by its place between two pixels of the input."""

from __future__ import annotations

from shapeplan.axis import Axis, Window
from shapeplan.same_transposed import SameTransposed


def overlap(record: Axis) -> list[int]:
    """Pixels that an output reads away from the borders, for each phase of the stride; empty where there is one [px].

    Source   Odena, Dumoulin & Olah 2016, "Deconvolution and Checkerboard Artifacts"

    >>> overlap(Window(size=3, base_dilation=2)), overlap(Window(size=4, base_dilation=2)), overlap(Window(size=3))
    ([2, 1], [2, 2], [])
    """
    if isinstance(record, SameTransposed):
        apart, size, dilation = record.stride, record.size, 1
    elif isinstance(record, Window) and record.stride == 1:
        apart, size, dilation = record.base_dilation, record.size, record.dilation
    else:
        return []
    if apart == 1:
        return []
    if dilation == 1:
        return [size // apart + (phase < size % apart) for phase in range(apart)]
    taps = [dilation * i % apart for i in range(size)]
    return [taps.count(phase) for phase in range(apart)]
