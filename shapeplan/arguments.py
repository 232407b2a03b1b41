"""Arguments of layers: defaults filled in, expressions computed, validated by the op."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shapeplan import ops
from shapeplan.expression import FAILED, AlreadyReported, ExpressionError, is_open
from shapeplan.open_layer import OpenLayer
from shapeplan.ops._base import Op
from shapeplan.source import Route, Source
from shapeplan.spec import Wrong, describe, is_misspelled, wrong
from shapeplan.unknowns import MOST, WORD, BadCandidates, Unknown, Unknowns, computed, unknowns_in

M = TypeVar("M", bound=BaseModel)

Env = Mapping[str, Any]
Report = Callable[[Wrong], None]
Fields = frozenset[str]
Defaults = Mapping[str, Mapping[str, Any]]  # arguments by op


class Arguments:
    """Reads the arguments of a spec's layers; equal arguments give the same object.

    Where a layer states none, the spec's defaults hold, then those that the framework fills in.
    """

    def __init__(self, filled_in: Defaults, defaults: Defaults, report: Report, source: Source) -> None:
        self._filled_in, self._defaults = filled_in, defaults
        self._report = report
        self._source = source
        self._unknowns = Unknowns(source) if WORD in source.text else None
        self._known: dict[Any, Op | OpenLayer | None] = {}

    def value(self, raw: Any, env: Env, at: Route) -> Any:
        """A value with its expressions computed; FAILED, and reported, where that fails."""
        value = self._computed(raw, env, at)
        if self._unknowns is None or not is_open(value):
            return value
        name = next(unknowns_in(value)).name
        hint = "only arguments of layers, and sizes of inputs, can be solved"
        self._report(Wrong(at, f"this depends on '{name}', which is to be solved", hint=hint))
        return FAILED

    def open_value(self, raw: Any, env: Env, at: Route, place: Route | None = None) -> Any:
        """As `value`, but what is to be solved stays open; `place` is where the value stands, if not at `at`."""
        if self._unknowns is None:
            return self._computed(raw, env, at)
        before = len(self._unknowns.found)
        try:
            marked = self._unknowns.marked(raw, place or at)
        except BadCandidates as error:
            self._report(Wrong(error.at, str(error)))
            return FAILED
        path = self._source.path
        hint = f"shapeplan solve {'FILE' if path.startswith('<') else path}"  # <text>, <stdin>
        for unknown in list(self._unknowns.found.values())[before:]:
            self._report(Wrong(unknown.at, f"{unknown.name} is to be solved", "unsolved", hint))
        return self._computed(marked, env, at)

    def _computed(self, raw: Any, env: Env, at: Route) -> Any:
        try:
            return computed(raw, env)
        except ExpressionError as error:
            self._report(Wrong(at, str(error), "expression", guess=error.guess))
        except AlreadyReported:
            pass
        return FAILED

    def mapping(self, raw: Any, main: str | None, what: str, at: Route) -> dict[str, Any] | None:
        """Arguments as a mapping: a bare value stands for the main argument."""
        if raw is None:
            return {}
        if isinstance(raw, Mapping) and (main is None or raw.keys() != {WORD}):
            return dict(raw)
        if main is None:
            self._report(Wrong(at, f"{what} takes no bare value, and gets {describe(raw)}", hint=f"write '- {what}'"))
            return None
        return {main: raw}

    def op(self, name: str, args: Mapping[str, Any], env: Env, at: Route) -> Op | OpenLayer | None:
        """The op of a layer with these arguments; None, and reported, where they are wrong."""
        given = {**self._filled_in.get(name, {}), **self._defaults.get(name, {}), **args}
        inherited = frozenset(given.keys() - args.keys())
        model, values = ops.load(name), {}
        for field, raw in given.items():
            if raw == WORD and field in model.references:  # a layer of that name
                values[field] = raw
                continue
            place = ("defaults", name, field) if field in inherited else None
            values[field] = self.open_value(raw, env, (*at, field), place)
        if any(value is FAILED for value in values.values()):
            return None
        key = (name, freeze(values))
        if key not in self._known:
            if is_open(values):
                self._known[key] = self.opened(model, values, at, ("defaults", name), inherited)
            else:
                self._known[key] = self.validated(model, values, at, ("defaults", name), inherited)
        return self._known[key]

    def opened(
        self, model: type[Op], values: dict[str, Any], at: Route, defaults: Route = (), inherited: Fields = frozenset()
    ) -> OpenLayer | None:
        """A layer with open arguments; None, and reported, where the others are wrong or nothing bounds an open one."""
        known = {field.alias or name for name, field in model.model_fields.items()}
        still = {field for field, value in values.items() if field in known and is_open(value)}
        found = []
        try:
            model.model_validate({field: value for field, value in values.items() if field not in still})
        except ValidationError as error:
            found = [each for each in mistakes(model, error) if each.at and each.at[0] not in still]
        for each in found:
            self._report(Wrong((*(defaults if each.at[0] in inherited else at), *each.at), each.message))
        bounded = [self.is_bounded(field, values[field]) for field in values if field in still]
        return None if found or not all(bounded) else OpenLayer(model, values)

    def is_bounded(self, field: str, value: Any) -> bool:
        """Whether it is known what may be tried for the unknowns of an argument; reported where it is not."""
        for unknown in value if isinstance(value, list) else [value]:
            is_free = isinstance(unknown, Unknown) and unknown.values is None and unknown.most is None
            if is_free and field not in MOST:
                message = f"nothing bounds '{field}': say what to choose from"
                self._report(Wrong(unknown.at, message, hint=f"{field}: {{solve: [A, B]}}"))
                return False
        return True

    def input(self, model: type[Op], raw: Mapping[str, Any], env: Env, at: Route) -> Op | OpenLayer | None:
        """The declaration of an input; None, and reported, where it is wrong."""
        values = {key: self.open_value(value, env, (*at, key)) for key, value in raw.items()}
        if any(value is FAILED for value in values.values()):
            return None
        if isinstance(values.get("size"), Unknown):
            hint = f"size: [{WORD}, {WORD}]"
            self._report(Wrong((*at, "size"), "a size that is to be solved is a list of one an axis", hint=hint))
            return None
        return self.opened(model, values, at) if is_open(values) else self.validated(model, values, at)

    def validated(
        self,
        model: type[M],
        values: Mapping[str, Any],
        at: Route,
        defaults: Route = (),
        inherited: Fields = frozenset(),
    ) -> M | None:
        """The model of these values; None, and reported, where they are wrong.

        What is wrong is placed at the route `at`, or at `defaults` where the value was inherited.
        """
        try:
            return model.model_validate(dict(values))
        except ValidationError as error:
            for each in mistakes(model, error):
                is_inherited = bool(each.at) and each.at[0] in inherited
                self._report(replace(each, at=(*(defaults if is_inherited else at), *each.at)))
            return None


def mistakes(model: type[BaseModel], error: ValidationError) -> list[Wrong]:
    """What is wrong with the arguments of a model, at routes within them."""
    known = [field.alias or name for name, field in model.model_fields.items()]
    found = [wrong(details, known) for details in error.errors(include_url=False)]
    return [each for each in found if not is_misspelled(each, found)]


def freeze(value: Any) -> Any:
    """A value that can be a key: equal values of one type give equal keys."""
    if isinstance(value, dict):
        return tuple((key, freeze(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(freeze(item) for item in value)
    return (type(value), value)
