"""A plan of tiles as text and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from shapeplan.renderers.table import aligned
from shapeplan.shape import spell
from shapeplan.tiling import AxisTiling, Tile, Tiling
from shapeplan.wording import escaped

SHOWN = 8  # tiles of an axis that are listed


def tiling_text(tiling: Tiling) -> str:
    """The plan with a line an axis, its tiles, and what the stitched output equals."""
    count = f"{len(tiling)} tile{'' if len(tiling) == 1 else 's'}"
    sizes = spell(axis.size for axis in tiling.axes)
    head = f"{escaped(tiling.network)} ({tiling.framework}): {count} of {sizes} for {spell(image(tiling))}"
    cost = f"{float(tiling.overhead):.2f} px are computed for each px of the image"
    equals = "\n".join([f"equals {reference(tiling)}", *reasons(tiling)])
    return "\n\n".join([head, axes_text(tiling), tiles_text(tiling), cost, equals])


def image(tiling: Tiling) -> tuple[int, ...]:
    """Sizes of the image."""
    return tuple(axis.image for axis in tiling.axes)


def axes_text(tiling: Tiling) -> str:
    """One line an axis."""
    lines = [
        (a.name, str(a.image), both(a.padding), str(a.size), str(a.stride), both(a.halo), str(len(a.tiles)), str(a.output))
        for a in tiling.axes
    ]  # fmt: skip
    return aligned(("axis", "image", "padding", "tile", "stride", "halo", "tiles", "output"), lines)


def both(sides: tuple[int, int]) -> str:
    """Pixels before and after."""
    return f"{sides[0]} + {sides[1]}" if any(sides) else "0"


def tiles_text(tiling: Tiling) -> str:
    """The tiles of each axis: the first ones and the last, where there are many."""
    lines = [line for axis in tiling.axes for line in tile_lines(axis)]
    return aligned(("axis", "tile", "reads", "padding", "keeps", "writes"), lines)


def tile_lines(axis: AxisTiling) -> Iterator[Sequence[str]]:
    """One line a tile."""
    hidden = range(SHOWN - 1, len(axis.tiles) - 1)
    for i, tile in enumerate(axis.tiles):
        if i not in hidden or len(hidden) == 1:
            pads = both((tile.pad_before, tile.pad_after))
            yield axis.name, str(i), part(tile.start, tile.stop), pads, part(*tile.keep), part(*tile.output)
        elif i == hidden[0]:
            yield axis.name, f"... {len(hidden)} more", "", "", "", ""


def part(start: int, stop: int) -> str:
    """A part of an axis, as slices are written."""
    return f"{start}:{stop}"


def reference(tiling: Tiling) -> str:
    """What the stitched output equals."""
    if not tiling.is_padded:
        return "the network's output on the whole image, in evaluation mode"
    pads = ", ".join(f"{axis.name} {both(axis.padding)}" for axis in tiling.axes if any(axis.padding))
    padded = spell(axis.padded for axis in tiling.axes)
    output, whole = ([getattr(axis, of) for axis in tiling.axes] for of in ("output", "whole"))
    first = f"the first {spell(output)} of " if output != whole else ""
    return (
        f"{first}the network's output on the image padded to {padded} ({pads}; mirrored or zeros, before it is cut), "
        "in evaluation mode"
    )


def reasons(tiling: Tiling) -> list[str]:
    """Why the image is padded to another size, where not for the network's own shrinking."""
    return [f"padded since at {axis.name} = {axis.image}, {escaped(axis.why)}" for axis in tiling.axes if axis.why]


def tiling_data(tiling: Tiling) -> dict[str, Any]:
    """A plan of tiles as `tiles --format json` prints it.

    name, framework, input   of the spec
    layer                    whose output is stitched
    equals                   what the stitched output equals, in words
    axes                     as `axis_data` says
    totals                   {tiles, image, computed, overhead}: tiles, pixels of the image and of all tiles, their ratio
    """
    computed, pixels = tiling.computed, tiling.computed / tiling.overhead
    return {
        "name": tiling.network,
        "framework": tiling.framework,
        "input": tiling.input,
        "layer": tiling.output,
        "equals": reference(tiling),
        "axes": [axis_data(axis) for axis in tiling.axes],
        "totals": {
            "tiles": len(tiling),
            "image": int(pixels),
            "computed": computed,
            "overhead": round(float(tiling.overhead), 4),
        },
    }


def axis_data(axis: AxisTiling) -> dict[str, Any]:
    """The tiles of one axis as JSON has them; `AxisTiling` and `Tile` say what the entries are."""
    return {
        "axis": axis.name,
        "image": axis.image,
        "padding": list(axis.padding),
        "padded": axis.padded,
        "tile": axis.size,
        "stride": axis.stride,
        "halo": list(axis.halo),
        "period": axis.period,
        "scale": str(axis.scale),
        "output": axis.output,
        "whole": axis.whole,
        "why": axis.why,
        "tiles": [tile_data(tile) for tile in axis.tiles],
    }


def tile_data(tile: Tile) -> dict[str, Any]:
    """One tile."""
    return {
        "start": tile.start,
        "stop": tile.stop,
        "pad_before": tile.pad_before,
        "pad_after": tile.pad_after,
        "keep": list(tile.keep),
        "output": list(tile.output),
    }
