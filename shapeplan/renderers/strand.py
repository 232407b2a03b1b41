"""Finds a strand: a chain, beside which some edges go around boxes, and short chains leave it and come back."""

from __future__ import annotations

from bisect import bisect, insort
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from shapeplan.renderers.model import Drawing, Edge

MOST_TRACKS, MOST_BESIDE = 3, 5  # edges, and chains of boxes, beside each other


@dataclass(frozen=True, slots=True)
class Strand:
    """A drawing as rows.

    spine    the chain, a box in each row
    row      of each box, from 0
    lane     of each box: 0 in the chain, 1 and more beside it
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
    before = _ends([edge for edge in drawing.edges if edge.kind != "size"])
    length: dict[str, int] = {}
    for box in drawing.boxes:
        length[box.id] = 1 + max((length[other] for other in before.get(box.id, ())), default=0)
    way = [max(drawing.boxes, key=lambda box: length[box.id]).id]
    while ways := before.get(way[-1]):
        way.append(max(ways, key=length.__getitem__))
    return tuple(reversed(way))


def _beside(drawing: Drawing, row: dict[str, int], lane: dict[str, int]) -> bool:
    """Places the other boxes beside the chain, each chain of them right above the row where it comes back.

    False where one reads or is read by several, does not come back, or where ways beside cross.
    """
    reads, sizes = (_ends([e for e in drawing.edges if (e.kind == "size") == is_size]) for is_size in (False, True))
    read_by = _ends([Edge(e.target, e.source) for e in drawing.edges])
    lanes: Counter[tuple[int, int]] = Counter()  # of each pair of rows that ways leave, and come back to
    for box in reversed(drawing.boxes):
        if box.id in lane:
            continue
        way = [box.id]
        while way[-1] not in lane:
            if len(reads.get(way[-1], ())) != 1 or len(read_by.get(way[-1], ())) != 1:
                return False
            way += reads[way[-1]]
        *beside, start = way
        end = read_by[box.id][0]
        other = {id_ for id_ in beside for id_ in sizes.get(id_, ())} - {start}
        if other or lane[start] or lane[end] or row[end] - len(beside) <= row[start]:
            return False
        lanes[row[start], row[end]] += 1
        for n, id_ in enumerate(beside, 1):
            row[id_], lane[id_] = row[end] - n, lanes[row[start], row[end]]
    return max(lanes.values(), default=0) <= MOST_BESIDE and all(a[1] <= b[0] for a, b in pairwise(sorted(lanes)))


def _ends(edges: Sequence[Edge]) -> dict[str, list[str]]:
    """What each box reads."""
    found: dict[str, list[str]] = {}
    for edge in edges:
        found.setdefault(edge.target, []).append(edge.source)
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
