"""What the language says about its own words: keys, ops, arguments and their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shapeplan import dialects, manual, ops
from shapeplan.lsp.slots import EXPECTATION, INPUT, Slot
from shapeplan.ops._input import Input
from shapeplan.prose import argument, markdown
from shapeplan.schema_parts import UNKNOWN, computed
from shapeplan.spec import Block, Branches, Expect, For, If, Layer, Repeat, Spec
from shapeplan.unknowns import WORD

STEPS = (Layer, Repeat, For, If, Branches)


@cache
def keys(slot: Slot) -> Mapping[str, str]:
    """The keys that a mapping in a slot has whatever the spec, each with what it says; ops and blocks aside."""
    if slot.kind == "spec":
        return said(Spec)
    if slot.kind == "block":
        return said(Block)
    if slot.kind == "step":
        found = {key: text for model in reversed(STEPS) for key, text in said(model).items()}
        return {key: text for key, text in found.items() if key not in {"op", "args"}}
    if slot.kind == "arguments":
        reads = {key: text for key, text in said(Layer).items() if key in {"from", "with"}}
        return {**arguments(slot.owner), **(reads if slot.owner in ops.names() else {})}
    return {}


def said(model: type[BaseModel]) -> dict[str, str]:
    """The keys of a model of the language with their descriptions."""
    return {info.alias or name: info.description or "" for name, info in model.model_fields.items()}


def model_of(owner: str) -> type[BaseModel] | None:
    """The model of what has arguments: an op, an input, an expectation."""
    special: dict[str, type[BaseModel]] = {INPUT: Input, EXPECTATION: Expect}
    return special.get(owner) or (ops.load(owner) if owner in ops.names() else None)


def arguments(owner: str) -> dict[str, str]:
    """The arguments of an op, an input or an expectation with what they say; required ones first."""
    model = model_of(owner)
    fields: Mapping[str, FieldInfo] = {} if model is None else model.model_fields
    names = sorted(fields, key=lambda name: not fields[name].is_required())
    return {fields[name].alias or name: argument(fields[name]) for name in names}


def required(owner: str) -> list[str]:
    """The arguments of an op that have no default."""
    model = model_of(owner)
    fields = {} if model is None else model.model_fields
    return [info.alias or name for name, info in fields.items() if info.is_required()]


@cache
def words(slot: Slot) -> Mapping[str, str]:
    """The words that a value in a slot may be, whatever the spec, each with what it says."""
    if slot.kind == "framework":
        return {name: manual.framework_page(name).partition("\n")[0] for name in dialects.names()}
    model = model_of(slot.owner)
    if slot.kind != "argument" or model is None:
        return {}
    schema = computed(model, UNKNOWN)["properties"].get(slot.field, {})
    found = dict(_words(schema))
    return found if slot.owner == EXPECTATION else {**found, WORD: "A value that `shapeplan solve` finds."}


def _words(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The words in the forms of a schema."""
    if schema.get("type") == "boolean":
        yield from (("true", ""), ("false", ""))
    told = schema.get("markdownEnumDescriptions", [])
    for i, word in enumerate(schema.get("enum", [schema["const"]] if "const" in schema else [])):
        if isinstance(word, str):
            yield word, told[i] if i < len(told) else ""
    for part in (*schema.get("anyOf", ()), *filter(None, [schema.get("items")])):
        yield from _words(part)


@cache
def op_page(name: str) -> str:
    """The documentation of an op as Markdown, with its arguments."""
    rows = [f"- `{field}`: {text}" for field, text in arguments(name).items()]
    return "\n\n".join([markdown(ops.load(name).manual()), *(["**Arguments**\n\n" + "\n".join(rows)] if rows else [])])
