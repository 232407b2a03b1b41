"""The JSON Schema: every spec is valid, and what is no spec is not."""

import json
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

import shapeplan
from shapeplan import api, ops, rules
from shapeplan.ops._fields import LARGEST
from shapeplan.schema import json_schema
from shapeplan.schema_parts import shown

ROOT = Path(__file__).parent.parent
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
WRITTEN = [
    path.read_text(encoding="utf-8")
    for folder in ("specs", "tests")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
]
DOCUMENTED = [
    textwrap.dedent(part.lstrip("\n"))
    for rule in rules.names()
    for part in re.split(r"^(?:Why|Bad|Good|Fix)\b", rules.load(rule).__doc__ or "", flags=re.MULTILINE)[2:4]
]
SHOWN = [
    block
    for block in re.findall(
        r"^```yaml\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    if block.startswith("shapeplan:")
]
INPUTS = {"x": {"channels": 3, "size": [8, 8]}}


SCHEMA = json_schema()


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    Draft202012Validator.check_schema(SCHEMA)
    return Draft202012Validator(SCHEMA)


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
        ({"inputs": INPUTS, "stacks": {"net": [{"relu": None, "id": "a b"}]}}, ["stacks", "net", 0, "id"]),
        ({"inputs": {"x": {"channels": 3}}, "stacks": {"net": []}}, ["inputs", "x"]),
        ({"inputs": {"x y": {"features": 3}}, "stacks": {"net": []}}, ["inputs"]),
        ({"inputs": INPUTS, "stacks": {"net": []}, "defaults": {"conv": {"kernelsize": 3}}}, ["defaults", "conv"]),
        ({"inputs": INPUTS, "stacks": {"net": []}, "blocks": {"b": {"params": {}}}}, ["blocks", "b"]),
        (
            {"inputs": INPUTS, "stacks": {"net": [{"branches": {"a": None}, "merge": "conv"}]}},
            ["stacks", "net", 0, "merge"],
        ),
    ],
)
def test_mistakes_are_found_at_their_place(
    spec: dict[str, Any], place: list[Any], validator: Draft202012Validator
) -> None:
    assert place in [list(error.absolute_path) for error in validator.iter_errors(spec)]


def test_expressions_are_allowed_where_values_are(validator: Draft202012Validator) -> None:
    layer = {"conv": {"out_channels": "$(2 * width)", "kernel_size": ["$k", 3]}}
    assert validator.is_valid({"inputs": INPUTS, "stacks": {"net": [layer, {"my_block": {"anything": 1}}]}})


def test_the_schema_refuses_exactly_the_specs_with_schema_errors(validator: Draft202012Validator) -> None:
    sources = [shapeplan.read(text=text) for text in (*WRITTEN, *DOCUMENTED, *SHOWN)]
    specs = [source for source in sources if isinstance(source.tree, dict) and "stacks" in source.tree]
    refused = []
    for source in specs:
        has_errors = any(wrong.rule == "schema" for wrong in api.analysis(source).wrongs)
        refused.append(has_errors)
        assert validator.is_valid(source.tree) != has_errors, source.text
    assert refused.count(False) > 80
    assert refused.count(True) > 1


def part(*pointer: str) -> Draft202012Validator:
    """The validator of a part of the schema."""
    return Draft202012Validator({"$ref": "#/" + "/".join(("$defs", *pointer)), "$defs": SCHEMA["$defs"]})


@pytest.mark.parametrize("name", ops.names())
def test_examples_of_ops_are_valid(name: str) -> None:
    example = shown(ops.load(name))
    ops.load(name).model_validate(example)
    assert part(f"op.{name}").is_valid(example)
    assert SCHEMA["$defs"][f"op.{name}"]["description"].endswith(".")


@pytest.mark.parametrize("name", ops.names())
def test_every_argument_says_what_it_is(name: str) -> None:
    for field, schema in SCHEMA["$defs"][f"arguments.{name}"]["properties"].items():
        assert schema["description"], field


WHOLE = st.integers(-2, 3) | st.just(LARGEST)
WORDS = st.sampled_from(
    ["same", "half", "causal", "max", "nearest", "bilinear", "reflect", "crop", "keep", "x", "none"]
)
SCALARS = st.none() | st.booleans() | WHOLE | st.sampled_from([0.5, -0.5, 1.5]) | WORDS
RECORDS = st.dictionaries(st.sampled_from(["window", "same", "scale", "fixed"]), SCALARS | st.just({"size": 3}))
VALUES = st.recursive(SCALARS | RECORDS, lambda part: st.lists(part, max_size=3), max_leaves=5)


@given(st.sampled_from(ops.names()), st.data())
def test_what_the_reader_accepts_is_valid(name: str, data: st.DataObject) -> None:
    op = ops.load(name)
    if not op.model_fields:
        return
    field, info = data.draw(st.sampled_from(sorted(op.model_fields.items())))
    key = info.alias or field
    value = data.draw(VALUES)
    try:
        op.model_validate({key: value})
    except ValidationError as error:
        if any(details["loc"][:1] == (key,) for details in error.errors()):
            return
    assert part(f"arguments.{name}", "properties", key).is_valid(value)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("conv/kernel_size", "3"),
        ("conv/kernel_size", [3, -1]),
        ("conv/kernel_size", 2.5),
        ("conv/bias", 1),
        ("conv/padding", "some"),
        ("conv/padding", [[1, 2, 3]]),
        ("max_pool/ceil_mode", "yes"),
        ("upsample/scale_factor", 0),
        ("upsample/mode", "cubist"),
        ("dropout/p", 2),
        ("custom/axes", {"window": {"sze": 3}}),
        ("custom/axes", [{"window": {"size": 0}}]),
        ("concat/fit", "cut"),
        ("reshape/shape", "flat"),
    ],
)
def test_wrong_values_are_refused(argument: str, value: Any) -> None:
    name, field = argument.split("/")
    with pytest.raises(ValidationError):
        ops.load(name).model_validate({field: value})
    assert not part(f"arguments.{name}", "properties", field).is_valid(value)


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(SCHEMA)
    for pointer in set(re.findall(r'"\$ref": "#/([^"]+)"', text)):
        place: Any = SCHEMA
        for step in pointer.split("/"):
            place = place[step]
    assert text.count('"$defs"') == 1


def test_what_solve_finds_may_stand_for_values(validator: Draft202012Validator) -> None:
    layers = [
        {"conv": {"out_channels": "solve", "kernel_size": {"solve": [3, 5]}}},
        {"max_pool": {"solve": {"min": 2}}},
    ]
    assert validator.is_valid({"inputs": INPUTS, "stacks": {"net": layers}})
    assert not validator.is_valid({"inputs": INPUTS, "stacks": {"net": [{"max_pool": {"solve": {"least": 2}}}]}})
