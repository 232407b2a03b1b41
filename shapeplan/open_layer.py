"""A layer some of whose arguments are still to be found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shapeplan.expression import ExpressionError, is_open
from shapeplan.ops._base import Op
from shapeplan.unknowns import Unknown, settled, unknowns_in


@dataclass(frozen=True, slots=True, eq=False)
class OpenLayer:
    """An op and its arguments, of which some are open."""

    model: type[Op]
    args: Mapping[str, Any]

    @property
    def unknowns(self) -> tuple[Unknown, ...]:
        """The unknowns that it depends on."""
        return tuple(dict.fromkeys(unknowns_in(dict(self.args))))

    @property
    def joins(self) -> bool:
        """Whether it reads several layers."""
        return self.model.joins

    def named(self) -> list[tuple[str, Any]]:
        """The arguments that may name a layer, as far as they are known."""
        return [(field, self.args.get(field)) for field in self.model.references]

    def settled(self, known: Mapping[Unknown, Any]) -> OpenLayer:
        """The same layer with some unknowns replaced, by values or by other unknowns. Raises ExpressionError."""
        return OpenLayer(self.model, settled(dict(self.args), known))

    def built(self, known: Mapping[Unknown, Any]) -> Op | None:
        """The layer with these values; None where they are wrong, or not all that it needs."""
        try:
            args = settled(dict(self.args), known)
            return None if is_open(args) else self.model.model_validate(args)
        except (ExpressionError, ValidationError):
            return None
