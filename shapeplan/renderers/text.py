"""Diagnostics as text: the fact, the lines of the spec that matter, what works and what mends it."""

from __future__ import annotations

from shapeplan.checked import Style, plain
from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.spans import Span
from shapeplan.wording import escaped, replaced

WIDEST = 160  # characters of a source line that are shown
STAR = "[*]"  # stands behind what --fix applies

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def report(diagnostic: Diagnostic, left: str | None = None, style: Style = plain) -> str:
    """One diagnostic with its lines of the spec; `left` says why it was not fixed."""
    d = diagnostic
    marks = [(label.span(d.source), "~", label.text, "related") for label in d.related]
    marks.append((d.span, "^", d.text, d.severity))
    width = max(len(str(span.line)) for span, *_ in marks)
    blank = " " * width
    lines = [headline(d, style), style("frame", f"{blank} |")]
    for span, sign, text, kind in sorted(marks, key=lambda mark: mark[0].start):
        line, pointer = marked(d.source.lines.line(span.line), span, sign, text)
        lines.append(f"{style('frame', f'{span.line:>{width}} |')} {line}")
        lines.append(f"{style('frame', f'{blank} |')} {style(kind, pointer)}")
    said = [(what, escaped(text)) for what, text in [*advice(d), ("left: ", left)] if text]
    return "\n".join([*lines, *(f"{style('frame', f'{blank} =')} {style('fix', what)} {text}" for what, text in said)])


def headline(d: Diagnostic, style: Style = plain) -> str:
    """Place, severity, rule and message of a diagnostic, in one line."""
    place = style("place", escaped(f"{d.path}:{d.line}:{d.column}:"))
    return f"{place} {style(d.severity, f'{d.severity}[{d.rule}]')} {style('bold', escaped(d.message))}"


def marked(line: str, span: Span, sign: str, text: str) -> tuple[str, str]:
    """A line of the spec, and what stands below the marked part of it."""
    shown, cut = excerpt(replaced(line.expandtabs(1)), span.column)
    end = span.end_column if span.end_line == span.line else len(line) + 1
    start = span.column - cut
    length = max(1, min(end - cut, len(shown) + 1) - start)
    return shown, f"{' ' * (start - 1)}{sign * length} {escaped(text)}".rstrip()[: WIDEST * 2]


def excerpt(line: str, column: int) -> tuple[str, int]:
    """A line, or of a long one the part around a column; and how many characters are cut off before it."""
    cut = max(0, min(column - 1 - WIDEST // 2, len(line) - WIDEST))
    shown = line[cut : cut + WIDEST]
    before, after = "..." if cut else "", "..." if len(line) > cut + WIDEST else ""
    return f"{before}{shown[len(before) : len(shown) - len(after)]}{after}".rstrip(), cut


def advice(d: Diagnostic) -> list[tuple[str, str | None]]:
    """What works and what to do, each with its heading; fixes best first, safe ones with a star."""
    titles = [fix.title + f" {STAR}" * (fix.safe and fix in d.applicable) for fix in d.fixes]
    fixes = [("fix:  " if i == 0 else "or:   ", title) for i, title in enumerate(titles)]
    return [("works:", d.works), *fixes, ("help: ", None if d.fixes else d.hint)]
