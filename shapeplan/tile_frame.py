"""The image that tiles are cut from: as it is, or padded to a size at which the network runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING

from shapeplan.tile_clean import Spoilt, size
from shapeplan.tile_grid import Grid, grid

if TYPE_CHECKING:
    from shapeplan.analysis import Analysis

FARTHEST = 512  # sizes above the image's that are tried


class NoTilesError(Exception):
    """There is no plan of tiles; the text says why and what to do."""


class Line:
    """A network along one axis of its input.

    layers   those that its output depends on, itself last
    at       the spec with a size of this axis
    """

    def __init__(self, name: str, axis: int, layers: Sequence[str], at: Callable[[int], Analysis]) -> None:
        self.name, self.axis, self.layers = name, axis, layers
        self.at, self.grid = cache(at), cache(self._grid)

    def _grid(self, n: int) -> Grid | None:
        """The grid of the outputs at a size; None where the network does not run or has none."""
        try:
            return self.grid_or_fault(n)
        except Spoilt:
            return None

    def grid_or_fault(self, n: int) -> Grid:
        """The grid of the outputs at a size. Raises Spoilt where the network does not run or has none."""
        plan = self.at(n).plan
        assert plan is not None
        for node in plan.nodes:
            if node.faults:
                raise Spoilt(node, f"does not work: {node.faults[0].text}")
        return grid(plan, self.layers, self.axis)

    def why_not(self, n: int) -> str | None:
        """What keeps a size from being tiled; None where nothing does."""
        try:
            self.grid_or_fault(n)
        except Spoilt as spoilt:
            return f"{spoilt.node.op} '{self.at(n).label(spoilt.node)}' {spoilt.text}"
        return None

    def out(self, n: int) -> int:
        """Output size at a size [px of y]."""
        plan = self.at(n).plan
        return size(plan[self.layers[-1]], self.axis) if plan else 0

    def sizes(self, start: int, stop: int) -> Iterator[tuple[int, Grid]]:
        """Sizes at which the network runs and has a grid, with it."""
        return ((n, found) for n in range(start, stop) if (found := self.grid(n)) is not None)

    def is_whole(self, n: int) -> bool:
        """Whether rounding drops no pixel at a size."""
        return self.at(n).is_whole_on(self.axis + 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """The padded image on one axis.

    size      of the padded image [px of x]
    before    pixels of padding before the image [px of x]
    margin    pixels before the first that has an output of its own [px of x]
    wanted    outputs to be stitched [px of y]
    grid      where the outputs lie
    """

    size: int
    before: int
    margin: int
    wanted: int
    grid: Grid


def frame(line: Line, n: int, *, valid: bool) -> Frame:
    """The frame of an image of n pixels, with padding as little as can be.

    None where the network runs at n and keeps the size, up to its strides. Where it shrinks, so many that
    every pixel has its output; with `valid`, none for that. Raises NoTilesError.
    """
    first = next(line.sizes(n, n + FARTHEST), None)
    if first is None:
        raise NoTilesError(
            f"{line.name}: no size from {n} to {n + FARTHEST - 1} can be tiled: at {n}, {line.why_not(n)}"
        )
    period = min(first[1].period, FARTHEST)
    cut = _cut(line, first[0], period)
    if first[0] == n and (valid or not cut):
        return Frame(n, 0, cut // 2, line.out(n), first[1])
    scale = first[1].scale
    wanted = floor((n - cut) * scale) if valid else ceil(n * scale)
    if wanted < 1:
        raise NoTilesError(f"{line.name}: of {n} px the network leaves no output; leave out --valid")
    start = n if valid else n + cut
    found = [one for one in line.sizes(start, max(start, first[0]) + 2 * period) if line.out(one[0]) >= wanted]
    if not found:
        made = f"{line.out(first[0])} px of {first[0]}, and not {wanted} of {start + 2 * period} or less"
        raise NoTilesError(f"{line.name}: the output does not grow as the image does: it is {made}")
    padded, its_grid = next((one for one in found if line.is_whole(one[0])), found[0])
    return Frame(padded, 0 if valid else cut // 2, cut // 2, wanted, its_grid)


def _cut(line: Line, first: int, period: int) -> int:
    """Pixels by which the output is smaller than the input, rounding apart [px of x]."""
    found = list(line.sizes(first, first + period))
    whole = [one for one in found if line.is_whole(one[0])] or found
    return max(0, min(floor(n - line.out(n) / its.scale) for n, its in whole))
