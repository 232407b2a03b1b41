"""A vector observed in Keras -> our op. Keras's layers say their rank, and words or pixels, their own way."""

from __future__ import annotations

import re
from typing import Any

from tests.oracle.adapter import Question, Vector, batches, channels_first, inputs, is_channels_last, is_elementwise

# the class, without its rank -> our op
OPS = {
    "Conv": "conv", "ConvTranspose": "conv_transpose", "DepthwiseConv": "depthwise_conv",
    "SeparableConv": "separable_conv", "MaxPooling": "max_pool", "AveragePooling": "avg_pool",
    "GlobalMaxPooling": "global_max_pool", "GlobalAveragePooling": "global_avg_pool",
    "AdaptiveMaxPooling": "adaptive_max_pool", "AdaptiveAveragePooling": "adaptive_avg_pool",
    "UpSampling": "upsample", "Resizing": "upsample", "ZeroPadding": "pad", "Cropping": "crop",
    "CenterCrop": "crop", "Add": "add", "Multiply": "multiply", "Concatenate": "concat",
}  # fmt: skip
# their parameter -> ours; None: it says nothing about shapes
PARAMS = {
    "kernel": "kernel_size", "keepdims": "keepdim", "interpolation": "mode",
    "data_format": None, "crop_to_aspect_ratio": None,
}  # fmt: skip
OUT = {"conv", "conv_transpose", "separable_conv"}  # ops that state their output channels


def question(vector: Vector) -> Question:
    """The vector in our language."""
    layer = vector["impl"].rpartition(".")[2]
    op = OPS[re.sub(r"[123]D", "", layer)]
    theirs = aligned(inputs(vector)) if is_elementwise(vector) else inputs(vector)
    shapes = [shape[batches(vector) :] for shape in theirs]
    if is_channels_last(vector):
        shapes = list(map(channels_first, shapes))
    return Question(op, arguments(vector, op), tuple(map(tuple, shapes)), "keras", outside(vector, layer))


def aligned(shapes: list[list[int]]) -> list[list[int]]:
    """Shapes of one length: behind the batch of a shorter one come ones."""
    length = max(map(len, shapes))
    return [[shape[0], *[1] * (length - len(shape)), *shape[1:]] for shape in shapes]


def outside(vector: Vector, layer: str) -> str | None:
    """Why the layer's class cannot be given such inputs."""
    rank, shapes = vector["rank"], inputs(vector)
    if layer not in {"Add", "Multiply", "Concatenate"} and len(shapes[0]) != rank + 2:
        return f"{layer} takes maps of {rank} axes"
    if len({shape[0] for shape in shapes}) > 1:
        return "the batches differ"
    return None


def arguments(vector: Vector, op: str) -> dict[str, Any]:
    """The arguments, by our names."""
    params = vector["params"]
    args = {PARAMS.get(key, key): value for key, value in params.items() if PARAMS.get(key, key) is not None}
    if args.get("stride", 1) is None:
        del args["stride"]  # not given
    if isinstance(args.get("padding"), str):
        args["padding"] = args["padding"].lower()  # as Keras does
    if op in OUT:
        args["out_channels"] = vector["out_channels"]
    if op == "upsample" and vector["op"] == "upsample":
        args["scale_factor"] = args.pop("size")
    if op == "pad":
        args["padding"] = pairs(params["padding"], vector["rank"])
    if "cropping" in params:
        before, after = zip(*pairs(params["cropping"], vector["rank"]), strict=True)
        args = {"before": list(before), "after": list(after)}
    if op == "concat":
        axis = args.pop("axis")
        last = axis % (vector["rank"] + 2) == vector["rank"] + 1
        args["dim"] = 1 if last else axis + 1 if axis > 0 else axis - 1 if axis < -1 else axis
    return args


def pairs(value: Any, rank: int) -> list[list[int]]:
    """Pixels [before, after] of each axis; Keras takes one number, one an axis, or such pairs."""
    if not isinstance(value, list):
        return [[value, value]] * rank
    if rank == 1:
        return [value]
    return [[v, v] if isinstance(v, int) else v for v in value]
