"""What is said about a spec: the fact, its place, the other places that matter, and what mends it.

A diagnostic addresses the spec by routes; lines and columns are looked up in its source when asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from shapeplan.source import Edit, Route, Source, Span

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Label:
    """Another place that matters, and what happens there."""

    at: Route | Span
    text: str
    node: str | None = None

    def span(self, source: Source) -> Span:
        """The place in its source."""
        return self.at if isinstance(self.at, Span) else source.span(self.at, key=True)


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that was tried: with it the diagnostic is gone, and no new error came.

    `safe` fixes keep the meaning of the network; they may bring an error to light that this one hid. `edits` is empty where the change is not to the
    text of the spec, such as another input size.
    """

    title: str
    edits: tuple[Edit, ...] = ()
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    rule, severity   'skip-mismatch'; 'error', 'warning' or 'note'
    message          the fact, one sentence with its numbers
    at, source       its place: a route through the source, or a span of its text
    text             what stands under the marked place
    node, axis       id of the layer, name of the axis; None where there is none
    cause            id of the layer where information was lost
    related          other places, each with what happens there
    works            input sizes at which the finding is gone
    fixes            changes that mend it, best first
    hint             what to do, where no change could be tried
    """

    rule: str
    severity: Severity
    message: str
    at: Route | Span
    source: Source = field(repr=False, compare=False)
    text: str = ""
    node: str | None = None
    axis: str | None = None
    cause: str | None = None
    related: tuple[Label, ...] = ()
    works: str | None = None
    fixes: tuple[Fix, ...] = ()
    hint: str | None = None

    @property
    def span(self) -> Span:
        """The marked place."""
        return self.at if isinstance(self.at, Span) else self.source.span(self.at, key=True)

    @property
    def applicable(self) -> list[Fix]:
        """The fixes that are edits of the text, the best first; a note is left as it is."""
        return [] if self.severity == "note" else [fix for fix in self.fixes if fix.edits]

    @property
    def path(self) -> str:
        """The file, as the user named it."""
        return self.source.path

    @property
    def line(self) -> int:
        """First line, from 1."""
        return self.span.line

    @property
    def column(self) -> int:
        """First column, in characters from 1."""
        return self.span.column

    @property
    def end_line(self) -> int:
        """Last line, from 1."""
        return self.span.end_line

    @property
    def end_column(self) -> int:
        """The column after the last character, from 1."""
        return self.span.end_column

    def to_json(self) -> dict[str, Any]:
        """The diagnostic as `check --format json` prints it."""
        return {
            "path": self.path,
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            **place(self.span),
            "node": self.node,
            "axis": self.axis,
            "cause": self.cause,
            "related": [
                {"message": label.text, "node": label.node, **place(label.span(self.source))} for label in self.related
            ],
            "fixes": [
                {"title": fix.title, "safe": fix.safe, "edits": [edit_json(self.source, e) for e in fix.edits]}
                for fix in self.fixes
            ],
        }


def place(span: Span) -> dict[str, int]:
    """A span as JSON has it: lines and columns from 1, the end exclusive."""
    return {
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def edit_json(source: Source, edit: Edit) -> dict[str, Any]:
    """An edit as JSON has it: the place, and the text to put there."""
    return {**place(source.lines.span(edit.start, edit.end)), "text": source.ended(edit).text}
