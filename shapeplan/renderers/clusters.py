"""Which stacks and blocks are drawn around their boxes, and which box stands for its group alone."""

from __future__ import annotations

from collections.abc import Sequence

from shapeplan.infer import Plan
from shapeplan.net import Group
from shapeplan.renderers.lettering import clean, is_given_by_us
from shapeplan.renderers.model import Cluster, Path
from shapeplan.renderers.pieces import Piece


def clusters(plan: Plan, pieces: Sequence[Piece]) -> tuple[list[Cluster], list[Path], dict[Path, Piece]]:
    """The groups to draw, the innermost of them for each piece, and the pieces that are alone in a group.

    A group of one box needs no frame, nor one whose boxes are those of the group around it, nor a branch.
    """
    inside: dict[Path, list[int]] = {}
    for i, piece in enumerate(pieces):
        for depth in range(1, len(piece.path) + 1):
            inside.setdefault(piece.path[:depth], []).append(i)
    alone = {path: pieces[boxes[0]] for path, boxes in inside.items() if len(boxes) == 1}
    drawn: dict[Path, Cluster] = {}
    for path, boxes in inside.items():
        group = plan.net.groups.get(path)
        if group is None or group.kind == "branch" or len(boxes) == 1:
            continue
        parent = _around(path[:-1], drawn)
        if parent and len(inside[parent]) == len(boxes):
            continue
        drawn[path] = Cluster(path, clean(path[-1]), clean(_kind(group)), parent)
    return list(drawn.values()), [_around(piece.path, drawn) for piece in pieces], alone


def _around(path: Path, drawn: dict[Path, Cluster]) -> Path:
    """The innermost group drawn around a path; () where there is none."""
    while path and path not in drawn:
        path = path[:-1]
    return path


def _kind(group: Group) -> str:
    """Name of the block, where the instance does not have it as its own name."""
    name = group.path[-1]
    return "" if group.kind == "stack" or is_given_by_us(name, group.title) else group.title
