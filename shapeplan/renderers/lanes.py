"""Lanes of a way: its longest run of boxes in the middle, what stands beside it in lanes of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shapeplan.renderers.model import Drawing


def lanes(drawing: Drawing, ways: Sequence[tuple[Sequence[str], str]], row: Mapping[str, int]) -> dict[str, int]:
    """The lane of each box: 0 on its way's own, negative outward, positive toward the other ways.

    A way is its boxes in order, and the one that its run ends in. What leads across from the way down, and
    what comes across to a way up, stands between them.
    """
    lane = dict.fromkeys(row, 0)
    for members, end in ways:
        spine = _spine(drawing, members, end)
        is_down = drawing.boxes[0].id in members
        outer = _leads(drawing, members, end) if is_down else _led(drawing, members)
        taken = {(0, row[id_]) for id_ in spine}
        for id_ in members:
            if id_ not in spine:
                step = -1 if id_ in outer else 1
                lane[id_] = step
                while (lane[id_], row[id_]) in taken:
                    lane[id_] += step
                taken.add((lane[id_], row[id_]))
    return lane


def _spine(drawing: Drawing, members: Sequence[str], end: str) -> set[str]:
    """The longest way through some boxes that ends in one of them."""
    inside = frozenset(members)
    before: dict[str, list[str]] = {}
    for edge in drawing.edges:
        if edge.kind != "size" and edge.source in inside and edge.target in inside:
            before.setdefault(edge.target, []).append(edge.source)
    length: dict[str, int] = {}
    for id_ in members:
        length[id_] = 1 + max((length[other] for other in before.get(id_, ())), default=0)
    found = {end}
    while ways := before.get(end):
        end = max(ways, key=length.__getitem__)
        found.add(end)
    return found


def _led(drawing: Drawing, members: Sequence[str]) -> set[str]:
    """Boxes among some that the first of them leads to."""
    found = {members[0]}
    inside = frozenset(members)
    for edge in drawing.edges:
        if edge.source in found and edge.target in inside:
            found.add(edge.target)
    return found


def _leads(drawing: Drawing, members: Sequence[str], end: str) -> set[str]:
    """Boxes among some that lead to one of them."""
    found = {end}
    inside = frozenset(members)
    for edge in reversed(drawing.edges):
        if edge.target in found and edge.source in inside:
            found.add(edge.source)
    return found
