"""Diagnostics as text: the fact, the lines of the spec that matter, what works and what mends it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shapeplan.diagnostic import Diagnostic, Severity
from shapeplan.spans import Span
from shapeplan.wording import escaped, replaced

WIDEST = 160  # characters of a source line that are shown
STAR = "[*]"  # stands behind what --fix applies

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


def report(diagnostic: Diagnostic, left: str | None = None) -> str:
    """One diagnostic with its lines of the spec; `left` says why it was not fixed."""
    d = diagnostic
    head = escaped(f"{d.path}:{d.line}:{d.column}: {d.severity}[{d.rule}] {d.message}")
    marks = [(d.source.span(label.at, key=True), "~", label.text) for label in d.related]
    marks.append((d.span, "^", d.text))
    width = max(len(str(span.line)) for span, _, _ in marks)
    lines = [head, f"{' ' * width} |"]
    for span, sign, text in sorted(marks, key=lambda mark: mark[0].start):
        lines += marked(d.source.lines.line(span.line), span, sign, text, width)
    lines += [f"{' ' * width} = {what} {escaped(said)}" for what, said in [*advice(d), ("left: ", left)] if said]
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


def advice(d: Diagnostic) -> list[tuple[str, str | None]]:
    """What works and what to do, each with its heading; fixes best first, safe ones with a star."""
    titles = [fix.title + f" {STAR}" * (fix.safe and fix in d.applicable) for fix in d.fixes]
    fixes = [("fix:  " if i == 0 else "or:   ", title) for i, title in enumerate(titles)]
    return [("works:", d.works), *fixes, ("help: ", None if d.fixes else d.hint)]


def fixable(found: Sequence[Diagnostic], *, tried: bool = False) -> str:
    """A line that counts what could be fixed, of several findings with one fix one; `tried` where safe fixes were."""
    safe = {(d.path, fix.edits) for d in found for fix in [fix for fix in d.applicable if fix.safe][:1]}
    first = {(d.path, d.applicable[0].edits) for d in found if d.applicable and not any(f.safe for f in d.applicable)}
    if tried or not safe:
        return f"{len(first)} fixable with {'' if tried else '--fix '}--unsafe-fixes\n" if first else ""
    more = f", {len(first)} more with --unsafe-fixes" if first else ""
    return f"{STAR} {len(safe)} fixable with --fix{more}\n"


def summary(found: Sequence[Diagnostic], files: int, *, notes_shown: bool, changes: str = "") -> str:
    """One line that counts the findings, and what was done before."""
    counts = Counter(d.severity for d in found)
    said = [f"{counts[s]} {s}{'' if counts[s] == 1 else 's'}" for s in SEVERITIES if counts[s]]
    hidden = " (shown with --notes)" if counts["note"] and not notes_shown else ""
    specs = f"{files} spec{'' if files == 1 else 's'}"
    rest = f"{', '.join(said)}{hidden}" if said else "no findings"
    return f"{specs}: {changes}; {rest}" if changes else f"{specs}: {rest}"
