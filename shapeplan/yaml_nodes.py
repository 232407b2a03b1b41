"""Values of a YAML text while it is read, and the marks that tell where they stand."""

from __future__ import annotations

from collections.abc import Iterable
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
