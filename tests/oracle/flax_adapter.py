"""Vectors of flax and jax in our language: channels last, and windows that leave some axes alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.oracle.adapter import Question, Vector, channels_first, is_channels_last, torch_question

PAD_MODES = {"edge": "replicate", "wrap": "circular", "lax": "constant"}
# names that are read whatever their case, and those that are not
PADDINGS = ("valid", "same", "same_lower", "full")
FILLED = {"CIRCULAR": "circular", "REFLECT": "reflect"}
NAMES = {"kernel": "kernel_size", "input_dilation": "input_dilation", "groups": "groups"}
RESIZES = {
    "linear": {1: "linear", 2: "bilinear", 3: "trilinear"},
    "cubic": {1: "cubic", 2: "bicubic", 3: "cubic"},
}


def question(vector: Vector) -> Question:
    """The vector in our language."""
    asked = torch_question(vector, arguments(vector))
    if is_channels_last(vector):
        asked = replace(asked, shapes=tuple(tuple(channels_first(list(shape))) for shape in asked.shapes))
    return asked


def arguments(vector: Vector) -> dict[str, Any]:
    """The arguments, by our names."""
    op, params = vector["op"], vector["params"]
    if op in {"add", "mul"}:
        return {}
    if op == "concat":
        return {"dim": concat_axis(params["axis"], vector["rank"] + 2)}
    if op == "interpolate":
        mode = params["mode"]
        return {"size": params["size"], "mode": RESIZES.get(mode, {}).get(vector["rank"], mode)}
    if op.endswith("_pad"):
        mode = params["mode"]
        return {k: v for k, v in params.items() if k != "mode"} | {"mode": PAD_MODES.get(mode, mode)}
    given = {k: v for k, v in params.items() if v is not None}
    args = {NAMES.get(k, k): v for k, v in given.items() if k != "padding"} | padding(given)
    if op in {"conv", "conv_transpose"}:
        args = windows(args, vector["rank"])
        args |= {"out_channels": vector["out_channels"], "in_channels": vector["in_channels"]}
    return args


def padding(params: dict[str, Any]) -> dict[str, Any]:
    """Padding by our names; flax has the filling of a convolution among them."""
    given = params.get("padding")
    if not isinstance(given, str):
        return {} if given is None else {"padding": given}
    if given in FILLED:
        return {"padding": "same", "padding_mode": FILLED[given]}
    return {"padding": given.lower() if given.lower() in PADDINGS or given == "CAUSAL" else given}


def windows(args: dict[str, Any], rank: int) -> dict[str, Any]:
    """The window of all axes.

    A kernel of one number is of the last axis, and the others count as batch; of a list of dilations that
    is too long, the first ones fall on the batch and the channels, where ones say nothing.
    """
    dilation = args.get("dilation")
    if isinstance(dilation, list) and len(dilation) > rank and set(dilation[:-rank]) == {1}:
        args = {**args, "dilation": dilation[-rank:]}
    if not isinstance(args["kernel_size"], int):
        return args
    alone = {"kernel_size": 1, "stride": 1, "dilation": 1, "input_dilation": 1, "padding": 0}
    numbers = {name: args[name] for name in alone if isinstance(args.get(name), int)}
    return {**args, **{name: [alone[name]] * (rank - 1) + [number] for name, number in numbers.items()}}


def concat_axis(axis: int, length: int) -> int:
    """An axis of a tensor with channels last, as counted with channels second."""
    index = axis % length
    return index if index == 0 else index % (length - 1) + 1
