"""`solve` in place of a value: what is to be found, where it stands, and what may be tried.

    padding: solve                        a value within the bounds of the argument
    kernel_size: {solve: [3, 5, 7]}       one of these
    stride: {solve: {min: 1, max: 4}}     a number of a range

One place of the text is one unknown, however many layers it reaches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from shapeplan.expression import Open, Unsettled, evaluate, is_open, names_in
from shapeplan.source import Route, Source

WORD = "solve"
WANTED = "solve takes a list of values, such as {solve: [3, 5, 7]}, or a range, {solve: {min: 1, max: 9}}"

# Arguments whose values the word alone may find, and the largest that is tried. None: it follows from the layer.
MOST: dict[str, int | None] = {
    "kernel_size": 11, "stride": 8, "dilation": 64, "input_dilation": 8, "padding": None, "output_padding": None,
    "before": 64, "after": 64, "out_channels": 2048, "out_features": 2048, "groups": 64, "channels": 2048,
    "features": 2048, "in_channels": None, "in_features": None, "num_features": None, "size": 1024,
}  # fmt: skip

# Arguments that may have one number an axis, in the order in which they are chosen.
PER_AXIS = ("kernel_size", "dilation", "input_dilation", "stride", "padding", "output_padding", "before", "after",
            "scale_factor")  # fmt: skip


class BadCandidates(ValueError):  # noqa: N818 - it is reported as a finding
    """What stands beside `solve` is no choice; `at` says where."""

    def __init__(self, at: Route) -> None:
        super().__init__(WANTED)
        self.at = at


@dataclass(frozen=True, slots=True, eq=False)
class Unknown(Open):
    """A value that is to be found.

    at            its place in the spec
    values        those to choose from, where the spec lists them
    least, most   ends of the range, where the spec states them
    """

    at: Route
    values: tuple[Any, ...] | None = None
    least: int | None = None
    most: int | None = None

    @property
    def name(self) -> str:
        """What to call it: the key that it stands at, and its place in a list."""
        keys = [i for i, step in enumerate(self.at) if isinstance(step, str)]
        return str(self.at[keys[-1]]) + "".join(f"[{i}]" for i in self.at[keys[-1] + 1 :])


@dataclass(frozen=True, slots=True, eq=False)
class Deferred(Open):
    """A value that is computed when the unknowns among its names are found."""

    raw: Any
    names: Mapping[str, Any]

    def settled(self, known: Mapping[Unknown, Any]) -> Any:
        """The value where everything is known, otherwise what is left to compute. Raises ExpressionError."""
        return computed(settled(self.raw, known), {name: settled(value, known) for name, value in self.names.items()})


def computed(raw: Any, names: Mapping[str, Any]) -> Any:
    """As `evaluate`, but a value that depends on an unknown is deferred."""
    try:
        return evaluate(raw, names)
    except Unsettled:
        return Deferred(raw, {name: names[name] for name in names_in(raw) if name in names})


def settled(value: Any, known: Mapping[Unknown, Any]) -> Any:
    """A value with what is known put in."""
    if isinstance(value, Unknown):
        return known.get(value, value)
    if isinstance(value, Deferred):
        return value.settled(known)
    if isinstance(value, dict):
        return {key: settled(item, known) for key, item in value.items()}
    return [settled(item, known) for item in value] if isinstance(value, list) else value


def unknowns_in(value: Any) -> Iterator[Unknown]:
    """The unknowns that a value depends on, some perhaps twice."""
    if isinstance(value, Unknown):
        yield value
    elif isinstance(value, Deferred):
        yield from unknowns_in([value.raw, *value.names.values()])
    elif isinstance(value, list | dict):
        for item in value.values() if isinstance(value, dict) else value:
            yield from unknowns_in(item)


@dataclass(slots=True)
class Unknowns:
    """The unknowns of a spec, by the place of the text where each stands."""

    source: Source
    found: dict[tuple[int, int], Unknown] = field(default_factory=dict)

    def marked(self, raw: Any, at: Route) -> Any:
        """A value of the spec with an `Unknown` for each `solve`. Raises BadCandidates."""
        if raw == WORD:
            return self.unknown(Unknown(at))
        if isinstance(raw, dict):
            if raw.keys() == {WORD}:
                return self.unknown(chosen(raw[WORD], at))
            return {key: self.marked(item, (*at, key)) for key, item in raw.items()}
        return [self.marked(item, (*at, i)) for i, item in enumerate(raw)] if isinstance(raw, list) else raw

    def unknown(self, made: Unknown) -> Unknown:
        """The unknown of a place: the first that was made there."""
        span = self.source.span(made.at)
        return self.found.setdefault((span.start, span.end), made)


def chosen(given: Any, at: Route) -> Unknown:
    """The unknown of what stands beside `solve`. Raises BadCandidates."""
    if isinstance(given, list) and given and not names_in(given) and not is_nested(given):
        return Unknown(at, tuple(tuple(value) if isinstance(value, list) else value for value in given))
    if isinstance(given, dict) and given and given.keys() <= {"min", "max"}:
        ends = (given.get("min"), given.get("max"))
        if all(end is None or (isinstance(end, int) and not isinstance(end, bool)) for end in ends):
            return Unknown(at, None, *ends)
    raise BadCandidates((*at, WORD))


def is_nested(values: list[Any]) -> bool:
    """Whether a list of candidates holds more than values and plain lists of them."""
    inner = [item for value in values for item in (value if isinstance(value, list) else [value])]
    return any(isinstance(item, list | dict) or item == WORD for item in inner) or is_open(values)
