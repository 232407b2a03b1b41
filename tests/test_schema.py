"""The JSON Schema: every spec is valid, and what is no spec is not."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import shapeplan
from shapeplan.schema import json_schema

SPECS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))
INPUTS = {"x": {"channels": 3, "size": [8, 8]}}


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_specs_are_valid(path: Path, validator: Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(shapeplan.read(path).tree)] == []


@pytest.mark.parametrize(
    ("spec", "place"),
    [
        ({"stacks": {}}, []),
        ({"inputs": INPUTS, "stacks": {"net": ["relu"]}, "input": 1}, []),
        ({"inputs": INPUTS, "stacks": {"net": [{"conv": {"kernelsize": 3}}]}}, ["stacks", "net", 0, "conv"]),
        (
            {"inputs": INPUTS, "stacks": {"net": [{"conv": {"kernel_size": -1}}]}},
            ["stacks", "net", 0, "conv", "kernel_size"],
        ),
        ({"inputs": INPUTS, "stacks": {"net": [{"relu": 3}]}}, ["stacks", "net", 0, "relu"]),
        (
            {"inputs": INPUTS, "stacks": {"net": [{"concat": {"with": "a", "fit": "cut"}}]}},
            ["stacks", "net", 0, "concat", "fit"],
        ),
        ({"inputs": INPUTS, "stacks": {"net": [{"repeat": 3}]}}, ["stacks", "net", 0]),
        ({"inputs": {"x": {"channels": 3, "size": ["a", 8]}}, "stacks": {"net": []}}, ["inputs", "x", "size"]),
        ({"inputs": INPUTS, "stacks": {"net": [7]}}, ["stacks", "net", 0]),
        ({"inputs": INPUTS, "stacks": {}, "framework": "caffe"}, ["framework"]),
    ],
)
def test_mistakes_are_found_at_their_place(
    spec: dict[str, Any], place: list[Any], validator: Draft202012Validator
) -> None:
    assert place in [list(error.absolute_path) for error in validator.iter_errors(spec)]


def test_expressions_are_allowed_where_values_are(validator: Draft202012Validator) -> None:
    layer = {"conv": {"out_channels": "$(2 * width)", "kernel_size": ["$k", 3]}}
    assert validator.is_valid({"inputs": INPUTS, "stacks": {"net": [layer, {"my_block": {"anything": 1}}]}})
