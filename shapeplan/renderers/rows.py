"""The rows of a U: partners of a skip on one, the ways down and up between them."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from shapeplan.renderers.model import Drawing, Valley


def rows(drawing: Drawing, valley: Valley) -> dict[str, int] | None:
    """The row of each box, from 0 at the top; None where skips cross so that there are none.

    Pools and upsamplings stand as high as they can, the rest as low: next to the skip that they lead to.
    """
    owner = _owners(valley)
    above = _above(drawing, valley, owner)
    try:
        order = list(TopologicalSorter(above).static_order())
    except CycleError:
        return None
    row: dict[str, int] = {}
    for id_ in order:
        row[id_] = max((row[other] + 1 for other in above[id_]), default=0)
    _lower(drawing, order, above, row, fixed=set(owner.values()))
    top = min(row.values())
    return {box.id: row[owner.get(box.id, box.id)] - top for box in drawing.boxes}


def _owners(valley: Valley) -> dict[str, str]:
    """For each box that shares its row, the one that stands for the row."""
    owner: dict[str, str] = {}
    begins = (valley.down[valley.bottom], valley.ups[0][0])
    is_level = len(valley.ups) == 1 and all(target != begins[1] for _, target in valley.pairs)
    for source, target in (*valley.pairs, *((begins,) if is_level else ())):
        owner[target] = owner.setdefault(source, source)
    return owner


def _above(drawing: Drawing, valley: Valley, owner: dict[str, str]) -> dict[str, set[str]]:
    """For each row of its own, those that must be above it."""
    way = valley.ways()
    starts = {up[0] for up in valley.ups}
    above: dict[str, set[str]] = {owner.get(box.id, box.id): set() for box in drawing.boxes}
    for edge in drawing.edges:
        source, target = owner.get(edge.source, edge.source), owner.get(edge.target, edge.target)
        begins = edge.target in starts and edge.kind != "size" and source != target
        if way[edge.source] == way[edge.target] == 0:
            above[target].add(source)
        elif way[edge.source] == way[edge.target] or begins:
            above[source].add(target)
    return above


def _lower(
    drawing: Drawing, order: list[str], above: dict[str, set[str]], row: dict[str, int], fixed: set[str]
) -> None:
    sticks = {box.id for box in drawing.boxes if box.family in {"pool", "upsample"}} | fixed
    lowest: dict[str, int] = {}
    for id_ in reversed(order):
        if id_ not in sticks and id_ in lowest:
            row[id_] = lowest[id_] - 1
        for other in above[id_]:
            lowest[other] = min(lowest.get(other, row[id_]), row[id_])
