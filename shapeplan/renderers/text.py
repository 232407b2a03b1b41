"""Diagnostics as text: the fact, the lines of the spec that matter, what works and what mends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.spans import Span
from shapeplan.wording import escaped, replaced

WIDEST = 160  # characters of a source line that are shown

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def report(diagnostic: Diagnostic) -> str:
    """One diagnostic with its lines of the spec."""
    d = diagnostic
    head = escaped(f"{d.path}:{d.line}:{d.column}: {d.severity}[{d.rule}] {d.message}")
    marks = [(d.source.span(label.at, key=True), "~", label.text) for label in d.related]
    marks.append((d.span, "^", d.text))
    width = max(len(str(span.line)) for span, _, _ in marks)
    lines = [head, f"{' ' * width} |"]
    for span, sign, text in sorted(marks, key=lambda mark: mark[0].start):
        lines += marked(d.source.lines.line(span.line), span, sign, text, width)
    lines += [f"{' ' * width} = {what} {escaped(said)}" for what, said in advice(d)]
    return "\n".join(lines)


def marked(line: str, span: Span, sign: str, text: str, width: int) -> list[str]:
    """A line of the spec, and the marked part below it."""
    shown, cut = excerpt(replaced(line.expandtabs(1)), span.column)
    end = span.end_column if span.end_line == span.line else len(line) + 1
    start = span.column - cut
    length = max(1, min(end - cut, len(shown) + 1) - start)
    pointer = f"{' ' * (start - 1)}{sign * length} {escaped(text)}".rstrip()
    return [f"{span.line:>{width}} | {shown}", f"{' ' * width} | {pointer[: WIDEST * 2]}"]


def excerpt(line: str, column: int) -> tuple[str, int]:
    """A line, or of a long one the part around a column; and how many characters are cut off before it."""
    cut = max(0, min(column - 1 - WIDEST // 2, len(line) - WIDEST))
    shown = line[cut : cut + WIDEST]
    before, after = "..." if cut else "", "..." if len(line) > cut + WIDEST else ""
    return f"{before}{shown[len(before) : len(shown) - len(after)]}{after}".rstrip(), cut


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
