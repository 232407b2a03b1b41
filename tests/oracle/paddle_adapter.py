"""Vectors of paddle in our language: the words are torch's, with pairs of padding axis by axis."""

from __future__ import annotations

from typing import Any

from tests.oracle.adapter import PAD_MODES, Question, Vector, arguments, torch_question


def question(vector: Vector) -> Question:
    """The vector in our language."""
    args: dict[str, Any] = arguments(vector)
    if vector["op"] in PAD_MODES:
        args = {"padding": vector["params"]["padding"], "mode": PAD_MODES[vector["op"]]}
    if isinstance(args.get("padding"), str):
        args["padding"] = args["padding"].lower()  # as paddle reads it
    return torch_question(vector, {name: value for name, value in args.items() if value is not None})
