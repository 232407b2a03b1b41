"""Diagnostics as text: the fact, the lines of the spec that matter, what works and what mends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.spans import Span

WIDEST = 160  # characters of a source line that are shown

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def report(diagnostic: Diagnostic) -> str:
    """One diagnostic with its lines of the spec."""
    d = diagnostic
    head = f"{d.path}:{d.line}:{d.column}: {d.severity}[{d.rule}] {d.message}"
    marks = [(d.source.span(label.at, key=True), "~", label.text) for label in d.related]
    marks.append((d.span, "^", d.text))
    width = max(len(str(span.line)) for span, _, _ in marks)
    lines = [head, f"{' ' * width} |"]
    for span, sign, text in sorted(marks, key=lambda mark: mark[0].start):
        lines += marked(d.source.lines.line(span.line), span, sign, text, width)
    lines += [f"{' ' * width} = {what} {said}" for what, said in advice(d)]
    return "\n".join(lines)


def marked(line: str, span: Span, sign: str, text: str, width: int) -> list[str]:
    """A line of the spec, and the marked part below it."""
    shown = line.expandtabs(1)[:WIDEST].rstrip()
    end = span.end_column if span.end_line == span.line else len(shown) + 1
    length = max(1, min(end, len(shown) + 1) - span.column)
    pointer = f"{' ' * (span.column - 1)}{sign * length} {text}".rstrip()
    return [f"{span.line:>{width}} | {shown}", f"{' ' * width} | {pointer[: WIDEST * 2]}"]


def advice(d: Diagnostic) -> list[tuple[str, str]]:
    """What works and what to do, each with its heading; fixes best first."""
    said = [("works:", d.works)]
    said += [("fix:  " if i == 0 else "or:   ", fix.title) for i, fix in enumerate(d.fixes)]
    said.append(("help: ", None if d.fixes else d.hint))
    return [(what, text) for what, text in said if text]


def summary(found: Sequence[Diagnostic], files: int, *, notes_shown: bool) -> str:
    """One line that counts the findings."""
    counts = Counter(d.severity for d in found)
    said = [f"{counts[s]} {s}{'' if counts[s] == 1 else 's'}" for s in SEVERITIES if counts[s]]
    hidden = " (shown with --notes)" if counts["note"] and not notes_shown else ""
    specs = f"{files} spec{'' if files == 1 else 's'}"
    return f"{specs}: {', '.join(said)}{hidden}" if said else f"{specs}: no findings"
