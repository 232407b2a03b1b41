"""Findings as the protocol has them."""

from __future__ import annotations

from lsprotocol import types

from shapeplan.diagnostic import Diagnostic
from shapeplan.lsp.document import Document

SOURCE = "shapeplan"
SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "note": types.DiagnosticSeverity.Hint,
}
IDLE = ("unused-", "dead-")  # rules about what has no effect, which editors fade


def diagnostics(document: Document) -> list[types.Diagnostic]:
    """What is wrong with a document."""
    return [diagnostic(document, found) for found in document.findings]


def diagnostic(document: Document, found: Diagnostic) -> types.Diagnostic:
    """One finding: related places as the spec has them, what works and what to do below the fact."""
    return types.Diagnostic(
        range=document.positions.of(found.span),
        message=message(found),
        severity=SEVERITY[found.severity],
        code=found.rule,
        source=SOURCE,
        tags=[types.DiagnosticTag.Unnecessary] if found.rule.startswith(IDLE) else None,
        related_information=[
            types.DiagnosticRelatedInformation(
                types.Location(document.uri, document.positions.of(label.span(document.source))),
                label.text,
            )
            for label in found.related
        ],
    )


def message(found: Diagnostic) -> str:
    """The fact, what works, and what mends it: the fixes that are edits are offered as actions, too."""
    told = [found.message]
    told += [f"works: {found.works}"] if found.works else []
    told += [f"{'or' if i else 'fix'}: {fix.title}" for i, fix in enumerate(found.fixes)]
    told += [f"hint: {found.hint}"] if found.hint else []
    return "\n".join(told)
