"""Vectors of MXNet in our language: Gluon's layers and the functions of mxnet.nd by our names."""

from __future__ import annotations

from typing import Any

from tests.oracle.adapter import PAD_MODES, Question, Vector, arguments, torch_question

CONVENTIONS = {"valid": {"ceil_mode": False}, "full": {"ceil_mode": True}, "same": {"padding": "same"}}
SAYS_NOTHING = {"declared_in_channels", "p_value", "pooling_convention", "resize_mode"}
BY_FACTOR = {None, "size"}  # modes of BilinearResize2D that mind no parity


def question(vector: Vector) -> Question:
    """The vector in our language."""
    if vector["params"].get("resize_mode") not in BY_FACTOR:
        return Question("bilinear_resize", resized(vector), (tuple(vector["input_shape"][1:]),), "mxnet")
    return torch_question(vector, attributes(vector))


def attributes(vector: Vector) -> dict[str, Any]:
    """The arguments, by our names."""
    op, params = vector["op"], vector["params"]
    if op == "crop":
        return {"size": params["size"]}  # MXNet does not check the offset against the map
    args = {key: value for key, value in arguments(vector).items() if key not in SAYS_NOTHING}
    args |= CONVENTIONS.get(params.get("pooling_convention"), {})
    if "declared_in_channels" in params:
        args["in_channels"] = params["declared_in_channels"]
    if op in PAD_MODES:
        args["padding"] = params["padding"]
    if op == "lp_pool":
        args["norm_type"] = params["p_value"]
    if vector["impl"] == "mxnet.nd.elemwise_add":
        args["broadcast"] = False
    return args


def resized(vector: Vector) -> dict[str, Any]:
    """The arguments of a resizing to even or odd sizes, of which only one reads the factor."""
    mode = vector["params"]["resize_mode"]
    return {"mode": mode, "scale_factor": vector["params"]["scale_factor"]} if mode == "odd_scale" else {"mode": mode}
