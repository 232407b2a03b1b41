"""Ids and references while a net is built: giving names, finding them, and saying what is wrong."""

from __future__ import annotations

from typing import Any

from shapeplan.arguments import Arguments, Env
from shapeplan.net import Group, GroupKind, Net
from shapeplan.scope import Entry, Scope, UnknownName
from shapeplan.source import Route
from shapeplan.spec import Branches, Layer, Spec, Wrong

Above = str | None  # id of the node above; None where that could not be read
UNDECIDED = "?"  # above the first layer of a network with several inputs


class Naming:
    """What every step needs: the net, its arguments, and names in scopes."""

    def __init__(self, spec: Spec, net: Net) -> None:
        self.net = net
        self.arguments = Arguments(spec.defaults, self.report)
        self.reported: set[tuple[Route, str]] = set()

    def report(self, found: Wrong) -> None:
        """Collects what is wrong; the rounds of a loop say it once."""
        if (found.at, found.message) not in self.reported:
            self.reported.add((found.at, found.message))
            self.net.wrongs.append(found)

    def id_of(self, step: Layer | Branches, route: Route, env: Env) -> str | None:
        """The id that the user gives, if any."""
        if step.id is None:
            return None
        value = self.arguments.value(step.id, env, (*route, "id"))
        return None if value is None else str(value)

    def name_of(self, step: Layer, route: Route, scope: Scope, env: Env) -> str:
        """A name that is new under the path: the id, or the op's name, numbered where it is taken."""
        return scope.fresh(self.id_of(step, route, env) or step.op)

    def define(self, step: Layer | Branches, route: Route, scope: Scope, env: Env, entry: Entry) -> None:
        """Makes the id of a step, if it has one, stand for its output."""
        name = self.id_of(step, route, env)
        if name is None:
            return
        before = scope.define(name, entry)
        if before is not None:
            line = self.net.source.span(before.at).line
            self.report(Wrong(entry.at, f"'{name}' is given twice; first in line {line}", "reference"))
        self.net.ids.given[entry.at] = name

    def find(self, name: Any, scope: Scope, env: Env, at: Route) -> Above:
        """The node that a reference means; None, and reported, where there is none."""
        name = self.arguments.value(name, env, at)
        if name is None:
            return None
        try:
            entry = scope.find(str(name))
        except UnknownName as error:
            if name in self.net.nodes:
                return str(name)
            self.report(Wrong(at, str(error), "reference"))
            return None
        self.net.ids.used.add(entry.at)
        return None if entry.node == UNDECIDED else entry.node

    def find_all(self, names: Any, scope: Scope, env: Env, at: Route) -> list[Above]:
        """The nodes of one reference or of a list of them."""
        if isinstance(names, list):
            return [self.find(name, scope, env, (*at, i)) for i, name in enumerate(names)]
        return [self.find(names, scope, env, at)]

    def group(self, scope: Scope, kind: GroupKind, title: str, route: Route) -> None:
        """Remembers what the nodes under a path belong to."""
        self.net.groups[scope.path] = Group(scope.path, kind, title, route)
