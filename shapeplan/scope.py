"""Names of layers: what a reference means, from the innermost scope outward.

A stack, a branch and a round of a loop are open: what is named in them can be seen from outside
where the name is unique. A block instance is closed: from outside its layers are `instance.layer`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from shapeplan.source import Route
from shapeplan.suggest import Guess, did_you_mean


@dataclass(slots=True)
class Entry:
    """What a name stands for: the node whose output it is, and the scope inside, if it has one."""

    node: str | None
    at: Route
    inner: Scope | None = None
    others: list[str] = field(default_factory=list)  # nodes of the same name, when seen from outside


class UnknownName(LookupError):  # noqa: N818 - it is a fact about a name, and is always reported
    """A reference that means nothing, or several things; `guess` says what was meant by a part of it."""

    def __init__(self, text: str, guess: Guess | None = None) -> None:
        super().__init__(text)
        self.guess = guess


@dataclass(slots=True)
class Scope:
    """The names in one place. `path` leads to it; `taken` counts the ids given under that path."""

    parent: Scope | None = None
    path: tuple[str, ...] = ()
    closed: bool = False
    names: dict[str, Entry] = field(default_factory=dict)
    seen: dict[str, Entry] = field(default_factory=dict)  # names within open scopes inside
    taken: dict[str, int] = field(default_factory=dict)

    def round(self) -> Scope:
        """A scope for one round of a loop: names of its own, ids under the same path."""
        return Scope(self, self.path, taken=self.taken)

    def inside(self, name: str, *, closed: bool = False) -> Scope:
        """A scope under a further name."""
        return Scope(self, (*self.path, name), closed)

    def fresh(self, name: str) -> str:
        """The name, numbered where it is taken under this path."""
        count = self.taken[name] = self.taken.get(name, 0) + 1
        if count == 1:
            return name
        numbered = f"{name}_{count}"
        return numbered if self.taken.setdefault(numbered, 1) == 1 else self.fresh(name)

    def define(self, name: str, entry: Entry) -> Entry | None:
        """Gives the name a meaning here and, where it is not hidden by another, outside.

        Returns the entry that has the name in this very scope already, if there is one.
        """
        if name in self.names:
            return self.names[name]
        self.names[name] = entry
        scope = self
        while not scope.closed and scope.parent is not None:
            scope = scope.parent
            scope.see(name, entry)
        return None

    def see(self, name: str, entry: Entry) -> None:
        """Makes a name of an inner scope known here; names defined here hide it."""
        known = self.seen.setdefault(name, Entry(entry.node, entry.at, entry.inner))
        if entry.node is not None and entry.node not in (known.node, *known.others):
            known.others.append(entry.node)

    def get(self, name: str) -> Entry | None:
        """The entry of a name in this scope or, seen from here, within it."""
        return self.names.get(name) or self.seen.get(name)

    def chain(self) -> Iterator[Scope]:
        """This scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def find(self, name: str) -> Entry:
        """What a name, or a path of names joined by dots, stands for. Raises UnknownName."""
        first, *rest = name.split(".")
        entry = next((entry for scope in self.chain() if (entry := scope.get(first))), None)
        if entry is None:
            known = [known for scope in self.chain() for known in (*scope.names, *scope.seen)]
            guess = did_you_mean(first, dict.fromkeys(known))
            raise UnknownName(f"there is no layer '{name[:80]}' above{guess}", guess)
        way = first
        for part in rest:
            unique(way, entry)
            inner = entry.inner or Scope()
            if (found := inner.get(part)) is None:
                known = [*inner.names, *inner.seen]
                guess = did_you_mean(part, dict.fromkeys(known))
                raise UnknownName(f"there is no '{part[:80]}' in '{way[:80]}'{guess}", guess)
            entry, way = found, f"{way}.{part}"
        unique(way, entry)
        return entry


def unique(name: str, entry: Entry) -> None:
    """Raises UnknownName where a name means several nodes."""
    if entry.others:
        raise UnknownName(f"'{name}' may mean {', '.join(map(repr, [entry.node, *entry.others][:5]))}; say which")
