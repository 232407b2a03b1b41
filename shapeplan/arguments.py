"""Arguments of layers: defaults filled in, expressions computed, validated by the op."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from shapeplan import ops
from shapeplan.expression import FAILED, AlreadyReported, ExpressionError, evaluate
from shapeplan.ops._base import Op
from shapeplan.source import Route
from shapeplan.spec import Wrong, describe, is_misspelled, wrong

M = TypeVar("M", bound=BaseModel)

Env = Mapping[str, Any]
Report = Callable[[Wrong], None]
Defaults = Mapping[str, Mapping[str, Any]]  # arguments by op


class Arguments:
    """Reads the arguments of a spec's layers; equal arguments give the same object.

    Where a layer states none, the spec's defaults hold, then those that the framework fills in.
    """

    def __init__(self, filled_in: Defaults, defaults: Defaults, report: Report) -> None:
        self._filled_in, self._defaults = filled_in, defaults
        self._report = report
        self._known: dict[Any, Op | None] = {}

    def value(self, raw: Any, env: Env, at: Route) -> Any:
        """A value with its expressions computed; FAILED, and reported, where that fails."""
        try:
            return evaluate(raw, env)
        except ExpressionError as error:
            self._report(Wrong(at, str(error), "expression", guess=error.guess))
        except AlreadyReported:
            pass
        return FAILED

    def mapping(self, raw: Any, main: str | None, what: str, at: Route) -> dict[str, Any] | None:
        """Arguments as a mapping: a bare value stands for the main argument."""
        if raw is None:
            return {}
        if isinstance(raw, Mapping):
            return dict(raw)
        if main is None:
            self._report(Wrong(at, f"{what} takes no bare value, and gets {describe(raw)}", hint=f"write '- {what}'"))
            return None
        return {main: raw}

    def op(self, name: str, args: Mapping[str, Any], env: Env, at: Route) -> Op | None:
        """The op of a layer with these arguments; None, and reported, where they are wrong."""
        given = {**self._filled_in.get(name, {}), **self._defaults.get(name, {}), **args}
        computed = {field: self.value(raw, env, (*at, field)) for field, raw in given.items()}
        if any(value is FAILED for value in computed.values()):
            return None
        key = (name, freeze(computed))
        if key not in self._known:
            inherited = frozenset(given.keys() - args.keys())
            self._known[key] = self.validated(ops.load(name), computed, at, ("defaults", name), inherited)
        return self._known[key]

    def validated(
        self,
        model: type[M],
        values: Mapping[str, Any],
        at: Route,
        defaults: Route = (),
        inherited: frozenset[str] = frozenset(),
    ) -> M | None:
        """The model of these values; None, and reported, where they are wrong.

        What is wrong is placed at the route `at`, or at `defaults` where the value was inherited.
        """
        try:
            return model.model_validate(dict(values))
        except ValidationError as error:
            known = [field.alias or name for name, field in model.model_fields.items()]
            found = [wrong(details, known) for details in error.errors(include_url=False)]
            for each in found:
                if not is_misspelled(each, found):
                    is_inherited = bool(each.at) and each.at[0] in inherited
                    self._report(replace(each, at=(*(defaults if is_inherited else at), *each.at)))
            return None


def freeze(value: Any) -> Any:
    """A value that can be a key: equal values of one type give equal keys."""
    if isinstance(value, dict):
        return tuple((key, freeze(item)) for key, item in value.items())
    if isinstance(value, list):
        return tuple(freeze(item) for item in value)
    return (type(value), value)
