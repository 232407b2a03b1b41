"""The JSON Schema of the language, for completion, hover and checks in editors.

It is made from the ops and the models of spec.py. What a schema cannot say (names of blocks,
references, expressions) is left to `shapeplan check`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeplan import dialects, ops
from shapeplan.ops._base import Op
from shapeplan.ops._input import Input
from shapeplan.spec import Block, Branches, Expect, For, If, Layer, Part, Repeat, Spec
from shapeplan.unknowns import WORD

Schema = dict[str, Any]

EXPRESSION: Schema = {"$ref": "#/$defs/expression"}
UNKNOWN: Schema = {"$ref": "#/$defs/unknown"}
NAMES: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
NEEDS = {
    "repeat": ["layers"],
    "for": ["layers"],
    "if": ["layers"],
    "else": ["if"],
    "branches": ["merge"],
    "merge": ["branches"],
}
LAYERS: Schema = {"$ref": "#/$defs/layers"}


def json_schema() -> Schema:
    """The schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "shapeplan",
        "description": "A convolutional network: inputs, stacks of layers, what must come out.",
        **described(Spec, top()),
        "required": ["inputs", "stacks"],
        "$defs": {
            "expression": {
                "type": "string",
                "pattern": r"\$",
                "description": "A value computed from parameters: $name or $(expression).",
            },
            "unknown": unknown(),
            "input": computed(Input, UNKNOWN),
            "expectation": computed(Expect),
            "block": described(Block, {"params": {"type": "object"}, "inputs": {"type": "array"}, "layers": LAYERS}),
            "layers": {"type": "array", "items": {"$ref": "#/$defs/step"}},
            "step": step(),
            **{f"op.{name}": arguments(ops.load(name)) for name in ops.names()},
        },
    }


def top() -> dict[str, Schema]:
    """Schemas of the keys of a spec."""
    return {
        "shapeplan": {"const": 1},
        "name": {"type": "string"},
        "framework": {"enum": dialects.names()},
        "params": {"type": "object"},
        "inputs": {"type": "object", "additionalProperties": {"$ref": "#/$defs/input"}, "minProperties": 1},
        "defaults": {
            "type": "object",
            "properties": {name: {"$ref": f"#/$defs/op.{name}"} for name in ops.names()},
            "additionalProperties": False,
        },
        "blocks": {"type": "object", "additionalProperties": {"$ref": "#/$defs/block"}},
        "stacks": {"type": "object", "additionalProperties": LAYERS, "minProperties": 1},
        "outputs": NAMES,
        "expect": {"type": "object", "additionalProperties": {"$ref": "#/$defs/expectation"}},
        "note": {"type": "string"},
    }


def described(model: type[Part], properties: dict[str, Schema]) -> Schema:
    """An object with the keys of a model, each with the model's description."""
    said = {info.alias or name: info.description for name, info in model.model_fields.items()}
    return {
        "type": "object",
        "properties": {
            key: {**value, "description": said[key]} if said.get(key) else value for key, value in properties.items()
        },
        "additionalProperties": False,
    }


def step() -> Schema:
    """A layer, a loop, a condition or branches: an object whose keys say which."""
    keys: dict[str, Schema] = {
        "id": {"type": "string"},
        "from": NAMES,
        "with": NAMES,
        "note": {"type": "string"},
        "repeat": {"anyOf": [{"type": "integer", "minimum": 0}, EXPRESSION]},
        "for": {"type": "object", "additionalProperties": {"anyOf": [{"type": "array"}, EXPRESSION]}},
        "if": {"anyOf": [{"type": "boolean"}, EXPRESSION]},
        "else": LAYERS,
        "branches": {"type": "object", "additionalProperties": {"anyOf": [LAYERS, {"type": "null"}]}},
        "merge": {"anyOf": [{"type": "string"}, {"type": "object", "minProperties": 1, "maxProperties": 1}]},
        "layers": LAYERS,
    }
    for model in (Layer, Repeat, For, If, Branches):
        for key, value in described(model, keys)["properties"].items():
            keys[key] = {**value, **keys[key]}
    layers = {name: {"$ref": f"#/$defs/op.{name}", "description": ops.load(name).about()} for name in ops.names()}
    return {
        "type": ["string", "object"],
        "properties": {**keys, **layers},  # other keys are blocks
        "dependentRequired": NEEDS,
        "minProperties": 1,
    }


def arguments(op: type[Op]) -> Schema:
    """What may stand behind an op: a mapping, a bare value, or nothing."""
    schema = computed(op, UNKNOWN)
    bare: list[Schema] = [{"type": "null"}]
    if op.joins:
        bare.append(NAMES)
    elif op.main is not None:
        bare.append(schema["properties"][op.main])
    schema["properties"] |= {"from": NAMES, "with": NAMES}
    is_given = {"type": "object", "not": {"required": [WORD]}}
    return {"description": op.manual(), "if": is_given, "then": schema, "else": {"anyOf": bare}}


def unknown() -> Schema:
    """What stands for a value that is to be solved."""
    ends = {"min": {"type": "integer"}, "max": {"type": "integer"}}
    span = {"type": "object", "properties": ends, "additionalProperties": False, "minProperties": 1}
    choice = {"anyOf": [{"type": "array", "minItems": 1}, span]}
    listed = {"type": "object", "properties": {WORD: choice}, "additionalProperties": False, "required": [WORD]}
    return {"anyOf": [{"const": WORD}, listed], "description": "A value that `shapeplan solve` finds."}


def computed(model: type[Any], *others: Schema) -> Schema:
    """The schema of a model whose values may be expressions or of some other schemas, and may come from defaults."""
    schema: Schema = model.model_json_schema()
    others = (EXPRESSION, *others)
    properties = {key: or_other(value, others) for key, value in schema["properties"].items()}
    return {"type": "object", "properties": properties, "additionalProperties": False, "$defs": schema.get("$defs", {})}


def or_other(schema: Schema, others: Sequence[Schema]) -> Schema:
    """A value of a schema, or something that gives one; a list may hold such things."""
    said: Schema = {key: schema[key] for key in ("description", "default") if key in schema and schema[key] is not None}
    plain = {key: value for key, value in schema.items() if key not in {"description", "default", "title"}}
    return {**said, "anyOf": [within(plain, others), *others]}


def within(schema: Schema, others: Sequence[Schema]) -> Schema:
    """A schema whose lists and mappings may hold other things."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [within(part, others) for part in schema["anyOf"]]}
    if "items" in schema:
        return {**schema, "items": {"anyOf": [within(schema["items"], others), *others]}}
    if "properties" in schema:
        values = schema["properties"].items()
        parts = {key: {"anyOf": [within(value, others), *others]} for key, value in values}
        return {**schema, "properties": parts}
    return schema
