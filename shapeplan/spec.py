"""What the user wrote: the pydantic schema of the language, without places and before any `$`.

`validate(tree)` gives the Spec and what is wrong with it. Arguments of layers are validated by the
ops themselves, after their expressions are computed (net.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, model_validator
from pydantic_core import ErrorDetails

from shapeplan.dialects import names as dialect_names
from shapeplan.ops._fields import Count, Sizes, mistake, parsed
from shapeplan.salvage import salvaged
from shapeplan.source import Route, yaml11_hint
from shapeplan.suggest import Guess, did_you_mean
from shapeplan.wording import literal

META = ("id", "from", "with", "note")
REMARK = "A remark; it changes nothing."
REQUIRED = "required"  # the word for a block parameter without default


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that the language does not allow, at a route; `guess` says what was meant by an unknown name."""

    at: Route
    message: str
    rule: str = "schema"
    hint: str | None = None
    guess: Guess | None = None

    @property
    def error(self) -> tuple[str, str]:
        """The rule and the place."""
        return self.rule, ".".join(map(str, self.at))


class Part(BaseModel):
    """A mapping of the language: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)


NAME_RULE = "a name consists of letters, digits, '_' and '-'"


def is_name(text: str) -> bool:
    """Whether a text can name a layer, a parameter, a block or a stack."""
    return text.replace("_", "a").replace("-", "a").isalnum()


def _name(name: str) -> str:
    if "$" not in name and not is_name(name):
        raise mistake(NAME_RULE)
    return name


Name = Annotated[str, AfterValidator(_name)]


def _names(value: Any) -> str | list[str]:
    if isinstance(value, str) or (isinstance(value, list) and all(isinstance(name, str) for name in value)):
        return value
    raise mistake(f"must be the name of a layer or a list of names, not {literal(value)}")


Names = Annotated[
    str | list[str],
    parsed(_names, {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Layer(Part):
    """One layer: an op or a block with its arguments, and the keys beside it."""

    op: str
    args: Any = None
    id: Name | None = Field(None, description="Name to refer to the layer by.")
    from_: Names | None = Field(None, alias="from", description="The layers to read, instead of the one above.")
    with_: Names | None = Field(None, alias="with", description="Layers to read beside the one above.")
    note: str | None = Field(None, description="A remark; shown in the drawing's tooltip.")

    @model_validator(mode="before")
    @classmethod
    def _one_op(cls, raw: Any) -> Any:
        if isinstance(raw, str):
            return {"op": raw}
        if not isinstance(raw, Mapping):
            raise mistake("a layer is the name of an op or a mapping with one op, such as 'conv: 64'")
        ops = [key for key in raw if key not in META]
        if len(ops) != 1:
            found = f"and these are {', '.join(map(repr, ops))}" if ops else "and there is none"
            raise mistake(f"a layer has one op beside {', '.join(META)}, {found}")
        return {**{key: value for key, value in raw.items() if key in META}, "op": ops[0], "args": raw[ops[0]]}


class Repeat(Part):
    """Layers several times over."""

    repeat: Any = Field(description="How often.")
    layers: list[Step] = Field(description="Layers, one after the other.")
    note: str | None = Field(None, description=REMARK)


class For(Part):
    """Layers once for each value of one or several lists, which run side by side."""

    for_: dict[Name, Any] = Field(alias="for", description="Lists of values by the name that stands for them.")
    layers: list[Step] = Field(description="Layers, one after the other.")
    note: str | None = Field(None, description=REMARK)


class If(Part):
    """Layers under a condition."""

    if_: Any = Field(alias="if", description="A boolean or an expression.")
    layers: list[Step] = Field(description="Layers, one after the other.")
    else_: list[Step] = Field([], alias="else", description="Layers where the condition does not hold.")
    note: str | None = Field(None, description=REMARK)


class Branches(Part):
    """Several ways from the same layer, and the join that brings them together."""

    branches: dict[Name, list[Step] | None] = Field(description="Layers by name; an empty branch is the identity.")
    merge: Any = Field(description="The join: add, concat, or such a layer with arguments.")
    id: Name | None = Field(None, description="Name to refer to the join by.")
    from_: str | None = Field(None, alias="from", description="The layer to start from, instead of the one above.")
    note: str | None = Field(None, description=REMARK)


CONTROL: dict[str, type[Part]] = {"repeat": Repeat, "for": For, "if": If, "branches": Branches}


def kind(raw: Any) -> str:
    """Which kind of step this is."""
    if isinstance(raw, Mapping):
        return next((key for key in CONTROL if key in raw), "layer")
    return next((key for key, model in CONTROL.items() if isinstance(raw, model)), "layer")


Step = Annotated[
    Annotated[Layer, Tag("layer")]
    | Annotated[Repeat, Tag("repeat")]
    | Annotated[For, Tag("for")]
    | Annotated[If, Tag("if")]
    | Annotated[Branches, Tag("branches")],
    Discriminator(kind),
]


class Block(Part):
    """Layers under a name, with parameters; used like an op."""

    params: dict[Name, Any] = Field({}, description="Defaults by name; the word `required` where there is none.")
    inputs: list[Name] = Field([], description="Names of the inputs, where there are several.")
    layers: list[Step] = Field(description="Layers, one after the other.")
    note: str | None = Field(None, description=REMARK)


class Spec(Part):
    """A network."""

    shapeplan: Literal[1] = Field(1, description="Version of the language.")
    name: str = Field("network", description="Title of the network.")
    framework: str = Field("torch", description="The framework whose rules hold.")
    params: dict[Name, Any] = Field({}, description="Parameters of the whole spec; --set changes them.")
    inputs: dict[Name, Any] = Field(description="Inputs by name: channels and size, or features.")
    defaults: dict[str, dict[str, Any]] = Field({}, description="Arguments by op, for layers that do not give them.")
    blocks: dict[Name, Block] = Field({}, description="Reusable layers by name.")
    stacks: dict[Name, list[Step]] = Field(description="The network: named lists of layers, one after the other.")
    outputs: Names = Field([], description="Layers whose outputs are the network's; the last one unless given.")
    expect: dict[str, Any] = Field({}, description="Shapes by layer that must come out.")
    note: str | None = Field(None, description=REMARK)


class Expect(Part):
    """What must come out of a layer."""

    channels: Count | None = Field(None, description="Channels of the map.")
    size: Sizes | None = Field(None, description="One size an axis.")
    features: Count | None = Field(None, description="Length of the vector.")
    receptive_field: Sizes | None = Field(None, description="Input pixels that an output may depend on, an axis.")


TAGS = frozenset({"layer", *CONTROL})


def validate(tree: Any) -> tuple[Spec | None, list[Wrong]]:
    """The spec, or None where its outline is not sound, and all that is wrong with it.

    A spec with mistakes is what is left of it without them.
    """
    try:
        return (spec := Spec.model_validate(tree)), unknown_framework(spec)
    except ValidationError as error:
        found = [wrong(details) for details in error.errors(include_url=False)]
    said = [each for each in found if not is_misspelled(each, found)]
    try:
        spec = Spec.model_validate(salvaged(tree, [each.at for each in found]))
    except ValidationError:
        return None, said
    return spec, [*said, *unknown_framework(spec)]


def unknown_framework(spec: Spec) -> list[Wrong]:
    """What is wrong with the framework of a spec."""
    if spec.framework in dialect_names():
        return []
    guess = did_you_mean(spec.framework, dialect_names())
    return [Wrong(("framework",), f"there is no framework '{spec.framework}'{guess}", guess=guess)]


def wrong(details: ErrorDetails, known: Iterable[str] | None = None) -> Wrong:
    """A pydantic error in the language's own words, at its route; `known` are the keys allowed there."""
    if details["type"] == "extra_forbidden":
        return _unknown(details["loc"], known)
    say = _WORDS.get(details["type"])
    return Wrong(untagged(details["loc"]), say(details) if say else details["msg"])


def untagged(loc: Route) -> Route:
    """A location of the schema without the kinds of steps, which pydantic puts behind their numbers."""
    return tuple(part for i, part in enumerate(loc) if not (part in TAGS and i > 0 and isinstance(loc[i - 1], int)))


def is_misspelled(missing: Wrong, found: Iterable[Wrong]) -> bool:
    """Whether a missing key is there after all, under another spelling that is reported anyhow."""
    *beside, key = missing.at or ("",)
    return missing.message == f"'{key}' is missing" and any(
        other.at[:-1] == tuple(beside) and other.guess is not None and other.guess.meant == key for other in found
    )


def _unknown(loc: Route, known: Iterable[str] | None) -> Wrong:
    key = str(loc[-1])
    if known is not None and key in META:
        return Wrong(untagged(loc), f"'{key}' stands beside the op, at its column, and not among its arguments")
    guess = did_you_mean(key, known if known is not None else _known(loc))
    return Wrong(untagged(loc), f"unknown key '{key[:80]}'{guess}", guess=guess)


def _known(loc: tuple[int | str, ...]) -> list[str]:
    """Keys of the model that a location of the schema leads to."""
    tags = [part for part in loc[:-1] if part in TAGS]
    model: type[Part] = Block if loc[0] == "blocks" else Spec
    if tags:
        model = CONTROL.get(str(tags[-1]), Layer)
    return [field.alias or name for name, field in model.model_fields.items()]


def _value(wanted: str) -> Callable[[ErrorDetails], str]:
    def say(details: ErrorDetails) -> str:
        value = details["input"]
        hint = yaml11_hint(value) if isinstance(value, str) else None
        return f"must be {wanted}, not {describe(value)}" + (f" ({hint})" if hint else "")

    return say


def describe(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return literal(value)


def _choices(details: ErrorDetails) -> str:
    expected = details.get("ctx", {}).get("expected", "")
    return f"must be {expected}, not {describe(details['input'])}"


_WORDS: dict[str, Callable[[ErrorDetails], str]] = {
    "missing": lambda details: f"'{details['loc'][-1]}' is missing",
    "string_type": _value("a text"),
    "dict_type": _value("a mapping"),
    "list_type": _value("a list"),
    "model_type": _value("a mapping"),
    "literal_error": _choices,
}
