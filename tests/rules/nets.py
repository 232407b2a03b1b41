"""Small specs for the tests of rules, and what a rule says of them."""

from collections.abc import Sequence
from typing import Any

from shapeplan import api
from shapeplan.diagnostic import Diagnostic


def line(layers: Sequence[str], n: int = 64, channels: int = 4, more: str = "") -> str:
    """A network over one axis: each layer is a line of YAML behind its dash."""
    text = "".join(f"    - {layer}\n" for layer in layers)
    return f"inputs:\n  x: {{channels: {channels}, size: [{n}]}}\nstacks:\n  net:\n{text}{more}"


def fork(*ways: str, merge: str = "add") -> str:
    """A layer of `line`: several ways, each of some layers in braces or none, and their join."""
    named = ", ".join(f"way{i}: [{way}]" for i, way in enumerate(ways))
    return f"branches: {{{named}}}\n      merge: {merge}"


def said(spec: str, rule: str, **asked: Any) -> list[Diagnostic]:
    """The findings of one rule."""
    return [d for d in api.check(spec, **asked) if d.rule == rule]


def grave(spec: str, rule: str, **asked: Any) -> list[str]:
    """The messages of its warnings."""
    return [d.message for d in said(spec, rule, **asked) if d.severity == "warning"]


def fixed(found: Diagnostic, i: int = 0) -> str:
    """The spec with one of the fixes."""
    return found.source.apply(found.fixes[i].edits)
