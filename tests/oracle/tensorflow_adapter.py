"""A vector observed in TensorFlow -> our op. Several functions of tf.nn stand behind one op of ours."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from shapeplan.shape import Shape
from tests.oracle.adapter import Question, Vector, channels_first

# their op -> ours
OPS = {"interpolate": "upsample", "reflection_pad": "pad", "symmetric_pad": "pad", "zero_pad": "pad"}
PAD_MODES = {"CONSTANT": "zeros", "REFLECT": "reflect", "SYMMETRIC": "symmetric"}
FACTORS = {"pixel_shuffle": "upscale_factor", "pixel_unshuffle": "downscale_factor"}
# functions that take padding in pixels
READ_PIXELS = {"conv2d", "depthwise_conv2d", "conv2d_transpose", "max_pool1d", "max_pool2d", "pad"}


def question(vector: Vector) -> Question:
    """The vector in our language."""
    op = "depthwise_conv" if "depthwise" in vector["impl"] else OPS.get(vector["op"], vector["op"])
    shape = tuple(channels_first(vector["input_shape"][1:]))
    asked = Question(op, arguments(vector, op), (shape,), "tensorflow")
    return replace(asked, outside=outside(vector, asked))


def outside(vector: Vector, asked: Question) -> str | None:
    """What the very function called refuses, where another function of the same op does it."""
    params, function = vector["params"], vector["impl"].rpartition(".")[2]
    strided, dilated = (max(params.get(field) or [1]) > 1 for field in ("stride", "dilation"))
    if len(vector["input_shape"]) != vector["rank"] + 2:
        return f"{function} takes maps of {vector['rank']} axes"
    if isinstance(params.get("padding"), list) and function not in READ_PIXELS:
        return f"{function} reads padding as a word"
    if function == "convolution" and strided and dilated:
        return "tf.nn.convolution has no stride beside a dilation; conv1d and conv2d do"
    if function == "pool" and any(s > k for s, k in zip(params["stride"], params["kernel"], strict=True)):
        return "tf.nn.pool has no stride larger than its window; max_pool2d and the others do"
    if function == "conv3d" and dilated and not is_empty(asked.answer()):  # which is returned before
        return "tf.nn.conv3d has no dilation on a CPU; tf.nn.convolution does"
    return None


def is_empty(answer: Shape | str) -> bool:
    """Whether it is a shape without pixels."""
    return not isinstance(answer, str) and 0 in answer


def arguments(vector: Vector, op: str) -> dict[str, Any]:
    """The arguments, by our names."""
    params = dict(vector["params"])
    if op == "pad":
        return {"padding": params["padding"], "mode": PAD_MODES[params["mode"]]}
    if op in FACTORS:
        return {FACTORS[op]: params["factor"]}
    if "kernel" in params:
        params["kernel_size"] = params.pop("kernel")
    if isinstance(params.get("padding"), str):
        params["padding"] = params["padding"].swapcase()  # theirs are SAME and VALID, and 'same' is refused
    if op in {"conv", "conv_transpose"}:
        params["out_channels"] = vector["out_channels"]
    if "filter_in_channels" in params:
        groups = Fraction(vector["in_channels"], params.pop("filter_in_channels"))
        params["groups"] = int(groups) if groups.denominator == 1 else groups
    if params.pop("preserve_aspect_ratio", False):
        params["aspect"] = "not_larger"
    if "offset" in params:
        sizes, before, kept = vector["input_shape"][1:-1], params["offset"], params["size"]
        after = [n - b - m for n, b, m in zip(sizes, before, kept, strict=True)]
        return {"before": before, "after": after}
    return params
