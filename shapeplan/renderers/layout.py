"""Where boxes, frames and edges stand, when we place them ourselves. Lengths in pt, y downward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shapeplan.renderers.model import Cluster, Drawing, Path

GAP = 22.0  # between rows
BORDER = 4.0  # between two borders of a box
ROUND = 7.0  # radius of a corner of an edge
TITLE, EDGE = 17.0, 7.0  # room for the title of a frame; between a frame and what is in it


class Point(NamedTuple):
    """A place."""

    x: float
    y: float


class Rect(NamedTuple):
    """A rectangle by its sides."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def center(self) -> Point:
        """Its middle."""
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    def meets(self, other: Rect) -> bool:
        """Whether they have an area in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Wire:
    """An edge: control points of cubic Bezier curves, the last of them its tip, and the place of its label."""

    points: tuple[Point, ...]
    label: Rect | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of the boxes by id, of the frames by path, of the edges by their ends."""

    kind: Literal["u", "columns", "stack"]
    boxes: Mapping[str, Rect]
    frames: Mapping[Path, Rect]
    wires: Mapping[tuple[str, str], Wire]


def outlines(drawing: Drawing, boxes: Mapping[str, Rect]) -> dict[str, Rect]:
    """The boxes as edges see them: a second border around those that stand for several blocks."""
    more = {box.id: BORDER if box.count > 1 else 0.0 for box in drawing.boxes}
    return {
        id_: Rect(r.left - more[id_], r.top - more[id_], r.right + more[id_], r.bottom + more[id_])
        for id_, r in boxes.items()
    }


def around(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle that holds them all; there must be one."""
    lefts, tops, rights, bottoms = zip(*rects, strict=True)
    return Rect(min(lefts), min(tops), max(rights), max(bottoms))


def line(*points: Point) -> tuple[Point, ...]:
    """Straight pieces from point to point, as Bezier curves."""
    found = [points[0]]
    for here in points[1:]:
        found += [found[-1], here, here]
    return tuple(found)


def rounded(*points: Point) -> tuple[Point, ...]:
    """Straight pieces along the axes, from point to point, with round corners."""
    found = [points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        found += [found[-1], _toward(corner, before), _toward(corner, before)]
        found += [corner, corner, _toward(corner, after)]
    return (*found, found[-1], points[-1], points[-1])


def _toward(here: Point, there: Point) -> Point:
    """A place on the way, as far as a corner is round: no farther than half."""
    length = abs(there.x - here.x) + abs(there.y - here.y)
    part = min(ROUND / length, 0.5) if length else 0.0
    return Point(here.x + (there.x - here.x) * part, here.y + (there.y - here.y) * part)


def frames(groups: Iterable[Cluster], owner: Mapping[str, Path], boxes: Mapping[str, Rect]) -> dict[Path, Rect]:
    """A frame around the boxes of each group; none where a box of others would stand in it.

    `owner` has the group of each box.
    """
    found: dict[Path, Rect] = {}
    for group in sorted(groups, key=lambda group: -len(group.path)):
        depth = len(group.path)
        inside = {id_ for id_, path in owner.items() if path[:depth] == group.path}
        within = [boxes[id_] for id_ in inside] + [r for path, r in found.items() if path[:depth] == group.path]
        if not within:
            continue
        left, top, right, bottom = around(within)
        frame = Rect(left - EDGE, top - TITLE, right + EDGE, bottom + EDGE)
        strange = any(frame.meets(rect) for id_, rect in boxes.items() if id_ not in inside)
        crossed = any(frame.meets(rect) for path, rect in found.items() if path[:depth] != group.path)
        if not strange and not crossed:
            found[group.path] = frame
    return found


def extent(layout: Layout) -> Rect:
    """The rectangle that holds the whole picture, but for title and legend."""
    points = [Rect(*point, *point) for wire in layout.wires.values() for point in wire.points]
    labels = [wire.label for wire in layout.wires.values() if wire.label]
    return around([*layout.boxes.values(), *layout.frames.values(), *points, *labels])
