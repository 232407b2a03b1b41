"""The picture of a plan of tiles: the image with its tiles, one of them marked, and the stitched output.

A tile is outlined; where tiles overlap the outlines' fill adds up. Of the marked tile the halo is orange
and the part that is kept green, there and in the output. Of three axes the last two are shown; of one,
the tiles lie in rows, so that neighbours can be told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path

from shapeplan.renderers.engine import RenderError
from shapeplan.renderers.figure import GREY, INK, MARGIN
from shapeplan.renderers.files import write
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.palette import FAMILIES
from shapeplan.renderers.tiles import both
from shapeplan.renderers.typeset import typeset
from shapeplan.tiling import AxisTiling, Tile, Tiling

WIDE, HIGH = 440, 440  # the image, at most [px of the picture]
GAP = 60  # between image and output
ROW = 20  # of the legend, and of tiles of one axis
HEAD = 34  # title
FONT = 'font-family="Arial, Helvetica, sans-serif"'
MOST = 2000  # tiles that are drawn

TILE, HALO, KEPT = FAMILIES["conv"], FAMILIES["pool"], FAMILIES["upsample"]
IMAGE = FAMILIES["norm"]

Box = tuple[float, float, float, float]  # x, y, width, height


def draw_tiling(tiling: Tiling, path: Path) -> None:
    """Writes the picture, as .svg or .png. Raises RenderError."""
    if path.suffix not in {".svg", ".png"}:
        raise RenderError(f"a figure is written as .svg or .png, not '{path.suffix}'")
    svg = tiling_svg(tiling)
    write(path, svg.encode() if path.suffix == ".svg" else typeset(svg, "png", "a picture as .png", ppi=144))


@dataclass(frozen=True, slots=True)
class Scene:
    """Where everything stands.

    tiles    on the image; `parts` of the output that they are kept for, in the same order
    kept     the part of the marked tile that is kept, on the image
    marked   index of that tile
    words    what is where: place and text
    """

    width: float
    height: float
    padded: Box
    image: Box
    tiles: Sequence[Box]
    parts: Sequence[Box]
    kept: Box
    marked: int
    words: Sequence[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class Span:
    """An axis of the picture, `unit` px a pixel, from the padding on."""

    axis: AxisTiling
    unit: float

    @property
    def padded(self) -> tuple[float, float]:
        """Place and length of the padded image."""
        return 0, self.axis.padded * self.unit

    @property
    def image(self) -> tuple[float, float]:
        """Place and length of the image."""
        return self.axis.padding[0] * self.unit, self.axis.image * self.unit

    def tile(self, tile: Tile) -> tuple[float, float]:
        """Place and length of a tile."""
        return (tile.start - tile.pad_before + self.axis.padding[0]) * self.unit, self.axis.size * self.unit

    def kept(self, tile: Tile) -> tuple[float, float]:
        """Place and length of the pixels whose outputs a tile is kept for."""
        first, last = (float(j / self.axis.scale + self.axis.margin) * self.unit for j in tile.output)
        return first, last - first


def box(columns: tuple[float, float], rows: tuple[float, float], x: float = 0) -> Box:
    """A box of a place and a length an axis, moved to the right."""
    return x + columns[0], rows[0], columns[1], rows[1]


def plane(tiling: Tiling) -> Scene:
    """Two axes: the image on the left, the output on the right."""
    rows, columns = tiling.axes[-2:]
    unit = min(WIDE / columns.padded, HIGH / rows.padded)
    down, right = Span(rows, unit), Span(columns, unit)
    pairs = list(product(rows.tiles, columns.tiles))
    marked = middle(rows.tiles) * len(columns.tiles) + middle(columns.tiles)
    parts = [box(right.kept(c), down.kept(r)) for r, c in pairs]
    ends = [max(part[i] + part[i + 2] for part in parts) for i in (0, 1)]
    width, height = max(right.padded[1], ends[0]), max(down.padded[1], ends[1])
    return Scene(
        width=2 * width + GAP,
        height=height,
        padded=box(right.padded, down.padded),
        image=box(right.image, down.image),
        tiles=[box(right.tile(c), down.tile(r)) for r, c in pairs],
        parts=[box(right.kept(c), down.kept(r), width + GAP) for r, c in pairs],
        kept=parts[marked],
        marked=marked,
        words=((0, -7, "the image and its tiles"), (width + GAP, -7, "the stitched output")),
    )


def band(tiling: Tiling) -> Scene:
    """One axis: the image above, the tiles in rows, the output below."""
    (axis,) = tiling.axes
    right = Span(axis, 2 * WIDE / axis.padded)
    lanes = min(len(axis.tiles), -(-axis.size // axis.stride) + 1)
    places = [ROW * (1.5 + i % lanes) for i in range(len(axis.tiles))]
    below = ROW * (2 + lanes)
    marked = middle(axis.tiles)
    return Scene(
        width=GAP + right.padded[1],
        height=below + ROW,
        padded=box(right.padded, (0, ROW), GAP),
        image=box(right.image, (0, ROW), GAP),
        tiles=[box(right.tile(tile), (y, ROW - 4), GAP) for tile, y in zip(axis.tiles, places, strict=True)],
        parts=[box(right.kept(tile), (below, ROW), GAP) for tile in axis.tiles],
        kept=box(right.kept(axis.tiles[marked]), (places[marked], ROW - 4), GAP),
        marked=marked,
        words=((0, 14, "image"), (0, places[0] + 12, "tiles"), (0, below + 14, "output")),
    )


def middle(tiles: Sequence[Tile]) -> int:
    """The tile that is marked."""
    return (len(tiles) - 1) // 2


def tiling_svg(tiling: Tiling) -> str:
    """The picture as SVG. Raises RenderError where there are too many tiles."""
    if len(tiling) > MOST:
        raise RenderError(f"a figure shows at most {MOST:,} tiles, and there are {len(tiling):,}")
    scene = band(tiling) if len(tiling.axes) == 1 else plane(tiling)
    rows = list(legend(tiling))
    top = MARGIN + HEAD + len(rows) * ROW + 26
    width, height = max(scene.width, 560) + 2 * MARGIN, top + scene.height + MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" {FONT}>',
            f"<title>{title(tiling)}</title>",
            '<rect width="100%" height="100%" fill="white"/>',
            text(MARGIN, MARGIN + 12, title(tiling), 17, INK, bold=True),
            *(entry(MARGIN, MARGIN + HEAD + i * ROW, *row) for i, row in enumerate(rows)),
            f'<g transform="translate({MARGIN} {top})">',
            *drawn(scene),
            "</g>",
            "</svg>",
        ]
    )


def title(tiling: Tiling) -> str:
    """What the picture shows."""
    name = clean(tiling.network)
    return escape(f"{name}: {len(tiling)} tile{'' if len(tiling) == 1 else 's'}")


def drawn(scene: Scene) -> Iterator[str]:
    """The image with its tiles, and the output with its parts."""
    yield from (text(*words, 12.5, GREY) for words in scene.words)
    yield rect(scene.image, IMAGE.fill, IMAGE.line)
    if scene.padded != scene.image:
        yield rect(scene.padded, "none", IMAGE.line, 'stroke-dasharray="4 3"')
    for tile in scene.tiles:
        yield rect(tile, TILE.line, TILE.line, 'fill-opacity="0.10"')
    yield rect(scene.image, "none", INK, 'stroke-width="1.5"')
    yield rect(scene.tiles[scene.marked], HALO.fill, HALO.line, 'fill-opacity="0.85" stroke-width="2"')
    yield rect(scene.kept, KEPT.fill, KEPT.line, 'stroke-width="2"')
    for i, part in enumerate(scene.parts):
        if i != scene.marked:
            yield rect(part, TILE.fill, TILE.line)
    yield rect(scene.parts[scene.marked], KEPT.fill, KEPT.line, 'stroke-width="2"')


def legend(tiling: Tiling) -> Iterator[tuple[str, str, str]]:
    """Fill, line and words of each kind of box."""
    axes = tiling.axes
    counts = times(len(axis.tiles) for axis in axes)
    yield IMAGE.fill, INK, f"image {times(axis.image for axis in axes)}"
    if tiling.is_padded:
        yield "white", IMAGE.line + '" stroke-dasharray="4 3', f"padding {sides(axes, 'padding')}"
    apart = times(axis.stride for axis in axes)
    yield "#DBE6F3", TILE.line, f"{counts} tiles of {times(axis.size for axis in axes)}, {apart} apart"
    yield HALO.fill, HALO.line, f"halo of a tile: {sides(axes, 'halo')}"
    yield KEPT.fill, KEPT.line, f"what a tile is kept for; stitched, the output is {times(a.output for a in axes)}"


def times(numbers: Iterable[int]) -> str:
    """Sizes as they are written in a picture."""
    return " × ".join(map(str, numbers))


def sides(axes: Sequence[AxisTiling], of: str) -> str:
    """Pixels before and after, an axis."""
    return ", ".join(f"{axis.name} {both(getattr(axis, of))}" for axis in axes)


def entry(x: float, y: float, fill: str, line: str, words: str) -> str:
    """One line of the legend."""
    return rect((x, y, 13, 13), fill, line) + text(x + 21, y + 11, words, 12.5, GREY)


def rect(place: Box, fill: str, line: str, more: str = "") -> str:
    """A box."""
    x, y, width, height = place
    size = f'x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}"'
    return f'<rect {size} fill="{fill}" stroke="{line}" {more}/>'


def text(x: float, y: float, words: str, size: float, fill: str, *, bold: bool = False) -> str:
    """A line of text."""
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x}" y="{y}" font-size="{size}"{weight} fill="{fill}">{words}</text>'
