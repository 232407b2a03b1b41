"""Diagnostics as plain data and back, for the cache and between processes; each keeps all that any format prints."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any

from shapeplan.diagnostic import Diagnostic, Fix, Label
from shapeplan.source import Source
from shapeplan.spans import Edit, Span

PLAIN = ("rule", "severity", "message", "text", "node", "axis", "cause", "works", "hint")


def record(d: Diagnostic) -> dict[str, Any]:
    """A diagnostic as JSON holds it; its places are spans."""
    return {
        **{name: getattr(d, name) for name in PLAIN},
        "at": astuple(d.span),
        "related": [(astuple(label.span(d.source)), label.text, label.node) for label in d.related],
        "fixes": [(fix.title, [astuple(edit) for edit in fix.edits], fix.safe) for fix in d.fixes],
    }


def diagnostic(data: dict[str, Any], source: Source) -> Diagnostic:
    """The diagnostic of a record, about a source with the same text."""
    return Diagnostic(
        **{name: data[name] for name in PLAIN},
        at=Span(*data["at"]),
        source=source,
        related=tuple(Label(Span(*at), text, node) for at, text, node in data["related"]),
        fixes=tuple(Fix(title, tuple(Edit(*e) for e in edits), safe) for title, edits, safe in data["fixes"]),
    )
