"""The command `tiles`: an image in overlapping tiles whose outputs are stitched to that of the whole."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapeplan import questions
from shapeplan.cannot import CannotRunError
from shapeplan.renderers.tiles import tiling_data, tiling_text

if TYPE_CHECKING:
    from shapeplan.source import Source


def tiles(source: Source, arguments: Namespace, params: dict[str, Any], framework: str | None) -> int:
    """Prints a plan of tiles, and draws it."""
    tiling = questions.tiles(
        source,
        arguments.image,
        arguments.max_tile,
        arguments.output,
        params,
        framework,
        valid=arguments.valid,
    )
    if arguments.format == "json":
        print(json.dumps(tiling_data(tiling), indent=2, ensure_ascii=False))
    else:
        print(tiling_text(tiling))
    if arguments.figure is not None:
        draw(tiling, Path(arguments.figure))
        if arguments.format == "text":
            print(f"\n{arguments.figure}")
    return 0


def draw(tiling: Any, path: Path) -> None:
    """Writes the picture."""
    from shapeplan.renderers.engine import RenderError
    from shapeplan.renderers.tile_figure import draw_tiling

    try:
        draw_tiling(tiling, path)
    except RenderError as error:
        raise CannotRunError(str(error)) from None
