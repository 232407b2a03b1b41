"""What may be typed at a place: ops, arguments, names, words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from shapeplan import ops
from shapeplan.analysis import Analysis
from shapeplan.lsp.mending import MARK, Cursor
from shapeplan.lsp.scopes import layers_at, mapping, params_at
from shapeplan.lsp.slots import REFERENCES, Slot, bare, is_join, slot_of
from shapeplan.lsp.vocabulary import keys, op_page, required, words
from shapeplan.schema_parts import shown
from shapeplan.source import Source
from shapeplan.spec import CONTROL, META
from shapeplan.spec import REQUIRED as NO_DEFAULT

Kind = Literal["key", "op", "block", "argument", "layer", "param", "word"]

PARTNERS = {"repeat": ["layers"], "for": ["layers"], "if": ["layers", "else"], "branches": ["merge", "id", "from"]}
SECTIONS = ("params", "inputs", "defaults", "blocks", "stacks", "expect", "layers", "branches", "for", "else")


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that may be typed.

    text    what is put in; `${1:64}` is a place to fill in
    rank    those of a lower rank come first
    """

    label: str
    text: str
    kind: Kind
    about: str = ""
    page: str = ""
    rank: int = 1


@dataclass(frozen=True)
class Chooser:
    """The choices at a cursor.

    alone   whether nothing stands before it in its line
    spec    the whole spec, as far as it can be read: blocks may stand below
    read    the analysis of a source
    """

    cursor: Cursor
    alone: bool
    spec: Any
    read: Callable[[Source], Analysis]

    @property
    def tree(self) -> Any:
        """The spec up to the cursor."""
        return self.cursor.source.tree

    @cached_property
    def given(self) -> list[str]:
        """The keys of the mapping that is being written."""
        return [key for key in mapping(self.tree, self.cursor.route) if key != MARK] if self.cursor.is_key else []

    def choices(self) -> Iterator[Choice]:
        """Everything that fits."""
        slot = slot_of(self.cursor.route)
        if self.cursor.value.startswith("$"):
            yield from self.params("$" if self.cursor.value == f"${MARK}" else "")
        elif self.cursor.is_key:
            yield from self.keys(slot)
        else:
            yield from self.values(slot)
            if self.alone:
                yield from self.keys(slot)

    def keys(self, slot: Slot) -> Iterator[Choice]:
        """Keys of a mapping."""
        if slot.kind == "step":
            yield from self.step()
        elif slot.kind == "defaults":
            yield from (self.op(name, f"{name}: ") for name in ops.names())
        elif slot.kind == "expect":
            yield from (Choice(name, f"{name}: ", "layer", about) for name, about in self.layers())
        elif slot.kind == "merge":
            yield from (self.op(name, f"{name}: ") for name in ops.names() if is_join(name))
        elif slot.kind == "arguments" and slot.owner in self.blocks:
            params = self.blocks[slot.owner].items()
            yield from (Choice(name, f"{name}: ", "argument", str(value)) for name, value in params)
        else:
            first = required(slot.owner)
            for key, about in keys(slot).items():
                if key not in self.given:
                    yield Choice(key, ended(key), "argument", about, rank=0 if key in first else 1)

    def step(self) -> Iterator[Choice]:
        """Ops, blocks and the keys beside them; only what goes with a key that is there."""
        known = keys(Slot("step"))
        control = next((key for key in self.given if key in CONTROL), None)
        has_op = any(key not in META and key not in CONTROL for key in self.given)
        fitting = PARTNERS[control] if control else [*META, *([] if has_op or self.given else CONTROL)]
        if not has_op and control is None:
            yield from self.layers_to_be()
        yield from (Choice(key, ended(key), "key", known[key], rank=2) for key in fitting if key not in self.given)

    def layers_to_be(self) -> Iterator[Choice]:
        """Blocks and ops, each with what it needs."""
        for name, params in self.blocks.items():
            needed = [param for param, value in params.items() if value == NO_DEFAULT]
            yield Choice(
                name, self.call(name, needed, next(iter(params), None), {}), "block", "a block of this spec", rank=0
            )
        for name in ops.names():
            op, stated = ops.load(name), mapping(self.tree, ("defaults", name))
            needed = [field for field in required(name) if field not in stated]
            text = f"{name}: " if op.joins else self.call(name, needed, op.main, shown(op))
            yield self.op(name, text)

    def call(self, name: str, needed: list[str], main: str | None, example: dict[str, Any]) -> str:
        """A layer with places for the arguments that have no default."""
        places = {field: f"${{{i}:{example_of(example, field)}}}" for i, field in enumerate(needed, 1)}
        if not needed:
            return f"{name}: " if self.cursor.is_key else name
        if main is not None and needed == [main]:
            return f"{name}: {places[main]}"
        return f"{name}: {{{', '.join(f'{field}: {place}' for field, place in places.items())}}}"

    def op(self, name: str, text: str) -> Choice:
        """An op."""
        return Choice(name, text, "op", ops.load(name).about(), op_page(name))

    def values(self, slot: Slot) -> Iterator[Choice]:
        """Values that are no mappings."""
        if slot.kind == "step":
            yield from () if self.alone else self.step()
        elif slot.kind == "merge":
            yield from (self.op(name, name) for name in ops.names() if is_join(name))
        elif slot.kind == "references":
            yield from (Choice(name, name, "layer", about, rank=0) for name, about in self.layers())
        elif slot.kind == "arguments" and slot.owner in ops.names():
            yield from self.values(bare(slot.owner))
        elif slot.kind in {"argument", "framework"}:
            yield from (Choice(word, word, "word", about, rank=0) for word, about in words(slot).items())
            if slot.owner in ops.names() and slot.field in ops.load(slot.owner).references:
                yield from self.values(REFERENCES)
        is_call = slot.kind == "arguments" and slot.owner in self.blocks
        if slot.kind in {"argument", "any"} or is_call:
            yield from self.params("$")

    def layers(self) -> Iterator[tuple[str, str]]:
        """Names of layers with their shapes."""
        return iter(layers_at(self.cursor.source, self.cursor.route, self.read).items())

    def params(self, sign: str) -> Iterator[Choice]:
        """Parameters with their values."""
        found = params_at(self.tree, self.cursor.route)
        return (Choice(f"{sign}{name}", f"{sign}{name}", "param", about, rank=3) for name, about in found.items())

    @cached_property
    def blocks(self) -> dict[str, dict[str, Any]]:
        """The parameters of the blocks of the spec."""
        known = {**mapping(self.spec, ("blocks",)), **mapping(self.tree, ("blocks",))}
        return {name: mapping(block, ("params",)) for name, block in known.items()}


def ended(key: str) -> str:
    """A key with its colon, and a space where its value stands in the same line."""
    return f"{key}:" if key in SECTIONS else f"{key}: "


def example_of(example: dict[str, Any], field: str) -> str:
    """What stands in a place to fill in: the value of the op's example, or the name of the argument."""
    return json.dumps(example[field]).strip('"') if field in example else field
