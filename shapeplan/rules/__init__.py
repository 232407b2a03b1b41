"""Rules: what is said about a spec. One rule is one file; the folder is the registry.

A rule's id is its file's name with '-' for '_'. Its docstring is its documentation: the first line
says what it finds, then come Why, Bad, Good and Fix; Bad and Good are specs that the tests run.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Protocol, cast

from shapeplan.ignores import ignores

if TYPE_CHECKING:
    from shapeplan.analysis import Analysis
    from shapeplan.diagnostic import Diagnostic, Severity


class Rule(Protocol):
    """What a rule's module has."""

    __doc__: str
    SEVERITY: Severity  # the highest that it reports

    def check(self, a: Analysis) -> Iterator[Diagnostic]:
        """Everything that the rule finds."""


@cache
def names() -> tuple[str, ...]:
    """Ids of all rules, in alphabetical order."""
    return tuple(sorted(m.name.replace("_", "-") for m in iter_modules(__path__) if not m.name.startswith("_")))


def load(rule: str) -> Rule:
    """The module of a rule. Raises KeyError for a name that is no rule."""
    if rule not in names():
        raise KeyError(rule)
    return cast(Rule, import_module(f"{__name__}.{rule.replace('-', '_')}"))


def found(a: Analysis, rule: str) -> list[Diagnostic]:
    """What one rule finds, whatever is ignored; found out once."""
    key = (found, rule)
    if key not in a.memo:
        a.memo[key] = list(load(rule).check(a))
    known: list[Diagnostic] = a.memo[key]
    return known


def lint(a: Analysis) -> list[Diagnostic]:
    """What the chosen rules find, in the order of the text, but for what the text says to ignore."""
    choice, silent = a.settings.choice, ignores(a.source)
    said = {
        (d.rule, d.span, d.message): choice.weighed(d, load(rule).SEVERITY)
        for rule in filter(choice.takes, names())
        for d in found(a, rule)
        if not any(ignore.silences(d) for ignore in silent)
    }
    return sorted(said.values(), key=lambda d: (d.span.start, d.rule, d.node or ""))
