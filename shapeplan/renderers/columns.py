"""Columns as in a newspaper: a chain, with short ways beside it, goes on at the top of the next column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import isqrt

from shapeplan.renderers.labels import box_label, box_width, label_size
from shapeplan.renderers.layout import BORDER, EDGE, GAP, TITLE, Layout, Point, Rect, Wire, frames, line, outlines
from shapeplan.renderers.model import Box, Drawing, Edge, Path
from shapeplan.renderers.strand import Strand, strand

BETWEEN = 56.0  # columns
SHAPE = 1.5  # width to height
LANE, TRACK = 30.0, 12.0  # between a column and the boxes beside it; between edges beside each other
APART = 6.0  # what leaves a box, and what arrives, on the same side


def column_layout(drawing: Drawing) -> Layout | None:
    """The columns of a chain; None where more goes on beside it than short ways."""
    chain = strand(drawing)
    if chain is None:
        return None
    columns = _Columns(drawing, chain)
    return Layout("columns", columns.boxes, frames(drawing, columns.boxes, columns.parts), dict(columns.wires()))


@dataclass(frozen=True)
class _Columns:
    """Places of a strand."""

    drawing: Drawing
    chain: Strand

    @cached_property
    def wide(self) -> float:
        """One width for all boxes [pt]."""
        return box_width(self.drawing)

    @cached_property
    def gaps(self) -> list[float]:
        """Above each row: enough for the frames that end and begin there [pt]."""
        rows: dict[Path, list[int]] = {group.path: [] for group in self.drawing.groups}
        for box in self.drawing.boxes:
            for depth in range(1, len(box.group) + 1):
                rows.get(box.group[:depth], []).append(self.chain.row[box.id])
        opens = Counter(min(inside) for inside in rows.values() if inside)
        closes = Counter(max(inside) + 1 for inside in rows.values() if inside)
        found = [max(GAP, opens[n] * TITLE + (closes[n] + 1) * EDGE + BORDER) for n in range(len(self.chain.spine))]
        for edge in self.drawing.edges:
            row = self.chain.row[edge.target]
            if edge.text and (edge.source, edge.target) not in self.chain.track:
                found[row] = max(found[row], label_size(edge)[1] + EDGE)
        return found

    @cached_property
    def rim(self) -> float:
        """Above and below all columns, where edges go from one to the next [pt]."""
        return max(self.gaps)

    @cached_property
    def heights(self) -> list[float]:
        """Of the rows [pt]."""
        found = [0.0] * len(self.chain.spine)
        for box in self.drawing.boxes:
            found[self.chain.row[box.id]] = max(found[self.chain.row[box.id]], box_label(box, self.wide)[1])
        return found

    @cached_property
    def tracks(self) -> list[float]:
        """Room at the left of each row, for the edges that end there and their labels [pt]."""
        found = [0.0] * len(self.heights)
        for edge in self.drawing.edges:
            if (edge.source, edge.target) in self.chain.track:
                row = self.chain.row[edge.target]
                found[row] = max(found[row], label_size(edge)[0] + self.farthest)
        return found

    @cached_property
    def farthest(self) -> float:
        """Of the edges at the left of a column [pt]."""
        return TRACK * (1 + max(self.chain.track.values(), default=-1))

    def _width(self, start: int, end: int) -> float:
        """Of a column of those rows, with what parts it from the next [pt]."""
        lanes = 1 + max(self.lanes[start:end])
        return max(self.tracks[start:end]) + lanes * (self.wide + LANE) - LANE + BETWEEN

    @cached_property
    def lanes(self) -> list[int]:
        """How many boxes stand beside the chain in each row."""
        found = [0] * len(self.heights)
        for id_, row in self.chain.row.items():
            found[row] = max(found[row], self.chain.lane[id_])
        return found

    @cached_property
    def starts(self) -> list[int]:
        """The first row of each column: as many of them as make the picture about 3 : 2."""
        most = 3 * isqrt(len(self.heights)) + 3  # more would be far wider than high
        return min((self._cut(n) for n in range(1, most)), key=self._misfit)

    def _cut(self, columns: int) -> list[int]:
        """So many columns of about the same length, as far as there are places to break."""
        length = -(-len(self.heights) // columns)
        found = [0]
        for row in self.chain.breaks:
            if row - found[-1] >= length:
                found.append(row)
        return found

    def _misfit(self, starts: Sequence[int]) -> float:
        columns = list(pairwise([*starts, len(self.heights)]))
        high = max(sum(self.heights[a:b]) + sum(self.gaps[a:b]) for a, b in columns)
        ratio = sum(self._width(a, b) for a, b in columns) / high
        return max(ratio / SHAPE, SHAPE / ratio)

    @cached_property
    def column(self) -> list[int]:
        """The column of each row."""
        return [sum(start <= row for start in self.starts) - 1 for row in range(len(self.heights))]

    @cached_property
    def parts(self) -> dict[str, int]:
        """The column of each box."""
        return {id_: self.column[row] for id_, row in self.chain.row.items()}

    @cached_property
    def lefts(self) -> list[float]:
        """Where the chain stands in each column."""
        columns = list(pairwise([*self.starts, len(self.heights)]))
        ends = accumulate((self._width(a, b) for a, b in columns), initial=0.0)
        return [left + max(self.tracks[a:b]) for left, (a, b) in zip(ends, columns, strict=False)]

    @cached_property
    def boxes(self) -> dict[str, Rect]:
        """Where the boxes stand."""
        tops: list[float] = []
        for row in range(len(self.heights)):
            begins = row in self.starts
            tops.append(0.0 if begins else tops[-1] + self.heights[row - 1] + self.gaps[row])
        return {box.id: self._rect(box, tops) for box in self.drawing.boxes}

    def _rect(self, box: Box, tops: Sequence[float]) -> Rect:
        row = self.chain.row[box.id]
        left = self.lefts[self.column[row]] + self.chain.lane[box.id] * (self.wide + LANE)
        half = box_label(box, self.wide)[1] / 2
        middle = tops[row] + self.heights[row] / 2
        return Rect(left, middle - half, left + self.wide, middle + half)

    def wires(self) -> Iterator[tuple[tuple[str, str], Wire]]:
        """The edges."""
        seen = outlines(self.drawing, self.boxes)
        for edge in self.drawing.edges:
            yield (edge.source, edge.target), self._wire(edge, seen[edge.source], seen[edge.target])

    def _wire(self, edge: Edge, here: Rect, there: Rect) -> Wire:
        ends = (edge.source, edge.target)
        columns = [self.column[self.chain.row[id_]] for id_ in ends]
        track = self.chain.track.get(ends)
        lanes = [self.chain.lane[id_] for id_ in ends]
        x = there.left - TRACK * (1 + track) if track is not None else there.center.x
        if lanes[1] and edge.kind == "size":
            x = there.right + TRACK
        if columns[0] != columns[1]:
            return self._over(edge, here, there, x, columns[1])
        if track is not None:
            return self._beside(edge, here, there, x)
        if lanes[1] and edge.kind == "size":
            return self._around(edge, here, there, x)
        return Wire(line(*_straight(here, there, lanes)), self._label(edge, here, there))

    def _over(self, edge: Edge, here: Rect, there: Rect, x: float, column: int) -> Wire:
        """To another column: under this one and above that one, or for a size alone above both."""
        wide, high = label_size(edge)
        points = tuple(self._turns(edge, here, there, x, column))
        top = min(point.y for point in points)
        label = Rect(x - TRACK - wide, top - high - 1, x - TRACK, top - 1) if edge.text else None
        return Wire(line(*points), label)

    def _turns(self, edge: Edge, here: Rect, there: Rect, x: float, column: int) -> Iterator[Point]:
        top = -self.rim - (TRACK if edge.kind == "size" else 0.0)
        if edge.kind == "size":
            yield Point(here.left, here.center.y)
            yield Point(here.left - TRACK, here.center.y)
            yield Point(here.left - TRACK, top)
        else:
            lowest = max(rect.bottom for rect in self.boxes.values()) + self.rim
            before = self.starts[column - 1]
            between = self.lefts[column - 1] + self._width(before, self.starts[column]) - BETWEEN / 2
            between -= max(self.tracks[before : self.starts[column]])
            yield Point(here.center.x, here.bottom)
            yield Point(here.center.x, lowest)
            yield Point(between, lowest)
            yield Point(between, top)
        yield Point(x, top)
        if not there.left < x < there.right:
            yield Point(x, there.center.y - APART)
            yield Point(there.left if x < there.left else there.right, there.center.y - APART)
        else:
            yield Point(x, there.top)

    def _beside(self, edge: Edge, here: Rect, there: Rect, x: float) -> Wire:
        """Around the boxes between, at the left of the column."""
        start, end = Point(here.left, here.center.y + APART), Point(there.left, there.center.y - APART)
        wide, high = label_size(edge)
        y = (start.y + end.y) / 2
        outer = there.left - self.farthest
        label = Rect(outer - wide, y - high / 2, outer, y + high / 2) if edge.text else None
        return Wire(line(start, Point(x, start.y), Point(x, end.y), end), label)

    def _around(self, edge: Edge, here: Rect, there: Rect, x: float) -> Wire:
        """To the right side of a box beside the chain."""
        start, end = Point(here.right, here.center.y + 2 * APART), Point(there.right, there.center.y)
        wide, high = label_size(edge)
        label = Rect(x, end.y - high, x + wide, end.y)
        return Wire(line(start, Point(x, start.y), Point(x, end.y), end), label if edge.text else None)

    def _label(self, edge: Edge, here: Rect, there: Rect) -> Rect | None:
        """At the right of the line, below the box that it leaves."""
        wide, high = label_size(edge)
        x, y = max(here.center.x, there.center.x), here.bottom + 2
        return Rect(x, y, x + wide, y + high) if edge.text else None


def _straight(here: Rect, there: Rect, lanes: Sequence[int]) -> Iterator[Point]:
    """Down to the next box, or around a corner to a box beside the chain and back."""
    if lanes[0] == lanes[1]:
        yield Point(here.center.x, here.bottom)
        yield Point(there.center.x, there.top)
    elif lanes[0] < lanes[1]:
        yield Point(here.right, here.center.y + APART)
        yield Point(there.center.x, here.center.y + APART)
        yield Point(there.center.x, there.top)
    else:
        yield Point(here.center.x, here.bottom)
        yield Point(here.center.x, there.center.y - APART)
        yield Point(there.right, there.center.y - APART)
