"""What a search for unknowns is asked, and what it brings back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shapeplan.analysis import Settings
from shapeplan.bounds import Cost
from shapeplan.ops._base import Op
from shapeplan.shape import Shape
from shapeplan.stages import Values

Chain = tuple[Values, Any] | None  # what one stage chose, and the chain of those after it


@dataclass(slots=True)
class Work:
    """The layers that may still be computed."""

    left: int

    def spend(self, layers: int) -> None:
        """Takes the layers that were computed."""
        self.left -= layers


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the search.

    most    upper ends of what is tried, by argument or name
    limit   solutions that are listed
    work    what all searches together may compute
    """

    settings: Settings
    most: Mapping[str, int]
    limit: int
    work: Work


@dataclass(frozen=True, slots=True)
class Ways:
    """How many ways lead to an end from a state, and the best of them in order."""

    count: int
    best: Sequence[tuple[Cost, Chain]]


@dataclass(frozen=True, slots=True)
class Miss:
    """The choice that came nearest: it failed latest, and by the least; and the layer at which it did."""

    rank: tuple[int, int]
    node: str
    known: Values


def following(cost: Cost, choice: Values, rest: Ways) -> Iterator[tuple[Cost, Chain]]:
    """The best ways that begin with a choice, in order."""
    for more, after in rest.best:
        yield tuple(map(sum, zip(cost, more, strict=True))), (choice, after)


def apart(layer: Op, shapes: Sequence[Shape | None]) -> int:
    """By how much the inputs of a layer miss each other, or what it declares."""
    known = [shape for shape in shapes if shape is not None]
    if layer.joins:
        return sum(max(column) - min(column) for column in zip(*known, strict=False) if None not in column)
    declared = [getattr(layer, name, None) for name in ("in_features", "in_channels", "num_features")]
    return sum(abs(n - shape[0]) for n in declared for shape in known[:1] if n is not None and shape[0] is not None)


def distance(wanted: Any, found: Any) -> int:
    """By how much numbers differ."""
    if isinstance(wanted, tuple):
        pairs = zip(wanted, found, strict=False) if isinstance(found, tuple) else ()
        return sum(distance(w, f) for w, f in pairs)
    return abs(wanted - found) if isinstance(found, int) else 0
