"""Rules: what is said about a spec. One rule is one file; the folder is the registry.

A rule's id is its file's name with '-' for '_'. Its docstring is its documentation: the first line
says what it finds, then come Why, Bad, Good and Fix; Bad and Good are specs that the tests run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

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


def lint(a: Analysis) -> list[Diagnostic]:
    """What all rules find, in the order of the text, but for what the text says to ignore."""
    found = {(d.rule, d.span, d.message): d for rule in names() for d in load(rule).check(a) if not is_ignored(d)}
    return sorted(found.values(), key=lambda d: (d.span.start, d.rule, d.node or ""))


_IGNORE = re.compile(r"(?:^|\s)# shapeplan: ignore\[([^\]]*)\]")


def is_ignored(d: Diagnostic) -> bool:
    """Whether a comment `# shapeplan: ignore[rule]` stands in the line of a finding, or alone above it."""
    line = d.span.line
    above = d.source.lines.line(line - 1) if line > 1 else ""
    texts = (d.source.lines.line(line), above if above.lstrip().startswith("#") else "")
    return any(
        d.rule in [rule.strip() for rule in found.split(",")] for text in texts for found in _IGNORE.findall(text)
    )
