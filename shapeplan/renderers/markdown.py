"""A report in Markdown, as a pull request needs it: summary, problems, layers, and the drawing in Mermaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.mermaid import to_mermaid
from shapeplan.renderers.model import Drawing
from shapeplan.renderers.remarks import TIMES, signs
from shapeplan.renderers.table import HEADINGS, Row, rows, totals

MOST_ROWS = 40  # of the table; above it, blocks are folded
DEEPEST = 8
LONGEST = 300  # characters of a message


def to_markdown(plan: Plan, findings: Sequence[Diagnostic], drawing: Drawing, theme: str = "light") -> str:
    """The report; the drawing is fenced Mermaid."""
    parts = [
        f"# {plain(drawing.title) or 'network'}",
        plain(drawing.summary),
        *_problems(findings),
        "\n".join(_table(_folded(plan))),
        plain(signs(totals(plan))),
        f"```mermaid\n{to_mermaid(drawing, theme)}```",
    ]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    r"""Text that Markdown takes for nothing but text.

    >>> plain("a|b <c> snake_case *x*")
    'a\\|b \\<c\\> snake_case \\*x\\*'
    """
    escaped = re.sub(r"([\\`*{}\[\]<>|#!~&$@]|:(?=/)|(?<![^\W_])_|_(?![^\W_]))", r"\\\1", clean(text, LONGEST))
    return re.sub(r"^([-+=]|\d+(?=[.)]))", r"&#8203;\1", escaped).strip()


def _problems(findings: Iterable[Diagnostic]) -> Iterator[str]:
    """What is wrong, notes left out, each with the best fix."""
    lines = [_problem(finding) for finding in findings if finding.severity != "note"]
    if lines:
        yield "## Problems"
        yield "\n".join(lines)


def _problem(finding: Diagnostic) -> str:
    fix = f" Fix: {plain(signs(finding.fixes[0].title))}." if finding.fixes else ""
    return f"- **{finding.severity}**, line {finding.line}: {plain(signs(finding.message))}.{fix}"


def _folded(plan: Plan) -> list[Row]:
    """As deep as a table of readable length goes."""
    for depth in (None, *range(DEEPEST, 1, -1)):
        found = list(rows(plan, depth))
        if len(found) <= MOST_ROWS:
            return found
    return list(rows(plan, 1))


def _table(lines: Iterable[Row]) -> Iterator[str]:
    yield f"| {' | '.join(HEADINGS)} |"
    yield "|---|---|---|---|--:|"
    for row in lines:
        count = "?" if row.parameters is None else f"{row.parameters:,}" if row.parameters else ""
        indent = "&emsp;" * row.depth
        cells = (
            indent + plain(row.name),
            plain(row.op),
            plain(row.inputs),
            plain(row.shape.replace(" x ", f" {TIMES} ")),
            count,
        )
        yield f"| {' | '.join(cells)} |"
