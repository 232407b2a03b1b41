"""HTML-like labels of Graphviz: everything that carries text. All text from the user passes `escape`."""

from __future__ import annotations

import html
from collections.abc import Iterable
from math import ceil

from shapeplan.renderers import palette
from shapeplan.renderers.lettering import clip, width, wrap
from shapeplan.renderers.model import Box, Cluster, Drawing, Edge, Problem
from shapeplan.renderers.remarks import true

# Whole numbers: Graphviz cuts off the rest.
NAME_SIZE, BRIEF_SIZE, SHAPE_SIZE, REMARK_SIZE, LEGEND_SIZE, GROUP_SIZE = 10, 9, 13, 9, 9, 10
LINE = 1.15  # height of a line, in font sizes
PADDING = 1  # around the text of a cell [pt]
MARGIN, GAP = 18.0, 10.0  # left and right of the text in a box; between name and arguments [pt]
NARROWEST, WIDEST = 150.0, 250.0  # width of a box [pt]
TWO_LINES, ONE_MORE = 38.0, 13.0  # height of a box; of a remark's line [pt]
MOST_PROBLEMS = 4  # without a box, below the summary
LEGEND_ROW = 8
WORDS = {"error": "error: ", "cause": "cause: ", "warning": "warning: "}


def escape(text: str) -> str:
    """Text for an HTML-like label, in which Graphviz reads entities and backslashes."""
    return html.escape(text).replace("\\", "\\\\")


def font(text: str, size: int, color: str, *, bold: bool = False) -> str:
    """A run of text. Nothing, where there is no text: Graphviz refuses an empty one."""
    inner = escape(text)
    inner = f"<B>{inner}</B>" if bold else inner
    return f'<FONT POINT-SIZE="{size}" COLOR="{color}">{inner}</FONT>' if text else ""


def box_width(drawing: Drawing) -> float:
    """One width for all boxes, in which as many texts as possible fit [pt]."""
    return min(max(map(_wish, drawing.boxes), default=NARROWEST), WIDEST)


def _wish(box: Box) -> float:
    first = width(box.name, NAME_SIZE) + GAP + width(box.brief, BRIEF_SIZE) + 1
    longest = max((width(WORDS.get(r.mark, "") + r.text, REMARK_SIZE, bold=True) for r in box.remarks), default=0.0)
    return max(
        NARROWEST,
        MARGIN + first + 2 * PADDING,
        MARGIN + width(true(box.shape), SHAPE_SIZE, bold=True),
        MARGIN + min(longest, 200),
    )


def box_label(box: Box, wide: float) -> tuple[str, float]:
    """The label of a box of that width, and the height that it needs [pt]."""
    room = wide - MARGIN
    lines = [(remark.mark, line) for remark in box.remarks for line in _remark_lines(remark.mark, remark.text, room)]
    color = {"error": palette.RED, "unknown": palette.PALE}.get(box.mark or "", palette.INK)
    rows = [
        _first_row(box, room),
        _row(font(true(box.shape), SHAPE_SIZE, color, bold=True), room, SHAPE_SIZE),
        *(_row(_remark(mark, line), room, REMARK_SIZE) for mark, line in lines),
    ]
    return _table("".join(rows)), TWO_LINES + ONE_MORE * len(lines)


def _remark_lines(mark: str, text: str, room: float) -> tuple[str, ...]:
    return wrap(WORDS.get(mark, "") + text, room, REMARK_SIZE, bold=mark != "note")


def _remark(mark: str, line: str) -> str:
    if mark == "note":
        return font(line, REMARK_SIZE, palette.GREY)
    return font(line, REMARK_SIZE, palette.RED if mark == "error" else palette.AMBER, bold=True)


def _first_row(box: Box, room: float) -> str:
    """Name on the left, arguments on the right, both clipped where they do not fit together."""
    room -= GAP
    brief = clip(box.brief, max(room / 2, room - width(box.name, NAME_SIZE)), BRIEF_SIZE)
    right = width(brief, BRIEF_SIZE)
    name = clip(box.name, room - right, NAME_SIZE)
    left = font(name, NAME_SIZE, palette.NAME)
    if not brief:
        return _row(left, room + GAP, NAME_SIZE)
    cell = ceil(right) + 2 * PADDING
    return (
        f"<TR>{_cell(left, int(room + GAP) - cell, NAME_SIZE)}"
        f"{_cell(font(brief, BRIEF_SIZE, palette.GREY), cell, NAME_SIZE)}</TR>"
    )


def _row(inner: str, room: float, size: int) -> str:
    return f"<TR>{_cell(inner, int(room), size, 2)}</TR>"


def _cell(inner: str, wide: int, size: int, columns: int = 1) -> str:
    """A cell of a fixed size, for Graphviz overestimates signs such as the multiplication sign."""
    high = ceil(size * LINE) + 2 * PADDING
    return f'<TD ALIGN="LEFT" COLSPAN="{columns}" FIXEDSIZE="TRUE" WIDTH="{wide}" HEIGHT="{high}">{inner}</TD>'


def _table(rows: str, spacing: int = 0) -> str:
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="{spacing}" CELLPADDING="{PADDING}">{rows}</TABLE>>'


def group_label(group: Cluster, room: float) -> str:
    """The title of a stack or block: its name, and the block's as far as there is room for it [pt]."""
    name = clip(group.title, room, GROUP_SIZE, bold=True)
    kind = clip(f" {group.kind}", room - width(name, GROUP_SIZE, bold=True), BRIEF_SIZE) if group.kind else ""
    return f"<{font(name, GROUP_SIZE, palette.GREY, bold=True)}{font(kind, BRIEF_SIZE, palette.GREY)}>"


def group_width(group: Cluster, room: float) -> float:
    """Width of that title [pt]."""
    name = clip(group.title, room, GROUP_SIZE, bold=True)
    kind = clip(f" {group.kind}", room - width(name, GROUP_SIZE, bold=True), BRIEF_SIZE) if group.kind else ""
    return width(name, GROUP_SIZE, bold=True) + width(kind, BRIEF_SIZE)


def edge_label(edge: Edge) -> str:
    """What happens on an edge; where it does not fit, that in bold, and the fix below it."""
    if not edge.text:
        return ""
    if not edge.fails:
        return f"<{font(_apart(edge.text), 9, palette.SKIP if edge.kind == 'skip' else palette.GREY)}>"
    fix = "".join("<BR/>" + font(_apart(line), 9, palette.RED) for line in wrap(edge.fix, 230, 9, most=2))
    below = f"<BR/>{font(' ', 4, palette.RED)}"
    return f"<{font(_apart(edge.text), 9, palette.RED, bold=True)}{fix}{below}>"


def label_size(edge: Edge) -> tuple[float, float]:
    """Width and height that the label of an edge takes [pt]."""
    if not edge.text:
        return 0.0, 0.0
    fix = wrap(edge.fix, 230, 9, most=2) if edge.fails else ()
    texts = [width(_apart(edge.text), 9, bold=edge.fails), *(width(_apart(text), 9) for text in fix)]
    return max(texts) + 4, 12.0 * len(texts) + (6 if edge.fails else 2)


def _apart(text: str) -> str:
    """Text that keeps away from the line beside it."""
    return f"  {text}  "


def title_label(drawing: Drawing) -> str:
    """Name, summary and the problems that no box shows."""
    homeless = [problem for problem in drawing.problems if problem.box is None and problem.severity != "note"]
    lines = [
        font(drawing.title or "network", 17, palette.INK, bold=True),
        font(" ", 4, palette.GREY),
        font(drawing.summary, 10, palette.GREY),
        *(_homeless(problem) for problem in homeless[:MOST_PROBLEMS]),
    ]
    if len(homeless) > MOST_PROBLEMS:
        lines.append(font(f"and {len(homeless) - MOST_PROBLEMS} more", 9, palette.GREY))
    return "<" + "".join(f'{line}<BR ALIGN="LEFT"/>' for line in lines) + ">"


def title_size(drawing: Drawing) -> tuple[float, float]:
    """Width and height of the title with all its lines [pt]."""
    homeless = sum(problem.box is None and problem.severity != "note" for problem in drawing.problems)
    lines = min(homeless, MOST_PROBLEMS) + (homeless > MOST_PROBLEMS)
    wide = max(width(drawing.title or "network", 17, bold=True), width(drawing.summary, 10), 420.0 if lines else 0.0)
    return wide, 20 + 5 + 12 + 11.0 * lines


def legend_size(legend: Iterable[str]) -> tuple[float, float]:
    """Width and height of the legend [pt]."""
    words = [(palette.FAMILIES.get(key) or palette.MARKS[key]).word for key in legend]
    rows = [words[i : i + LEGEND_ROW] for i in range(0, len(words), LEGEND_ROW)]
    columns = (
        [max(width(row[i] + "  ", LEGEND_SIZE) for row in rows if i < len(row)) for i in range(len(rows[0]))]
        if rows
        else []
    )
    return sum(column + 22 for column in columns), 18.0 * len(rows)


def _homeless(problem: Problem) -> str:
    color = {"error": palette.RED, "warning": palette.AMBER}.get(problem.severity, palette.GREY)
    return font(clip(f"{problem.severity}: {problem.text}", 420, 9), 9, color)


def legend_label(legend: Iterable[str]) -> str:
    """A row of coloured cells, each with its word."""
    paints = [palette.FAMILIES.get(key) or palette.MARKS[key] for key in legend]
    rows = [paints[i : i + LEGEND_ROW] for i in range(0, len(paints), LEGEND_ROW)]
    return _table("".join(f"<TR>{''.join(map(_swatch, row))}</TR>" for row in rows), spacing=3) if rows else ""


def _swatch(paint: palette.Paint) -> str:
    return (
        f'<TD BORDER="1" FIXEDSIZE="TRUE" WIDTH="14" HEIGHT="10" BGCOLOR="{paint.fill}" COLOR="{paint.line}"></TD>'
        f'<TD ALIGN="LEFT">{font(paint.word + "  ", LEGEND_SIZE, palette.GREY)}</TD>'
    )
