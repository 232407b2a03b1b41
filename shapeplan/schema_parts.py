"""Parts of the JSON Schema that are made from models: ops, inputs, expectations.

A value may also be an expression or, in a layer, the word `solve`; and a layer need not state
everything, since `defaults` may.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from typing import Any

from shapeplan.ops._base import Op
from shapeplan.prose import markdown
from shapeplan.unknowns import WORD

Schema = dict[str, Any]

EXPRESSION: Schema = {"$ref": "#/$defs/expression"}
UNKNOWN: Schema = {"$ref": "#/$defs/unknown"}
NAMES: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
READS: dict[str, Schema] = {
    "from": {**NAMES, "description": "The layers to read, instead of the one above."},
    "with": {**NAMES, "description": "Layers to read beside the one above."},
}
_GENERATED = frozenset({"title", "default", "$defs"})  # what pydantic adds and no editor needs


def op_schemas(name: str, op: type[Op]) -> dict[str, Schema]:
    """Definitions of an op: its arguments, and what may stand behind its name."""
    given = computed(op, UNKNOWN)
    arguments = f"arguments.{name}"
    fields = {field: {"$ref": f"#/$defs/{arguments}/properties/{field}"} for field in given["properties"]}
    is_given = {"type": "object", "not": {"required": [WORD]}}
    return {
        arguments: {"title": name, **given, "description": f"Arguments of {name}, where a layer states none."},
        f"op.{name}": {
            **about(name, op),
            "if": is_given,
            "then": {"type": "object", "properties": {**fields, **READS}, "additionalProperties": False},
            "else": {"anyOf": [*bare(op, fields), {"type": "null"}]},
        },
    }


def about(name: str, op: type[Op]) -> Schema:
    """What editors say about an op, and what they put in when it is chosen."""
    example = shown(op)
    return {
        "title": name,
        "description": op.about(),
        "markdownDescription": markdown(op.manual()),
        **({"examples": [example]} if example else {}),
        **({"defaultSnippets": [{"label": name, "body": "${1:layer}"}]} if op.joins else {}),
    }


def bare(op: type[Op], fields: dict[str, Schema]) -> Iterator[Schema]:
    """What may stand behind an op in place of a mapping."""
    if op.joins:
        yield NAMES
    elif op.main is not None:
        yield fields[op.main]


@cache
def shown(op: type[Op]) -> Schema:
    """The arguments in the example of an op's documentation; none where it has none that YAML could write.

    >>> from shapeplan.ops import load
    >>> shown(load("conv"))
    {'out_channels': 64, 'kernel_size': 7, 'stride': 2, 'padding': 3}
    """
    for line in op.manual().splitlines():
        if line.startswith(f">>> {op.__name__}("):
            calls = (node for node in ast.walk(ast.parse(line[4:])) if isinstance(node, ast.Call))
            first = next(call for call in calls if isinstance(call.func, ast.Name) and call.func.id == op.__name__)
            return {word.arg: ast.literal_eval(word.value) for word in first.keywords if word.arg is not None}
    return {}


def computed(model: type[Any], *others: Schema) -> Schema:
    """The schema of a model whose values may be expressions or of some other schemas, and may come from defaults."""
    schema: Schema = inlined(model.model_json_schema())
    properties = {key: argument(key, value, (EXPRESSION, *others)) for key, value in schema["properties"].items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def inlined(schema: Schema) -> Schema:
    """A schema of pydantic with the models within it where they are used."""
    parts = schema.get("$defs", {})

    def put(value: Any) -> Any:
        if isinstance(value, list):
            return [put(item) for item in value]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            rest = {key: item for key, item in value.items() if key != "$ref"}
            return {**put(parts[value["$ref"].rpartition("/")[2]]), **rest}
        return {key: put(item) for key, item in value.items() if key != "$defs"}

    placed: Schema = put(schema)
    return placed


def argument(name: str, schema: Schema, others: tuple[Schema, ...]) -> Schema:
    """An argument: a value of its schema, or something that gives one."""
    said = {key: schema[key] for key in ("description", "default") if schema.get(key) is not None}
    return {"title": name, **said, "anyOf": [*options(schema, others, outer=True), *others]}


def options(schema: Schema, others: tuple[Schema, ...], *, outer: bool = False) -> list[Schema]:
    """The forms that a value may have; what stands in lists and mappings may be something else, too.

    The words about the outermost value stand beside its forms.
    """
    choice = schema.get("anyOf") or schema.get("oneOf")
    if choice:
        return [form for part in choice for form in options(part, others)]
    dropped = _GENERATED | {"description"} if outer else _GENERATED
    plain = {key: value for key, value in schema.items() if key not in dropped}
    if isinstance(plain.get("items"), dict):
        plain["items"] = {"anyOf": [*options(plain["items"], others), *others]}
    if isinstance(plain.get("properties"), dict):
        values = plain["properties"].items()
        plain["properties"] = {key: argument(key, value, others) for key, value in values}
    return [plain]
