"""The JSON Schema of the language, for completion, hover and checks in editors.

It is made from the ops and the models of spec.py. What a schema cannot say (names of blocks,
references, expressions) is left to `shapeplan check`.
"""

from __future__ import annotations

from shapeplan import dialects, ops
from shapeplan.ops._input import Input
from shapeplan.schema_parts import EXPRESSION, NAMES, READS, UNKNOWN, Schema, computed, op_schemas
from shapeplan.spec import Block, Branches, Expect, For, If, Layer, Part, Repeat, Spec
from shapeplan.unknowns import WORD

NEEDS = {
    "repeat": ["layers"],
    "for": ["layers"],
    "if": ["layers"],
    "else": ["if"],
    "branches": ["merge"],
    "merge": ["branches"],
}
LAYERS: Schema = {"$ref": "#/$defs/layers"}
TEXT: Schema = {"type": "string"}
# `$` makes an expression of a name; otherwise there are letters, digits, '_' and '-' in it.
NAME: Schema = {"type": "string", "pattern": r"^([^\x00-,./:-@\[-^`{-\x7f\s]+|.*\$.*)$"}


def json_schema() -> Schema:
    """The schema, draft 2020-12."""
    vocabulary = [op_schemas(name, ops.load(name)) for name in ops.names()]
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
            "input": {"title": "input", "if": TEXT, "then": EXPRESSION, "else": an_input()},
            "expectation": {"title": "expectation", **computed(Expect)},
            "block": block(),
            "layers": {"type": "array", "items": {"$ref": "#/$defs/step"}},
            "step": step(),
            "merge": merge(),
            **{name: schema for schemas in vocabulary for name, schema in schemas.items()},
        },
    }


def top() -> dict[str, Schema]:
    """Schemas of the keys of a spec."""
    defaults = {name: {"$ref": f"#/$defs/arguments.{name}"} for name in ops.names()}
    return {
        "shapeplan": {"const": 1, "default": 1},
        "name": TEXT,
        "framework": {"enum": dialects.names()},
        "params": named({}),
        "inputs": {**named({"$ref": "#/$defs/input"}), "minProperties": 1},
        "defaults": {"type": "object", "properties": defaults, "additionalProperties": False},
        "blocks": named({"$ref": "#/$defs/block"}),
        "stacks": {**named(LAYERS), "minProperties": 1},
        "outputs": NAMES,
        "expect": {"type": "object", "additionalProperties": {"$ref": "#/$defs/expectation"}},
        "note": TEXT,
    }


def named(schema: Schema) -> Schema:
    """A mapping from names to values of a schema."""
    return {"type": "object", "propertyNames": NAME, "additionalProperties": schema}


def described(model: type[Part], properties: dict[str, Schema]) -> Schema:
    """An object with the keys of a model, each with the model's description."""
    said = {info.alias or name: info.description for name, info in model.model_fields.items()}
    return {
        "type": "object",
        "properties": {
            key: {"title": key, **value, "description": said[key]} if said.get(key) else value
            for key, value in properties.items()
        },
        "additionalProperties": False,
    }


def an_input() -> Schema:
    """A declared input: a map or a vector."""
    forms = [{"required": ["channels", "size"]}, {"required": ["features"]}]
    snippet = {"label": "map", "body": {"channels": "${1:3}", "size": ["${2:224}", "${3:224}"]}}
    return {**computed(Input, UNKNOWN), "oneOf": forms, "defaultSnippets": [snippet]}


def block() -> Schema:
    """A block: its parameters, inputs and layers."""
    inputs = {"type": "array", "items": NAME}
    schema = described(Block, {"params": named({}), "inputs": inputs, "layers": LAYERS, "note": TEXT})
    return {"title": "block", **schema, "required": ["layers"]}


def step() -> Schema:
    """A layer, a loop, a condition or branches: an object whose keys say which, or the name of an op or block."""
    keys: dict[str, Schema] = {
        "id": NAME,
        **READS,
        "note": TEXT,
        "repeat": {"anyOf": [{"type": "integer", "minimum": 0}, EXPRESSION]},
        "for": named({"anyOf": [{"type": "array"}, EXPRESSION]}),
        "if": {"anyOf": [{"type": "boolean"}, EXPRESSION]},
        "else": LAYERS,
        "branches": named({"anyOf": [LAYERS, {"type": "null"}]}),
        "merge": {"$ref": "#/$defs/merge"},
        "layers": LAYERS,
    }
    for model in (Layer, Repeat, For, If, Branches):
        for key, value in described(model, keys)["properties"].items():
            keys[key] = {**value, **keys[key]}
    return {
        "title": "layer",
        "if": TEXT,
        "then": {"anyOf": [*alone(), {"type": "string", "minLength": 1}]},  # other names are blocks
        "else": {
            "type": "object",
            "properties": {**keys, **{name: {"$ref": f"#/$defs/op.{name}"} for name in ops.names()}},
            "dependentRequired": NEEDS,
            "minProperties": 1,
        },
    }


def alone() -> list[Schema]:
    """The ops that need no arguments, each as the whole layer."""
    loaded = [(name, ops.load(name)) for name in ops.names()]
    free = [(name, op) for name, op in loaded if not any(info.is_required() for info in op.model_fields.values())]
    return [{"const": name, "title": name, "description": op.about()} for name, op in free if not op.joins]


def merge() -> Schema:
    """The join of branches."""
    joins = {name: {"$ref": f"#/$defs/op.{name}"} for name in ops.names() if ops.load(name).joins}
    layer = {"type": "object", "properties": joins, "additionalProperties": False}
    return {"anyOf": [{"enum": list(joins)}, {**layer, "minProperties": 1, "maxProperties": 1}]}


def unknown() -> Schema:
    """What stands for a value that is to be solved."""
    ends = {"min": {"type": "integer"}, "max": {"type": "integer"}}
    span = {"type": "object", "properties": ends, "additionalProperties": False, "minProperties": 1}
    choice = {"anyOf": [{"type": "array", "minItems": 1}, span]}
    listed = {"type": "object", "properties": {WORD: choice}, "additionalProperties": False, "required": [WORD]}
    said = "A value that `shapeplan solve` finds."
    return {"anyOf": [{"const": WORD, "description": said}, listed], "description": said}
