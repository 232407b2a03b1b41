"""A vector observed in a framework -> our op and the shapes that it gets, without the batch.

Vectors are lines of JSON: op, impl (the class called), params, layout, input_shape or input_shapes,
and output_shape or error. `unsaid` tells what our language cannot say, and why.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from shapeplan import dialects, ops
from shapeplan.fault import Fault
from shapeplan.ops._base import Outcome
from shapeplan.shape import Shape

HERE = Path(__file__).parent

Vector = dict[str, Any]

# their op -> ours
OPS = {
    "interpolate": "upsample", "mul": "multiply",
    "zero_pad": "pad", "constant_pad": "pad", "reflection_pad": "pad", "replication_pad": "pad", "circular_pad": "pad",
}  # fmt: skip
PAD_MODES = {
    "zero_pad": "zeros", "constant_pad": "constant", "reflection_pad": "reflect",
    "replication_pad": "replicate", "circular_pad": "circular",
}  # fmt: skip
# their parameter -> ours; None: it says nothing about shapes
PARAMS = {"kernel": "kernel_size", "axis": "dim", "padding_order": None, "note": None}
FACTORS = {"pixel_shuffle": "upscale_factor", "pixel_unshuffle": "downscale_factor"}


@dataclass(frozen=True)
class Question:
    """What our op is asked: its name, its arguments, the shapes of its inputs, and by whose rules."""

    op: str
    args: dict[str, Any]
    shapes: tuple[Shape, ...]
    dialect: str

    def answer(self) -> Shape | str:
        """The output shape, or the words in which it is refused."""
        if any(n < 1 for shape in self.shapes for n in shape):
            return "inputs: a size is a whole number, 1 or more"  # as `inputs:` of a spec says
        try:
            outcome = self.outcome()
            if outcome.faults:
                raise outcome.faults[0]
        except Fault as fault:
            return f"{fault.rule}: {fault.text}"
        except ValidationError as error:
            return "arguments: " + "; ".join(details["msg"] for details in error.errors())
        assert outcome.shape is not None
        assert None not in outcome.shape
        return outcome.shape

    def outcome(self, **more: Any) -> Outcome:
        """All that follows, with some more arguments. Raises Fault or ValidationError."""
        return ops.load(self.op)(**self.args, **more).infer(self.shapes, dialects.load(self.dialect))


def files(folder: Path = HERE) -> list[Path]:
    """The files of vectors in a folder, packed or not."""
    return sorted(path for path in folder.iterdir() if path.name.endswith((".jsonl", ".jsonl.gz")))


def vectors(path: Path) -> Iterator[Vector]:
    """The vectors of a file."""
    data = path.read_bytes()
    text = gzip.decompress(data) if path.suffix == ".gz" else data
    return map(json.loads, text.splitlines())


def unsaid(vector: Vector) -> str | None:
    """Why the vector cannot be put in our language; None where it can."""
    if OPS.get(vector["op"], vector["op"]) not in ops.names():
        return "no such op"
    if vector["op"] == "fold":
        return None
    want = vector["rank"] + 1 + batches(vector)
    shapes = vector.get("input_shapes") or [vector["input_shape"]]
    if any(len(shape) != want for shape in shapes):
        return "shapes of another rank than the class is for, or of different ranks"
    if len({shape[0] for shape in shapes}) > batches(vector) > 0:
        return "batches of different sizes"
    return None


def batches(vector: Vector) -> int:
    """How many entries of the shapes are the batch."""
    return int(vector["layout"].startswith("N"))


def question(vector: Vector) -> Question:
    """The vector in our language."""
    op = OPS.get(vector["op"], vector["op"])
    drop = batches(vector)
    shapes = tuple(tuple(shape[drop:]) for shape in vector.get("input_shapes") or [vector["input_shape"]])
    return Question(op, arguments(vector), shapes, vector["framework"])


def arguments(vector: Vector) -> dict[str, Any]:
    """The arguments, by our names."""
    op, params = vector["op"], vector["params"]
    args = {PARAMS.get(key, key): value for key, value in params.items() if PARAMS.get(key, key) is not None}
    if "stride" in args and args["stride"] is None:
        del args["stride"]  # not given
    if op in FACTORS:
        args = {FACTORS[op]: params["factor"]}
    if op in PAD_MODES:
        args["padding"] = per_axis(params["padding"])
        args["mode"] = PAD_MODES[op]
    if op == "crop":
        before, after = zip(*params["cropping"], strict=True)
        args = {"before": list(before), "after": list(after)}
    if op in {"conv", "conv_transpose"}:
        args |= {"out_channels": vector["out_channels"], "in_channels": vector["in_channels"]}
    return args


def per_axis(flat: Any) -> Any:
    """torch's padding, which begins with the last axis, as pairs that begin with the first."""
    if not isinstance(flat, list) or len(flat) % 2:
        return flat
    return [flat[i : i + 2] for i in range(len(flat) - 2, -1, -2)]


def expected(vector: Vector) -> Shape | None:
    """The output shape without the batch; None where the framework refused."""
    return tuple(vector["output_shape"][batches(vector) :]) if "output_shape" in vector else None


class Verdict(Enum):
    """How our answer compares with what was observed."""

    AGREE = "agree"
    EMPTY = "empty"  # the framework returns a tensor without pixels; we say that the axis has vanished
    ACCIDENT = "accident"  # listed in accidents.json, with a reason
    DISAGREE = "disagree"


@cache
def accidents() -> frozenset[str]:
    """Ids of the vectors that the list excuses."""
    listed = json.loads((HERE / "accidents.json").read_text())
    return frozenset(name for entry in listed for name in entry["ids"])


def verdict(vector: Vector, ours: Shape | str) -> Verdict:
    """How our answer to the vector's question compares."""
    theirs = expected(vector)
    if theirs == ours or (theirs is None and isinstance(ours, str)):
        return Verdict.AGREE
    if vector["id"] in accidents():
        return Verdict.ACCIDENT
    if theirs is not None and 0 in theirs and isinstance(ours, str):
        return Verdict.EMPTY
    return Verdict.DISAGREE
