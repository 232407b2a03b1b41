"""Vectors of ONNX Runtime in our language: the nodes' attributes by our names."""

from __future__ import annotations

from typing import Any

from tests.oracle.adapter import PAD_MODES, Question, Vector, arguments, torch_question

PADDINGS = {"SAME_UPPER": "same", "SAME_LOWER": "same_lower", "VALID": "valid"}
LINEAR = {1: "linear", 2: "bilinear", 3: "trilinear"}
SAYS_NOTHING = {
    "count_include_pad", "coordinate_transformation_mode", "nearest_mode", "cubic_coeff_a", "weight_in_channels",
}  # fmt: skip


def question(vector: Vector) -> Question:
    """The vector in our language."""
    if vector["op"] == "crop":
        return Question("slice", sliced(vector), (tuple(vector["input_shape"][1:]),), "onnx")
    return torch_question(vector, attributes(vector))


def attributes(vector: Vector) -> dict[str, Any]:
    """The arguments, by our names; two statements of one thing stay two, and our schema refuses them."""
    params = vector["params"]
    args = {key: value for key, value in arguments(vector).items() if key not in SAYS_NOTHING}
    if isinstance(params.get("padding"), str):
        args["padding"] = PADDINGS.get(params["padding"], params["padding"])
    if "weight_in_channels" in params:
        args["in_channels"] = params["weight_in_channels"] * params.get("groups", 1)
    if vector["op"] in PAD_MODES:
        args["padding"] = params["padding"]
    if vector["op"] == "interpolate":
        args |= {"mode": {"linear": LINEAR[vector["rank"]], "cubic": "bicubic"}.get(params["mode"], params["mode"])}
        args["aspect"] = args.pop("keep_aspect_ratio_policy", "stretch")
    return args


def sliced(vector: Vector) -> dict[str, Any]:
    """The arguments of Slice, whose axes are the spatial ones."""
    params = vector["params"]
    dims = list(range(2, vector["rank"] + 2))
    return {"dim": dims, "start": params["starts"], "stop": params["ends"], "step": params["steps"]}
