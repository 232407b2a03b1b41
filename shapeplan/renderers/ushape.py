"""The true U: the way down on the left, each way up a column to its right, partners of a skip on one row."""

from __future__ import annotations

from collections.abc import Mapping

from shapeplan.renderers.grid import grid_layout
from shapeplan.renderers.lanes import lanes
from shapeplan.renderers.layout import Layout
from shapeplan.renderers.model import Drawing, Valley
from shapeplan.renderers.routes import Cell
from shapeplan.renderers.rows import rows


def u_layout(drawing: Drawing) -> Layout | None:
    """The U of a drawing, or None where it is none."""
    valley = drawing.valley
    row = rows(drawing, valley) if valley else None
    if valley is None or row is None:
        return None
    return grid_layout("u", drawing, *_cells(drawing, valley, row))


def _cells(drawing: Drawing, valley: Valley, row: Mapping[str, int]) -> tuple[dict[str, Cell], set[int]]:
    """Column and row of each box; and the columns whose edges past boxes run on the left."""
    lane = lanes(drawing, [(valley.down, valley.down[valley.bottom]), *((up, up[-1]) for up in valley.ups)], row)
    place = {id_: (0, lane[id_]) for id_ in valley.down}
    place |= {id_: (n, -lane[id_]) for n, up in enumerate(valley.ups, 1) for id_ in up}
    order = sorted(set(place.values()))
    column = {id_: order.index(where) for id_, where in place.items()}
    return {id_: (column[id_], row[id_]) for id_ in column}, {n for n, (way, _) in enumerate(order) if way == 0}
