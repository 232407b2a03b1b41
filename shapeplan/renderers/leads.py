"""A U in fewer boxes: poolings, upsamplings and the joins behind them are told on the edge to the next box."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from shapeplan.infer import Plan
from shapeplan.renderers.pieces import Piece, family

SCALES = frozenset({"pool", "upsample"})


def with_leads(plan: Plan, parts: Sequence[Piece], marked: Collection[str]) -> Sequence[Piece]:
    """The pieces, less those that become the lead of the next; all of them where not all scalings can.

    One that is marked stays a box.
    """
    found: list[Piece] = []
    waiting: list[Piece] = []
    for piece in parts:
        if waiting and not (_leads_to(plan, waiting[-1], piece) and _is_one_step([*waiting, piece])):
            return parts
        if _is_told(piece, marked) and (waiting or family(piece.first) in SCALES):
            waiting.append(piece)
        else:
            found.append(replace(piece, lead=tuple(node for step in waiting for node in step.members)))
            waiting = []
    return found if not waiting else parts


def _is_told(piece: Piece, marked: Collection[str]) -> bool:
    plain = not any(node.id in marked for node in piece.members)
    return plain and piece.group is None and family(piece.first) in {*SCALES, "merge"}


def _is_one_step(steps: Sequence[Piece]) -> bool:
    return all(family(piece.first) not in SCALES for piece in steps[1:])


def _leads_to(plan: Plan, before: Piece, piece: Piece) -> bool:
    """Whether a piece reads the one before it, and is all that does."""
    here = {node.id for node in piece.members}
    readers = {reader for reader, _ in plan.net.readers[before.last.id]}
    return bool(readers) and readers <= here
