"""A layer some of whose arguments are still to be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shapeplan.expression import ExpressionError, is_open
from shapeplan.ops._base import Op
from shapeplan.unknowns import PER_AXIS, Unknown, settled, unknowns_in


@dataclass(frozen=True, slots=True, eq=False)
class OpenLayer:
    """An op and its arguments, of which some are open."""

    model: type[Op]
    args: dict[str, Any]

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """The unknowns that it depends on."""
        return tuple(dict.fromkeys(unknowns_in(self.args)))

    @property
    def joins(self) -> bool:
        """Whether it reads several layers."""
        return self.model.joins

    def named(self) -> list[tuple[str, Any]]:
        """The arguments that may name a layer, as far as they are known."""
        return [(field, self.args.get(field)) for field in self.model.references]

    def filled(self, known: Mapping[Unknown, Any]) -> OpenLayer:
        """The same layer with some unknowns replaced, by values or by other unknowns."""
        return OpenLayer(self.model, {field: filled(value, known) for field, value in self.args.items()})

    def along(self, axis: int, rank: int) -> OpenLayer:
        """The same layer with the entry of one axis, in lists of one an axis, for all of them."""
        args = dict(self.args)
        for field in PER_AXIS:
            value = args.get(field)
            if isinstance(value, list | tuple) and len(value) == rank:
                args[field] = [value[axis]] * rank
        return OpenLayer(self.model, args)

    def built(self) -> Op | None:
        """The layer as an op; None where its arguments are wrong, or still open."""
        if is_open(self.args):
            return None
        try:
            return self.model.model_validate(self.args)
        except ValidationError:
            return None


def filled(value: Any, known: Mapping[Unknown, Any]) -> Any:
    """A value with what is known put in; left open where it cannot be computed from that."""
    try:
        return settled(value, known)
    except ExpressionError:
        return value
