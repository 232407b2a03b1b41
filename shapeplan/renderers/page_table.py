"""The table of a plan as HTML, for notebooks."""

from __future__ import annotations

import html

from shapeplan.infer import Plan
from shapeplan.renderers.lettering import is_shown
from shapeplan.renderers.table import HEADINGS, Row, rows, totals

MOST_ROWS = 2000
CELL = "text-align:left;padding:1px 8px;white-space:pre"
NUMBER = "text-align:right;padding:1px 8px"


def html_table(plan: Plan, depth: int | None = None) -> str:
    """The table with its title and totals; of a large network so many rows."""
    lines = list(rows(plan, depth))
    head = "".join(f'<th style="{CELL}">{heading}</th>' for heading in HEADINGS)
    more = f"<p>and {len(lines) - MOST_ROWS} more</p>" if len(lines) > MOST_ROWS else ""
    return (
        f"<p><b>{_text(plan.name)}</b> ({_text(plan.framework)}): {_text(totals(plan))}</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(map(_row, lines[:MOST_ROWS]))}</tbody></table>{more}"
    )


def _row(row: Row) -> str:
    name = f"{'  ' * row.depth}{row.name}"
    cells = "".join(f'<td style="{CELL}">{_text(text)}</td>' for text in (name, row.op, row.inputs, row.shape))
    parameters = "?" if row.parameters is None else f"{row.parameters:,}" if row.parameters else ""
    return f'<tr>{cells}<td style="{NUMBER}">{parameters}</td></tr>'


def _text(text: str) -> str:
    return html.escape("".join(filter(is_shown, text)))
