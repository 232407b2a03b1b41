"""The questions that go backward: which sizes work, which values, which tiles.

    sizes(source)         all legal sizes of every input axis: LegalSizes
    solve(source)         values for the word `solve` in a spec: Solved
    tiles(source, image)  overlapping tiles of an image that stitch to the whole output: Tiling

Sources and settings are those of `shapeplan.api`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapeplan.analysis import Analysis, analyse
from shapeplan.api import AnySource, analysis, lint, planned
from shapeplan.diagnostic import Diagnostic
from shapeplan.given import Sizes, SpecError, one_size
from shapeplan.shape import spell
from shapeplan.source import read_text

if TYPE_CHECKING:
    from shapeplan.legal import AxisSizes, LegalSizes
    from shapeplan.progression import SizeSet
    from shapeplan.solutions import Solved
    from shapeplan.tiling import Tiling

MAX_TILE = 512  # pixels of an axis of a tile, unless more are allowed


def sizes(
    source: AnySource,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
) -> LegalSizes:
    """All legal sizes of every input axis: `sizes(...).axes[0].runs`, `.whole`, `.exact`, as sets of sizes.

    Raises SpecError where the spec is too broken to have shapes, or has no map.
    """
    return legal_sizes(analysis(source, None, params, framework))


def legal_sizes(a: Analysis) -> LegalSizes:
    """The legal sizes of an analysis; faults of its sizes do not matter. Raises SpecError as `sizes` does."""
    if a.plan is None or a.wrongs or a.source.problems:
        raise SpecError(f"{a.source.path}: the spec cannot be planned", lint(a))
    told = a.legal
    if told is None or not told.axes:
        raise SpecError(f"{a.source.path}: no input is a map, so there are no sizes to tell")
    return told


def inputs_for(told: LegalSizes, output: str, size: Sequence[int]) -> list[tuple[AxisSizes, SizeSet]]:
    """For each input axis that a layer depends on, the sizes that give it a size. Raises SpecError for other axes."""
    shape = told.plan[output].shape or ()
    if len(size) != len(shape) - 1:
        raise SpecError(f"'{told.plan.net.label(output)}' is {spell(shape)}, and the size {spell(size)}")
    behind = told.plan.net.sources[output]
    meant = [one for one in told.axes if one.axis <= len(size) and not behind.isdisjoint(one.inputs)]
    return [(one, one.giving(output, size[one.axis - 1])) for one in meant]


def solve(
    source: AnySource,
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
    *,
    limit: int = 20,
    maxima: Mapping[str, int] | None = None,
) -> Solved:
    """All values for the word `solve` in a spec with which nothing fails, no more than `limit` of them listed.

    `maxima` are the largest values that are tried, by the name of the argument or of the unknown.
    Raises SpecError where there is nothing to solve, or something else is wrong with the spec.
    """
    return solved(analysis(source, sizes, params, framework), limit, maxima or {})


def solved(a: Analysis, limit: int, maxima: Mapping[str, int]) -> Solved:
    """The solutions of an analysis. Raises SpecError."""
    from shapeplan.solutions import CannotSolveError, open_only
    from shapeplan.solutions import solve as run

    if not open_only(a):
        others = [d for d in lint(a) if d.rule != "unsolved"]
        raise SpecError(f"{a.source.path}: this is to be mended before anything can be solved", others)
    try:
        return run(a, limit, maxima)
    except CannotSolveError as error:
        raise SpecError(f"{a.source.path}: {error}") from None


def nearest(solved: Solved) -> list[Diagnostic]:
    """What is wrong with the values that come nearest to a solution; nothing where there is a solution."""
    if solved.nearest is None:
        return []
    tried = analyse(read_text(solved.text(solved.nearest), solved.source.path), solved.settings)
    found = [d for d in lint(tried) if d.severity == "error" and d.rule != "unsolved"]
    return [d for d in found if d.node in solved.failing] or found


def tiles(
    source: AnySource,
    image: str | Sequence[int],
    max_tile: int | str | Sequence[int] | None = None,
    output: str | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
    *,
    valid: bool = False,
) -> Tiling:
    """Overlapping tiles of an image whose outputs, cut and stitched, are those of the whole image.

    `max_tile` is the largest size of a tile, 512 unless given; `output` a layer to stitch instead of the
    network's output. Where a network shrinks, the image is padded so that every pixel has an output, and
    with `valid` it is not. Raises SpecError where the spec cannot be planned, or not by tiles.
    """
    from shapeplan.tile_frame import NoTilesError
    from shapeplan.tiling import tile

    size, limit = one_size(image), MAX_TILE if max_tile is None else max_tile
    most = one_size((limit,) if isinstance(limit, int) else limit)
    if len(most) not in {1, len(size)}:
        raise SpecError(
            f"the image has {len(size)} axes, {spell(size)}, and the largest tile {len(most)}, {spell(most)}"
        )
    a = analysis(source, None, params, framework)
    planned(a)
    try:
        return tile(a, size, most * len(size) if len(most) == 1 else most, output, valid=valid)
    except NoTilesError as error:
        raise SpecError(f"{a.source.path}: {error}") from None
