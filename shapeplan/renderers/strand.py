"""Finds a strand: a chain, beside which some edges go around boxes, and short chains leave it and come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shapeplan.renderers.model import Drawing, Edge

MOST_TRACKS = 3  # edges beside each other
MOST_LANES = 2  # of boxes, the chain's among them


@dataclass(frozen=True, slots=True)
class Strand:
    """A drawing as rows.

    spine    the chain, a box in each row
    row      of each box, from 0
    lane     of each box: 0 in the chain, 1 beside it
    track    of each edge that goes around boxes, 0 next to the chain
    breaks   rows before which one box alone leads on
    """

    spine: tuple[str, ...]
    row: Mapping[str, int]
    lane: Mapping[str, int]
    track: Mapping[tuple[str, str], int]
    breaks: tuple[int, ...]


def strand(drawing: Drawing) -> Strand | None:
    """The rows of a drawing; None where it is none, or has too much beside its chain."""
    if not drawing.boxes:
        return None
    spine = _longest(drawing)
    row = {id_: i for i, id_ in enumerate(spine)}
    lane = dict.fromkeys(spine, 0)
    if not _beside(drawing, row, lane):
        return None
    track = _tracks([e for e in drawing.edges if lane[e.source] == lane[e.target] == 0], row)
    if max(track.values(), default=0) >= MOST_TRACKS:
        return None
    return Strand(spine, row, lane, track, _breaks(drawing, row, lane))


def _longest(drawing: Drawing) -> tuple[str, ...]:
    """The longest way through the boxes."""
    before: dict[str, list[str]] = {}
    for edge in drawing.edges:
        if edge.kind != "size":
            before.setdefault(edge.target, []).append(edge.source)
    length: dict[str, int] = {}
    for box in drawing.boxes:
        length[box.id] = 1 + max((length[other] for other in before.get(box.id, ())), default=0)
    way = [max(drawing.boxes, key=lambda box: length[box.id]).id]
    while ways := before.get(way[-1]):
        way.append(max(ways, key=length.__getitem__))
    return tuple(reversed(way))


def _beside(drawing: Drawing, row: dict[str, int], lane: dict[str, int]) -> bool:
    """Places the other boxes beside the chain, each chain of them right above the row where it comes back.

    False where one reads or is read by several, finds no free place, or does not come back.
    """
    reads: dict[str, list[str]] = {}
    read_by: dict[str, list[str]] = {}
    for edge in drawing.edges:
        reads.setdefault(edge.target, []).append(edge.source)
        read_by.setdefault(edge.source, []).append(edge.target)
    taken: set[int] = set()
    for box in reversed(drawing.boxes):
        if box.id in row:
            continue
        readers, sources = read_by.get(box.id, []), reads.get(box.id, [])
        if len(readers) != 1 or len(sources) != 1:
            return False
        place = row[readers[0]] - 1
        if place in taken or row.get(sources[0], -1) >= place:
            return False
        row[box.id], lane[box.id] = place, MOST_LANES - 1
        taken.add(place)
    return all(row[edge.source] < row[edge.target] for edge in drawing.edges)


def _tracks(edges: Sequence[Edge], row: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """A track for each edge past a box, the nearest that is free."""
    found: dict[tuple[str, str], int] = {}
    ends: list[int] = []  # where each track is free again
    for edge in sorted(edges, key=lambda edge: row[edge.source]):
        a, b = row[edge.source], row[edge.target]
        if b - a > 1:
            track = next((i for i, end in enumerate(ends) if end <= a), len(ends))
            ends[track:] = [b, *ends[track + 1 :]]
            found[edge.source, edge.target] = track
    return found


def _breaks(drawing: Drawing, row: Mapping[str, int], lane: Mapping[str, int]) -> tuple[int, ...]:
    crowded = {row[id_] for id_ in row if lane[id_]}
    spans = [(row[edge.source], row[edge.target]) for edge in drawing.edges if edge.kind != "size"]
    farthest = [0] * (max(row.values()) + 1)  # where what starts in a row ends
    for a, b in spans:
        farthest[a] = max(farthest[a], b)
    found, reach = [], 0
    for n, end in enumerate(farthest[:-1]):
        if reach <= n and n not in crowded:
            found.append(n + 1)
        reach = max(reach, end)
    return tuple(found)
