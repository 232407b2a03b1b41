"""A vector observed in a framework -> our op and the shapes that it gets, without the batch.

Vectors are lines of JSON: op, impl (the class called), params, layout, input_shape or input_shapes,
and output_shape or error. A framework whose vectors need other words than torch's has a module
`<dialect>_adapter` with a `question` of its own. `unsaid` tells what our language cannot say, and why.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
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
    "edge_pad": "pad", "reflect_pad": "pad", "symmetric_pad": "pad", "wrap_pad": "pad",
}  # fmt: skip
PAD_MODES = {
    "zero_pad": "zeros", "constant_pad": "constant", "reflection_pad": "reflect",
    "replication_pad": "replicate", "circular_pad": "circular",
}  # fmt: skip
# their parameter -> ours; None: it says nothing about shapes
PARAMS = {"kernel": "kernel_size", "axis": "dim", "padding_order": None, "note": None}
# their framework -> our dialect, where the names differ
DIALECTS = {"onnxruntime": "onnx"}
FACTORS = {"pixel_shuffle": "upscale_factor", "pixel_unshuffle": "downscale_factor"}


@dataclass(frozen=True)
class Question:
    """What our op is asked: its name, its arguments, the shapes of its inputs, and by whose rules.

    outside   why the layer cannot be given such inputs, where that is out of our language, which has one
              op for all ranks, and no batch
    """

    op: str
    args: dict[str, Any]
    shapes: tuple[Shape, ...]
    dialect: str
    outside: str | None = None

    def answer(self) -> Shape | str:
        """The output shape, or the words in which it is refused."""
        if self.outside is not None:
            return self.outside
        least = dialects.load(self.dialect).takes(self.op)
        if any(n < least for shape in self.shapes for n in shape):
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
        dialect = dialects.load(self.dialect)
        filled = {**dialect.defaults.get(self.op, {}), **self.args, **more}
        return ops.load(self.op)(**filled).infer(self.shapes, dialect)


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
    if question(vector).op not in ops.names():
        return "no such op"
    return None


def outside(vector: Vector) -> str | None:
    """Why a layer cannot be given such inputs; None where our ops answer for themselves."""
    shapes = inputs(vector)
    if "input_shape" in vector and vector["op"] != "fold" and len(shapes[0]) != vector["rank"] + 1 + batches(vector):
        return "the class is for maps of another rank"
    if vector["op"] == "concat" and len({shape[0] for shape in shapes}) > batches(vector) > 0:
        return "batches differ"
    return bare_list(vector)


def bare_list(vector: Vector) -> str | None:
    """Why the very class of torch takes no such list, where ours of one an axis stands for a number."""
    layer, params = vector["impl"], vector["params"]
    if layer == "torch.nn.LPPool1d" and isinstance(params["kernel"], list):
        return "LPPool1d takes its kernel_size as a number"
    if layer.startswith("torch.nn.") and vector["op"] in PAD_MODES:
        flat = params["padding"]
        if isinstance(flat, list) and len(flat) % 2:
            return "a list of padding is two numbers an axis"
    return None


def inputs(vector: Vector) -> list[list[int]]:
    """The shapes of all inputs, as they were."""
    return vector.get("input_shapes") or [vector["input_shape"]]


def is_elementwise(vector: Vector) -> bool:
    """Whether inputs are joined entry by entry, the batch as any other."""
    return vector["op"] in {"add", "mul"}


def aligned(shapes: list[list[int]]) -> list[list[int]]:
    """Shapes of one length: in front of a shorter one come ones, as broadcasting has it."""
    length = max(map(len, shapes))
    return [[1] * (length - len(shape)) + shape for shape in shapes]


def batches(vector: Vector) -> int:
    """How many entries of the shapes are the batch and have no place in ours."""
    if is_elementwise(vector):
        return 0
    return int(vector["layout"].startswith("N"))


def question(vector: Vector) -> Question:
    """The vector in our language."""
    name = f"tests.oracle.{dialect_of(vector)}_adapter"
    if find_spec(name) is not None:
        asked = import_module(name).question(vector)
        assert isinstance(asked, Question)
        return asked
    return torch_question(vector)


def dialect_of(vector: Vector) -> str:
    """Our name of the framework."""
    return DIALECTS.get(vector["framework"], vector["framework"])


def torch_question(vector: Vector, args: dict[str, Any] | None = None) -> Question:
    """A vector with channels first and torch's words, or other arguments, in our language."""
    op = OPS.get(vector["op"], vector["op"])
    drop = batches(vector)
    shapes = aligned(inputs(vector)) if is_elementwise(vector) else inputs(vector)
    return Question(
        op,
        arguments(vector) if args is None else args,
        tuple(tuple(shape[drop:]) for shape in shapes),
        dialect_of(vector),
        outside(vector),
    )


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
    """The output shape as ours are: no batch, channels first; None where the framework refused."""
    if "output_shape" not in vector:
        return None
    shape = vector["output_shape"][batches(vector) :]
    return tuple(channels_first(shape) if is_channels_last(vector) else shape)


def is_channels_last(vector: Vector) -> bool:
    """Whether shapes are written H x W x C; entry by entry the order does not matter."""
    return vector["layout"].endswith("C") and not is_elementwise(vector)


def channels_first(shape: list[int]) -> list[int]:
    """A shape without batch, H x W x C, as C x H x W."""
    return [*shape[-1:], *shape[:-1]]


class Verdict(Enum):
    """How our answer compares with what was observed."""

    AGREE = "agree"
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
    return Verdict.DISAGREE
