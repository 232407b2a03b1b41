"""What `--annotate` tells in each box: receptive field, multiplications, parameters, memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shapeplan import cost
from shapeplan.field import WORK, receptive_field
from shapeplan.infer import Plan
from shapeplan.renderers.amounts import amount, with_unit
from shapeplan.renderers.pieces import Piece
from shapeplan.renderers.remarks import TIMES
from shapeplan.shape import Size, total

MOST_WORK = 2_000_000  # steps an axis for all receptive fields of a picture


def facts_of(plan: Plan, parts: Sequence[Piece], wanted: Sequence[str]) -> list[tuple[str, ...]]:
    """For each box the facts that are asked for, as far as they are known.

    The receptive field and the memory are those of its output, multiplications and parameters those of all
    its layers.
    """
    work = min(WORK, MOST_WORK // max(len(parts), 1))
    known = [[FACTS[name](plan, piece, work) for name in wanted] for piece in parts]
    return [tuple(filter(None, texts)) for texts in known]


def _receptive_field(plan: Plan, piece: Piece, work: int) -> str:
    if not piece.last.inputs or not piece.last.is_known:
        return ""
    fields = receptive_field(plan, piece.last, work)
    known = [str(n) for n in fields if n is not None]
    return f"RF {TIMES.join(known)} px" if known and len(known) == len(fields) else ""


def _macs(plan: Plan, piece: Piece, _: int) -> str:
    return _counted(total([cost.macs(plan, node) for node in piece.layers]), "MAC")


def _params(_plan: Plan, piece: Piece, _: int) -> str:
    n = total([node.parameters for node in piece.layers])
    return f"{amount(n)} params" if n else ""


def _memory(_plan: Plan, piece: Piece, _: int) -> str:
    return _counted(cost.memory(piece.last), "B")


def _counted(n: Size, unit: str) -> str:
    return with_unit(n, unit) if n else ""


FACTS: dict[str, Callable[[Plan, Piece, int], str]] = {
    "receptive-field": _receptive_field,
    "macs": _macs,
    "params": _params,
    "memory": _memory,
}
