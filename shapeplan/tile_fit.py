"""The size of tiles on a padded image, how far apart they lie, and what is kept of their outputs."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from math import floor
from typing import TYPE_CHECKING

from shapeplan.tile_clean import Clean, Spoilt, clean
from shapeplan.tile_frame import Frame, Line, NoTilesError

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Fit:
    """Tiles of one size.

    size     of a tile [px of x]
    stride   from a tile to the next [px of x]
    kept     outputs that are kept of a tile in the middle, [start, stop) [px of y]
    out      outputs of a tile [px of y]
    """

    size: int
    stride: int
    kept: tuple[int, int]
    out: int

    def halo(self, frame: Frame) -> tuple[int, int]:
        """Pixels of a tile before and after those whose outputs are kept [px of x]."""
        first, last = (floor(j / frame.grid.scale) + frame.margin for j in self.kept)
        return first, max(self.size - last, 0)


def largest(line: Line, frame: Frame, most: int) -> Fit:
    """The largest tiles of at most so many pixels; the whole image if that is so small. Raises NoTilesError."""
    if frame.size <= most:
        out = line.out(frame.size)
        return Fit(frame.size, frame.size, (0, out), out)
    period = frame.grid.period
    sizes = range(most - (most - frame.size) % period, 0, -period)
    found = next((n for n in sizes if line.grid(n) is not None), None)
    try:
        if found is not None:
            return fit(line, frame, found)
    except Spoilt:
        pass
    raise NoTilesError(_least(line, frame, most))


def _least(line: Line, frame: Frame, most: int) -> str:
    """What is the smallest tile that works."""
    sizes = range(frame.size % frame.grid.period or frame.grid.period, frame.size, frame.grid.period)
    least = bisect_left(sizes, True, key=lambda n: _works(line, frame, n))
    if least < len(sizes):
        halo = " + ".join(map(str, fit(line, frame, sizes[least]).halo(frame)))
        return f"{line.name}: a tile of at most {most} px is too small, {halo} px are its halo; it takes at least {sizes[least]} px"
    return f"{line.name}: no tile smaller than the {frame.size} px of the whole image keeps an output of its own; {frame.size} px take it at once"


def _works(line: Line, frame: Frame, n: int) -> bool:
    try:
        fit(line, frame, n)
    except Spoilt:
        return False
    return True


def fit(line: Line, frame: Frame, n: int) -> Fit:
    """Tiles of n pixels, as far apart as can be. Raises Spoilt where they leave gaps."""
    tile, whole = line.at(n).plan, line.at(frame.size).plan
    assert tile is not None
    assert whole is not None
    output = tile[line.layers[-1]]
    if line.grid(n) is None:
        raise Spoilt(output, "does not run at this size")
    out, last, scale, period = line.out(n), frame.size - n, frame.grid.scale, frame.grid.period

    def at(offset: int) -> Clean:
        found = clean(tile, whole, line.layers, line.axis, offset)
        if found.shift != offset * scale:
            raise Spoilt(output, "lies otherwise than its tile")
        return found

    head, tail = at(0), at(last)
    if head.start > 0 or tail.stop < out:
        raise Spoilt(output, "is not the whole image's at its border")
    kept = tail.start, head.stop
    stride = min(floor((kept[1] - kept[0]) / (scale * period)) * period, last)
    if stride < period or not _holds(at(stride), kept):
        raise Spoilt(output, "leaves a gap between tiles")
    return Fit(n, stride, kept, out)


def _holds(found: Clean, kept: tuple[int, int]) -> bool:
    return found.start <= kept[0] and found.stop >= kept[1]
