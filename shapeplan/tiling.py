"""An overlap-tile plan: tiles of an image whose outputs, cut and laid side by side, are the whole output.

Each axis is planned for itself. The image is padded where the network does not run at its size, or where
the network shrinks and outputs are wanted for all pixels. Tiles lie a whole number of periods apart, so
that every pooling of a tile falls on the grid of the whole image; of the outputs, those are kept that
`clean` shows to be the whole image's. A tile has the size of the image up to whole periods, so that the
last tile ends where the image ends.

Source   Ronneberger, Fischer, Brox 2015, figure 2
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain, product
from math import prod
from typing import TYPE_CHECKING

from shapeplan.shape import Shape, axis_names, spell
from shapeplan.tile_clean import Spoilt
from shapeplan.tile_fit import Fit, largest
from shapeplan.tile_frame import Frame, Line, NoTilesError, frame
from shapeplan.tile_grid import check_local, way

if TYPE_CHECKING:
    from shapeplan.analysis import Analysis
    from shapeplan.infer import Plan

MOST = 100_000  # tiles of an axis
ROUND = (1, 2, 4, 8, 16, 32, 64, 128)  # multiples that networks ask for


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile on one axis: pixels [start, stop) of the image, and padding around them.

    keep     the part of the tile's output that is kept [px of y]
    output   where it goes in the stitched output [px of y]
    """

    start: int
    stop: int
    pad_before: int
    pad_after: int
    keep: tuple[int, int]
    output: tuple[int, int]


@dataclass(frozen=True, slots=True)
class AxisTiling:
    """The tiles of one axis.

    image       size of the image [px of x]
    padding     pixels added before and after the image, all tiles together [px of x]
    size        of a tile [px of x]
    stride      from a tile to the next; only the last may be nearer [px of x]
    margin      pixels of the padded image before that of the first output [px of x]
    halo        pixels of a tile before and after the part that is kept [px of x]
    period      every tile starts at a multiple of it on the padded image [px of x]
    scale       outputs for each pixel [px of y / px of x]
    output      size of the stitched output [px of y]
    whole       output size of the network on the whole padded image [px of y]
    why         what keeps the image's own size from being tiled; None where nothing does
    """

    name: str
    image: int
    padding: tuple[int, int]
    size: int
    stride: int
    margin: int
    halo: tuple[int, int]
    period: int
    scale: Fraction
    output: int
    whole: int
    why: str | None
    tiles: tuple[Tile, ...]

    @property
    def padded(self) -> int:
        """Size of the padded image [px of x]."""
        return self.image + sum(self.padding)


@dataclass(frozen=True, slots=True)
class Tiling:
    """A plan of tiles; iterating gives each tile, one `Tile` an axis."""

    network: str
    framework: str
    input: str
    output: str
    axes: tuple[AxisTiling, ...]

    def __iter__(self) -> Iterator[tuple[Tile, ...]]:
        return product(*(axis.tiles for axis in self.axes))

    def __len__(self) -> int:
        return prod(len(axis.tiles) for axis in self.axes)

    @property
    def computed(self) -> int:
        """Pixels of all tiles [px of x]."""
        return len(self) * prod(axis.size for axis in self.axes)

    @property
    def overhead(self) -> Fraction:
        """Pixels computed for each pixel of the image [1]."""
        return Fraction(self.computed, prod(axis.image for axis in self.axes))

    @property
    def is_padded(self) -> bool:
        """Whether the image is padded."""
        return any(sum(axis.padding) for axis in self.axes)


def tile(a: Analysis, image: Sequence[int], most: Sequence[int], output: str | None, *, valid: bool) -> Tiling:
    """Tiles of at most `most` pixels an axis, for an output of the network. Raises NoTilesError."""
    assert a.plan is not None
    net = a.plan.net
    base, source, end = _running(a, image), _input(a.plan, image), _output(a.plan, output)
    layers = way(a.plan, end)
    names = axis_names(len(image) + 1)[1:]
    axes = []
    for i, (n, limit) in enumerate(zip(image, most, strict=True)):
        _check_local(base, layers, i)
        line = Line(names[i], i, layers, partial(_at, a, source, base[source].shape, i))
        axes.append(tile_axis(line, n, limit, valid=valid))
    tiling = Tiling(net.name, net.framework, source, net.label(end), tuple(axes))
    for sizes in ([axis.size for axis in axes], [axis.padded for axis in axes]):
        if any(node.faults for node in _planned(a, source, sizes)):
            raise NoTilesError(f"the network does not run at {spell(sizes)}, though it does on each axis")
    return tiling


def tile_axis(line: Line, n: int, most: int, *, valid: bool) -> AxisTiling:
    """The tiles of one axis of n pixels. Raises NoTilesError."""
    framed = frame(line, n, valid=valid)
    fitted = largest(line, framed, most)
    if (framed.size - fitted.size) // fitted.stride > MOST:
        raise NoTilesError(
            f"{line.name}: {n} px would take more than {MOST:,} tiles of {fitted.size} px; take larger ones"
        )
    return AxisTiling(
        name=line.name,
        image=n,
        padding=(framed.before, framed.size - n - framed.before),
        size=fitted.size,
        stride=fitted.stride,
        margin=framed.margin,
        halo=fitted.halo(framed),
        period=framed.grid.period,
        scale=framed.grid.scale,
        output=framed.wanted,
        whole=line.out(framed.size),
        why=line.why_not(n),
        tiles=tuple(_tiles(framed, fitted, n)),
    )


def _tiles(framed: Frame, fitted: Fit, n: int) -> Iterator[Tile]:
    """The tiles of an image of n pixels; each keeps what those before it have not."""
    start, done, last = 0, 0, framed.size - fitted.size
    while done < framed.wanted:
        moved = int(start * framed.grid.scale)
        stop = min(framed.wanted, moved + (fitted.out if start == last else fitted.kept[1]))
        first, behind = start - framed.before, start - framed.before + fitted.size
        yield Tile(
            max(first, 0),
            min(behind, n),
            max(-first, 0),
            max(behind - n, 0),
            (done - moved, stop - moved),
            (done, stop),
        )
        start, done = min(start + fitted.stride, last), stop


def _input(plan: Plan, image: Sequence[int]) -> str:
    """The input of a network that has one, a map of as many axes as the image. Raises NoTilesError."""
    if len(plan.inputs) != 1:
        raise NoTilesError(f"tiles are cut from one image, and the network has {len(plan.inputs)} inputs")
    source = plan.inputs[0]
    axes = len(source.shape or ()) - 1
    if axes != len(image):
        raise NoTilesError(
            f"input '{source.id}' has another number of spatial axes than the image, {axes} and {len(image)}"
        )
    return source.id


def _output(plan: Plan, name: str | None) -> str:
    """The output to be stitched: the network's only one, or that of a layer. Raises NoTilesError."""
    if name is not None:
        try:
            return plan[name].id
        except KeyError as error:
            raise NoTilesError(error.args[0]) from None
    if len(plan.net.outputs) != 1:
        names = ", ".join(map(plan.net.label, plan.net.outputs))
        raise NoTilesError(f"the network has {len(plan.net.outputs)} outputs: name one as --output ({names})")
    return plan.net.outputs[0]


def _running(a: Analysis, image: Sequence[int]) -> Plan:
    """The network at a size at which it runs: the image's, or a little more, or the spec's own. Raises NoTilesError."""
    assert a.plan is not None
    source = _input(a.plan, image)
    rounded = ([-(-n // m) * m for n in image] for m in ROUND)
    for plan in chain((_planned(a, source, sizes) for sizes in rounded), [a.plan]):
        if not any(node.faults for node in plan):
            return plan
    raise NoTilesError(
        f"the network runs neither at {spell(image)} or little more nor at its own size: see shapeplan check"
    )


def _planned(a: Analysis, source: str, sizes: Sequence[int]) -> Plan:
    plan = a.resized({source: sizes}).plan
    assert plan is not None
    return plan


def _at(a: Analysis, source: str, shape: Shape | None, axis: int, n: int) -> Analysis:
    """The spec with one axis of its input replaced."""
    sizes = [m or 1 for m in (shape or ())[1:]]
    return a.resized({source: [*sizes[:axis], n, *sizes[axis + 1 :]]})


def _check_local(plan: Plan, layers: Sequence[str], axis: int) -> None:
    """Raises NoTilesError for a layer that looks at the whole image."""
    try:
        check_local(plan, layers, axis)
    except Spoilt as spoilt:
        node, before = spoilt.node, spoilt.node.inputs[0]
        before = None if before in plan.net.inputs else before
        hint = f"; the layers up to '{plan.net.label(before)}' can: --output {plan.net.label(before)}" if before else ""
        raise NoTilesError(f"{node.op} '{plan.net.label(node.id)}' cannot be tiled: it {spoilt.text}{hint}") from None
