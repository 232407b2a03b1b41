"""The difference of two networks in Markdown, as a comment on a pull request: what matters, and the rest folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeplan.diagnostic import Diagnostic
from shapeplan.difference import Change, Difference
from shapeplan.renderers.difference import HEADINGS, counted, finding_line, following, headline, row
from shapeplan.renderers.difference_facts import facts
from shapeplan.renderers.markdown import plain
from shapeplan.renderers.remarks import signs

MOST_OPEN = 10  # rows that are not folded
MOST_ROWS = 100  # that are told at all: a comment holds 65,536 characters
MOST_FINDINGS = 30


def difference_markdown(d: Difference) -> str:
    """The headline, what differs of the whole, findings, and the tables of layers."""
    told = [change for change in d.changes or () if change.kind != "follows"]
    rest = [change for change in d.changes or () if change.kind == "follows"]
    parts = [f"**{plain(signs(headline(d)))}**"]
    parts += table(("", "before", "after"), facts(d))
    parts += findings("new", d.new)
    parts += findings("gone", d.gone)
    parts += layers(d, told, counted(told), is_open=len(told) <= MOST_OPEN)
    parts += layers(d, rest, following(len(rest)), is_open=False)
    return "\n\n".join(parts) + "\n"


def layers(d: Difference, changes: Sequence[Change], summary: str, *, is_open: bool) -> Iterator[str]:
    """A table of layers, folded or not."""
    rows = [(change.kind, *row(d, change)[1:]) for change in changes[:MOST_ROWS]]
    lines = list(table(HEADINGS, rows))
    if len(changes) > MOST_ROWS:
        lines.append(f"and {len(changes) - MOST_ROWS} more")
    if lines and not is_open:
        lines = [f"<details><summary>{summary}</summary>", *lines, "</details>"]
    yield from lines


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table, if there are rows."""
    if rows:
        lines = [f"| {' | '.join(headings)} |", f"|{'---|' * len(headings)}"]
        yield "\n".join([*lines, *(f"| {' | '.join(plain(signs(cell)) for cell in cells)} |" for cells in rows)])


def findings(title: str, found: Sequence[Diagnostic]) -> Iterator[str]:
    """A list of findings."""
    lines = [f"- {plain(signs(finding_line(title, d)))}" for d in found[:MOST_FINDINGS]]
    if len(found) > MOST_FINDINGS:
        lines.append(f"- and {len(found) - MOST_FINDINGS} more")
    if lines:
        yield "\n".join(lines)
