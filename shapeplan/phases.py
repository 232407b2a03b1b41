"""How many pixels go into each output of a transposed window, by its place between two pixels of the input."""

from __future__ import annotations

from math import gcd

from shapeplan.axis import Axis
from shapeplan.same_transposed import SameTransposed


def overlap(record: Axis) -> list[int]:
    """The numbers of pixels that outputs away from the borders are made of, the smallest first [px].

    One number where all phases of the stride are alike, as those of an ordinary window are.
    Source   Odena, Dumoulin & Olah 2016, "Deconvolution and Checkerboard Artifacts"

    >>> from shapeplan.axis import Window
    >>> overlap(Window(size=3, base_dilation=2)), overlap(Window(size=4, base_dilation=2)), overlap(Window(size=3))
    ([1, 2], [2], [3])
    """
    apart, size, dilation = (
        getattr(record, "base_dilation", 1),
        getattr(record, "size", 1),
        getattr(record, "dilation", 1),
    )
    if isinstance(record, SameTransposed):
        apart = record.stride
    met = apart // gcd(apart, dilation)  # phases that taps fall on, in turn
    counts = {size // met, -(-size // met)} | ({0} if met < apart else set())
    return sorted(counts)
