"""Values of a YAML text while it is read, and the marks that tell where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

Parts: TypeAlias = "dict[str, Mark] | list[Mark]"


class Mark(NamedTuple):
    """Where a value stands, as offsets, and its parts."""

    start: int
    end: int
    parts: Parts | None = None
    key: int = -1  # where its key starts, if it has one


class Key(NamedTuple):
    """A key whose value is yet to come; `name` is None when there is something wrong with it."""

    start: int
    name: str | None


@dataclass(slots=True, eq=False)
class Node:
    """A list or mapping that is being read, or any value that an anchor names."""

    value: Any
    parts: Parts | None
    start: int
    end: int = 0  # of its last part so far
    is_open: bool = True  # more parts may come
    bracketed: bool = False  # written in [] or {}
    weight: int = 1  # number of values in it, aliases expanded
    height: int = 0  # levels of lists and mappings, aliases expanded
    key: Key | None = None  # of the value to come
    merges: bool = False  # has a '<<' key

    def awaits_key(self) -> bool:
        """Whether the next value is a key of this mapping."""
        return self.key is None and isinstance(self.parts, dict)

    def add(self, value: Any, mark: Mark, weight: int, height: int) -> None:
        """Add an item, or the value of the key that came before."""
        self.end = mark.end
        self.weight += weight
        self.height = max(self.height, height + 1)
        if isinstance(self.parts, list):
            self.value.append(value)
            self.parts.append(mark)
        elif self.parts is not None and self.key is not None:
            if self.key.name is not None:
                self.value[self.key.name] = value
                self.parts[self.key.name] = Mark(mark.start, mark.end, mark.parts, self.key.start)
            self.key = None

    def merge(self) -> list[Mark]:
        """Resolve '<<': keys that this mapping gives itself win, then those of earlier mappings.

        Returns the marks of what '<<' cannot take.
        """
        assert isinstance(self.parts, dict)
        value, mark = self.value.pop("<<"), self.parts.pop("<<")
        values: dict[str, Any] = {}
        parts: dict[str, Mark] = {}
        bad = []
        for source, place in _sources(value, mark):
            if not isinstance(place.parts, dict):
                bad.append(place)
                continue
            for name, part in place.parts.items():
                values.setdefault(name, source[name])
                parts.setdefault(name, part)
        self.value = {**values, **self.value}
        self.parts = {**parts, **self.parts}
        return bad


def _sources(value: Any, mark: Mark) -> Iterable[tuple[Any, Mark]]:
    return zip(value, mark.parts, strict=True) if isinstance(mark.parts, list) else [(value, mark)]


def trace(mark: Mark, offset: int) -> tuple[tuple[str | int, ...], bool]:
    """The route of the innermost value at an offset, and whether the offset is in its key."""
    route: list[str | int] = []
    while (found := next(_parts_at(mark, offset), None)) is not None:
        step, mark = found
        route.append(step)
        if 0 <= mark.key <= offset <= mark.key + len(str(step)) + len("'"):
            return tuple(route), True
    return tuple(route), False


def _parts_at(mark: Mark, offset: int) -> Iterator[tuple[str | int, Mark]]:
    """The parts of a value that an offset is in, or at the end of."""
    parts = mark.parts.items() if isinstance(mark.parts, dict) else enumerate(mark.parts or ())
    for step, part in parts:
        start = part.key if part.key >= 0 else part.start
        if start <= offset <= part.end:
            yield step, part
