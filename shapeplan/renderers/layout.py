"""Where boxes, frames and edges stand, when we place them ourselves. Lengths in pt, y downward."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shapeplan.renderers.model import Drawing, Path

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

    kind: Literal["u", "stairs", "columns", "stack"]
    boxes: Mapping[str, Rect]
    frames: Mapping[Path, tuple[Rect, ...]]
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


def frames(drawing: Drawing, boxes: Mapping[str, Rect], part: Mapping[str, int]) -> dict[Path, tuple[Rect, ...]]:
    """A frame around the boxes of each group; one for each part, as a column, where others are between them.

    None around those where a box of others would stand in it all the same.
    """
    owner = {box.id: box.group for box in drawing.boxes}
    found: dict[Path, tuple[Rect, ...]] = {}
    for group in sorted(drawing.groups, key=lambda group: -len(group.path)):
        inside = [id_ for id_, path in owner.items() if path[: len(group.path)] == group.path]
        whole = _frame(group.path, inside, owner, boxes, found)
        parts = [[id_ for id_ in inside if part[id_] == n] for n in sorted({part[id_] for id_ in inside})]
        framed = [whole] if whole else [_frame(group.path, part, owner, boxes, found) for part in parts]
        if any(framed):
            found[group.path] = tuple(frame for frame in framed if frame)
    return found


def _frame(
    path: Path,
    inside: Sequence[str],
    owner: Mapping[str, Path],
    boxes: Mapping[str, Rect],
    found: Mapping[Path, tuple[Rect, ...]],
) -> Rect | None:
    """The frame around some boxes of a group and the frames in it; None where others are in it."""
    if not inside:
        return None
    core = around(boxes[id_] for id_ in inside)
    inner = [
        frame for other, all_ in found.items() if other[: len(path)] == path for frame in all_ if frame.meets(core)
    ]
    left, top, right, bottom = around([core, *inner])
    frame = Rect(left - EDGE, top - TITLE, right + EDGE, bottom + EDGE)
    strange = any(frame.meets(rect) for id_, rect in boxes.items() if owner[id_][: len(path)] != path)
    crossed = any(frame.meets(other) for key, all_ in found.items() if key[: len(path)] != path for other in all_)
    return None if strange or crossed else frame


def extent(layout: Layout) -> Rect:
    """The rectangle that holds the whole picture, but for title and legend."""
    points = [Rect(*point, *point) for wire in layout.wires.values() for point in wire.points]
    labels = [wire.label for wire in layout.wires.values() if wire.label]
    framed = [frame for parts in layout.frames.values() for frame in parts]
    return around([*layout.boxes.values(), *framed, *points, *labels])
