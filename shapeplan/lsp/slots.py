"""What a place of a spec is for: the language as a small grammar over routes.

slot_of(("stacks", "net", 0, "conv", "padding"))   Slot("argument", "conv", "padding")
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from shapeplan import ops
from shapeplan.source import Route
from shapeplan.spec import CONTROL, META

Kind = Literal[
    "spec", "framework", "inputs", "input", "defaults", "blocks", "block", "layers-by-name", "layers", "step",
    "arguments", "argument", "references", "merge", "expect", "any", "text",
]  # fmt: skip
INPUT, EXPECTATION = "input", "expectation"  # stand for an op where their keys are arguments


@dataclass(frozen=True, slots=True)
class Slot:
    """What a place is for.

    kind    what may stand there
    owner   the op or block whose arguments or argument that is
    field   the argument
    """

    kind: Kind
    owner: str = ""
    field: str = ""


ANY = Slot("any")
TEXT = Slot("text")  # nothing is computed there
LAYERS = Slot("layers")
REFERENCES = Slot("references")

_SPEC: dict[str, Slot] = {
    **dict.fromkeys(("shapeplan", "name", "note", "params"), TEXT),
    "framework": Slot("framework"),
    "inputs": Slot("inputs"),
    "defaults": Slot("defaults"),
    "blocks": Slot("blocks"),
    "stacks": Slot("layers-by-name"),
    "outputs": REFERENCES,
    "expect": Slot("expect"),
}
_STEP: dict[str, Slot] = {
    **dict.fromkeys((*META, *CONTROL), ANY),
    "note": TEXT,
    "from": REFERENCES,
    "with": REFERENCES,
    "layers": LAYERS,
    "else": LAYERS,
    "branches": Slot("layers-by-name"),
    "merge": Slot("merge"),
}


def _of_arguments(slot: Slot, step: str | int) -> Slot:
    """An item of a list is a layer, as in `concat: [a, b]`, or an entry of the main argument."""
    if isinstance(step, int):
        return REFERENCES if is_join(slot.owner) else bare(slot.owner)
    return REFERENCES if step in {"from", "with"} else Slot("argument", slot.owner, step)


_NEXT: dict[Kind, Callable[[Slot, str | int], Slot]] = {
    "spec": lambda _, step: _SPEC.get(str(step), ANY),
    "inputs": lambda _, __: Slot("arguments", INPUT),
    "defaults": lambda _, step: Slot("arguments", str(step)),
    "blocks": lambda _, __: Slot("block"),
    "block": lambda _, step: LAYERS if step == "layers" else TEXT,
    "layers-by-name": lambda _, __: LAYERS,
    "layers": lambda _, __: Slot("step"),
    "step": lambda _, step: _STEP.get(str(step), Slot("arguments", str(step))),
    "merge": lambda _, step: Slot("arguments", str(step)),
    "arguments": _of_arguments,
    "argument": lambda slot, step: slot if isinstance(step, int) else ANY,
    "references": lambda _, step: REFERENCES if isinstance(step, int) else ANY,
    "expect": lambda _, __: Slot("arguments", EXPECTATION),
}


def slot_of(route: Route) -> Slot:
    """What the value at a route is for."""
    slot = Slot("spec")
    for step in route:
        slot = _NEXT[slot.kind](slot, step) if slot.kind in _NEXT else ANY
    return slot


def layer_of(route: Route) -> Route | None:
    """The innermost layer around a place.

    >>> layer_of(("stacks", "net", 0, "conv", "padding", 1)), layer_of(("params", "width"))
    (('stacks', 'net', 0), None)
    """
    ends = range(len(route), 0, -1)
    return next((route[:end] for end in ends if slot_of(route[:end]).kind == "step"), None)


def bare(op: str) -> Slot:
    """What a bare value behind an op is."""
    if is_join(op):
        return REFERENCES
    main = ops.load(op).main if op in ops.names() else None
    return ANY if main is None else Slot("argument", op, main)


def is_join(op: str) -> bool:
    """Whether an op reads several layers."""
    return op in ops.names() and ops.load(op).joins
