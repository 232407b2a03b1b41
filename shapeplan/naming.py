"""Ids and references while a net is built: giving names, finding them, and saying what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from shapeplan import dialects
from shapeplan.arguments import Arguments, Env
from shapeplan.expression import FAILED
from shapeplan.net import Group, GroupKind, Net
from shapeplan.scope import Entry, Scope, UnknownName
from shapeplan.source import Route
from shapeplan.spec import NAME_RULE, Branches, Layer, Spec, Wrong, describe, is_name

Above = str | None  # id of the node above; None where that could not be read
UNDECIDED = "?"  # above the first layer of a network with several inputs


@dataclass(frozen=True, slots=True)
class Here:
    """Where a step stands: its route, the scope of its names, the values of its parameters."""

    route: Route
    scope: Scope
    env: Env

    def at(self, *parts: str | int) -> Route:
        """The route of a part of the step."""
        return (*self.route, *parts)

    def to(self, *parts: str | int) -> Here:
        """The place of a step within."""
        return Here(self.at(*parts), self.scope, self.env)


def filled_in(framework: str) -> Mapping[str, Mapping[str, Any]]:
    """Arguments that a framework fills in, by op; none for a framework that there is not."""
    return dialects.load(framework).defaults if framework in dialects.names() else {}


class Naming:
    """What every step needs: the net, its arguments, and names in scopes."""

    def __init__(self, spec: Spec, net: Net) -> None:
        self.net = net
        self.arguments = Arguments(filled_in(net.framework), spec.defaults, self.report, net.source)
        self.reported: set[tuple[Route, str]] = set()

    def report(self, found: Wrong) -> None:
        """Collects what is wrong; the rounds of a loop say it once."""
        key = (found.at, found.message.partition(";")[0])  # what is known may differ from round to round
        if key not in self.reported:
            self.reported.add(key)
            self.net.wrongs.append(found)

    def id_of(self, step: Layer | Branches, here: Here) -> str | None:
        """The id that the user gives, if any."""
        if step.id is None:
            return None
        value = self.arguments.value(step.id, here.env, here.at("id"))
        if value is FAILED:
            return None
        if not is_name(str(value)):
            self.report(Wrong(here.at("id"), f"'{value}' is no name: {NAME_RULE}"))
            return None
        return str(value)

    def name_of(self, step: Layer, here: Here) -> str:
        """A name that is new under the path: the id, or the op's name, numbered where it is taken."""
        return here.scope.fresh(self.id_of(step, here) or step.op)

    def define(self, step: Layer | Branches, here: Here, entry: Entry) -> None:
        """Makes the id of a step, if it has one, stand for its output."""
        name = self.id_of(step, here)
        if name is None:
            return
        before = here.scope.define(name, entry)
        if before is not None:
            line = self.net.source.span(before.at).line
            self.report(Wrong(entry.at, f"'{name}' is given twice; first in line {line}", "reference"))
        self.net.ids.given[entry.at] = name

    def find(self, name: Any, here: Here, at: Route) -> Above:
        """The node that a reference means; None, and reported, where there is none."""
        name = self.arguments.value(name, here.env, at)
        if name is FAILED:
            return None
        if not isinstance(name, str | int):
            self.report(Wrong(at, f"must be the name of a layer, not {describe(name)}"))
            return None
        try:
            entry = here.scope.find(str(name))
        except UnknownName as error:
            if str(name) in self.net.nodes:
                return str(name)
            self.report(Wrong(at, str(error), "reference", guess=error.guess))
            return None
        self.net.ids.meant.setdefault(at, set()).add(entry.at)
        if entry.node == UNDECIDED:
            self.report(
                Wrong(at, f"'{name}' is empty, and there are several inputs that it could stand for", "reference")
            )
            return None
        return entry.node

    def find_all(self, names: Any, here: Here, at: Route) -> list[Above]:
        """The nodes of one reference or of a list of them."""
        if isinstance(names, list):
            return [self.find(name, here, (*at, i)) for i, name in enumerate(names)]
        return [self.find(names, here, at)]

    def group(self, here: Here, kind: GroupKind, title: str, route: Route | None = None) -> None:
        """Remembers what the nodes under a path belong to, and where that is written."""
        self.net.groups[here.scope.path] = Group(here.scope.path, kind, title, route or here.route)
