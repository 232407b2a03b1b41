"""Finds a strand: a chain, beside which some edges go around boxes, and short chains leave it and come back."""

from __future__ import annotations

from bisect import bisect, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapeplan.renderers.model import Drawing, Edge

MOST_TRACKS = 3  # edges beside each other


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

    False where one reads or is read by several, does not come back, or where two would be beside each other.
    """
    reads = _ends(drawing, "target", "source")
    read_by = _ends(drawing, "source", "target")
    spans: list[tuple[int, int]] = []  # rows that a chain beside leaves, and comes back to
    for box in reversed(drawing.boxes):
        if box.id in lane:
            continue
        way = [box.id]
        while way[-1] not in lane:
            sources = reads.get(way[-1], [])
            if len(sources) != 1 or len(read_by.get(way[-1], [])) != 1:
                return False
            way.append(sources[0])
        *beside, start = way
        end = read_by[box.id][0]
        spans.append((row[start], row[end]))
        for n, id_ in enumerate(beside, 1):
            row[id_], lane[id_] = row[end] - n, 1
        if lane[start] or lane[end] or row[beside[-1]] <= row[start]:
            return False
    spans.sort()
    return all(a[1] <= b[0] for a, b in pairwise(spans))


def _ends(drawing: Drawing, one: str, other: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in drawing.edges:
        found.setdefault(getattr(edge, one), []).append(getattr(edge, other))
    return found


def _tracks(edges: Sequence[Edge], row: Mapping[str, int]) -> dict[tuple[str, str], int]:
    """A track for each edge past a box, the nearest that is free; short edges choose first."""
    found: dict[tuple[str, str], int] = {}
    taken: list[list[tuple[int, int]]] = []
    past = [edge for edge in edges if row[edge.target] - row[edge.source] > 1]
    for edge in sorted(past, key=lambda edge: row[edge.target] - row[edge.source]):
        span = (row[edge.source], row[edge.target])
        track = next((i for i, spans in enumerate(taken) if _is_free(spans, span)), len(taken))
        if track == len(taken):
            taken.append([])
        insort(taken[track], span)
        found[edge.source, edge.target] = track
    return found


def _is_free(spans: Sequence[tuple[int, int]], span: tuple[int, int]) -> bool:
    """Whether a span meets none of some that do not meet each other."""
    i = bisect(spans, span)
    return (i == 0 or spans[i - 1][1] <= span[0]) and (i == len(spans) or span[1] <= spans[i][0])


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
