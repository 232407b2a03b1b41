"""HTML-like labels of Graphviz: everything that carries text. All text from the user passes `escape`."""

from __future__ import annotations

import html
from collections.abc import Sequence
from math import ceil, inf

from shapeplan.renderers import palette
from shapeplan.renderers.lettering import clip, width, wrap
from shapeplan.renderers.model import Box, Cluster, Drawing, Edge, Problem
from shapeplan.renderers.remarks import true

# Whole numbers: Graphviz cuts off the rest.
NAME_SIZE, BRIEF_SIZE, SHAPE_SIZE, REMARK_SIZE, LEGEND_SIZE, GROUP_SIZE = 10, 9, 13, 9, 9, 10
LINE = 1.15  # height of a line, in font sizes
PADDING = 1  # around the text of a cell [pt]
MARGIN, GAP = 18.0, 10.0  # left and right of the text in a box; between name and arguments [pt]
NARROWEST, WIDEST, WITH_FACTS = 150.0, 250.0, 280.0  # width of a box; the most with facts in it [pt]
TITLED, BESIDE = 190.0, 9.0  # width of a box for the title of its group; of a title to the middle of a box [pt]
TWO_LINES, ONE_MORE = 38.0, 13.0  # height of a box; of a remark's line [pt]
DASHED = ' STYLE="DASHED"'
BADGE, BADGE_GAP = 14, 4  # side of the sign of a mark, and what is between it and the name [pt]
COLUMNS = 4  # of the table in a box: sign, gap, name, arguments
MOST_PROBLEMS = 4  # without a box, below the summary
LEGEND_ROW = 8
SLACK = 14.0  # that Graphviz takes a line of facts to be wider than it is [pt]
BETWEEN = " \N{MIDDLE DOT} "
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
    """One width for all boxes, in which as many texts as possible fit, and titles left of the edge into them [pt]."""
    widest = WITH_FACTS if any(box.facts for box in drawing.boxes) else WIDEST
    titles = (min(2 * (group_width(group, inf) + BESIDE), TITLED) for group in drawing.groups)
    return min(max([NARROWEST, *map(_wish, drawing.boxes), *titles]), widest)


def _wish(box: Box) -> float:
    first = width(box.name, NAME_SIZE) + GAP + width(box.brief, BRIEF_SIZE) + 1 + _badge_width(box)
    longest = max((width(WORDS.get(r.mark, "") + r.text, REMARK_SIZE, bold=True) for r in box.remarks), default=0.0)
    return max(
        NARROWEST,
        MARGIN + first + 2 * PADDING,
        MARGIN + width(true(box.shape), SHAPE_SIZE, bold=True),
        MARGIN + min(longest, 200),
        MARGIN + SLACK + width(BETWEEN.join(box.facts), REMARK_SIZE),
    )


def box_label(box: Box, wide: float) -> tuple[str, float]:
    """The label of a box of that width, and the height that it needs [pt]."""
    room = wide - MARGIN
    lines = [(remark.mark, line) for remark in box.remarks for line in _remark_lines(remark.mark, remark.text, room)]
    color = {"error": palette.RED, "unknown": palette.PALE}.get(box.mark or "", palette.INK)
    facts = _fact_lines(box.facts, room)
    rows = [
        _first_row(box, room),
        _row(font(true(box.shape), SHAPE_SIZE, color, bold=True), room, SHAPE_SIZE),
        *(_row(font(line, REMARK_SIZE, palette.GREY), room, REMARK_SIZE) for line in facts),
        *(_row(_remark(mark, line), room, REMARK_SIZE) for mark, line in lines),
    ]
    return _table("".join(rows)), TWO_LINES + ONE_MORE * (len(facts) + len(lines))


def _fact_lines(facts: Sequence[str], room: float) -> list[str]:
    """The facts in as few lines as have room for them [pt]; a fact is never parted."""
    lines: list[str] = []
    for fact in facts:
        longer = f"{lines[-1]}{BETWEEN}{fact}" if lines else ""
        if longer and width(longer, REMARK_SIZE) + SLACK <= room:
            lines[-1] = longer
        else:
            lines.append(clip(fact, room, REMARK_SIZE))
    return lines


def _remark_lines(mark: str, text: str, room: float) -> tuple[str, ...]:
    return wrap(WORDS.get(mark, "") + text, room, REMARK_SIZE, bold=mark != "note")


def _remark(mark: str, line: str) -> str:
    if mark == "note":
        return font(line, REMARK_SIZE, palette.GREY)
    return font(line, REMARK_SIZE, palette.RED if mark == "error" else palette.AMBER, bold=True)


def _first_row(box: Box, room: float) -> str:
    """Name on the left, after the sign of a mark; arguments on the right; clipped where they do not fit together."""
    badge, taken = _badge(box), _badge_width(box)
    room -= GAP + taken
    brief = clip(box.brief, max(room / 2, room - width(box.name, NAME_SIZE)), BRIEF_SIZE)
    right = width(brief, BRIEF_SIZE)
    name = clip(box.name, room - right, NAME_SIZE)
    left = font(name, NAME_SIZE, palette.NAME)
    if not brief:
        return f"<TR>{badge}{_cell(left, int(room + GAP), NAME_SIZE, 2 if badge else COLUMNS)}</TR>"
    cell = ceil(right) + 2 * PADDING
    return (
        f"<TR>{badge}{_cell(left, int(room + GAP) - cell, NAME_SIZE, 1 if badge else COLUMNS - 1)}"
        f"{_cell(font(brief, BRIEF_SIZE, palette.GREY), cell, NAME_SIZE)}</TR>"
    )


def _badge(box: Box) -> str:
    """Cells with the sign of a mark, light on dark, so that it is seen without colours; '' where there is none."""
    gap = f'<TD FIXEDSIZE="TRUE" WIDTH="{BADGE_GAP}" HEIGHT="1"></TD>'
    return badge_cell(box.mark) + gap if box.mark in palette.SIGNS else ""


def _badge_width(box: Box) -> int:
    return BADGE + BADGE_GAP if box.mark in palette.SIGNS else 0


def badge_cell(mark: str | None) -> str:
    """The cell of a mark's sign."""
    sign, color = palette.SIGNS[mark or ""], palette.MARKS[mark or ""].line
    inner = font(sign, NAME_SIZE, "#FFFFFF", bold=True)
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{BADGE}" HEIGHT="{BADGE}" BGCOLOR="{color}">{inner}</TD>'


def _row(inner: str, room: float, size: int) -> str:
    return f"<TR>{_cell(inner, int(room), size, COLUMNS)}</TR>"


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
        color = palette.FAMILIES[edge.family].line if edge.family else palette.GREY
        return f"<{font(_apart(edge.text), 9, palette.SKIP if edge.kind == 'skip' else color)}>"
    fix = "".join("<BR/>" + font(_apart(line), 9, palette.RED) for line in _fix_lines(edge))
    below = f"<BR/>{font(' ', 4, palette.RED)}"
    return f"<{font(_apart(edge.text), 9, palette.RED, bold=True)}{fix}{below}>"


def label_size(edge: Edge) -> tuple[float, float]:
    """Width and height that the label of an edge takes [pt]."""
    if not edge.text:
        return 0.0, 0.0
    texts = [width(_apart(edge.text), 9, bold=edge.fails), *(width(_apart(line), 9) for line in _fix_lines(edge))]
    return max(texts) + 4, 12.0 * len(texts) + (6 if edge.fails else 2)


def _fix_lines(edge: Edge) -> tuple[str, ...]:
    return wrap(f"fix: {edge.fix}", 230, 9, most=2) if edge.fails and edge.fix else ()


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
        font(" ", 2, palette.GREY) if drawing.works else "",
        font(clip(drawing.works, 420, 10), 10, palette.GREY),
        *(_homeless(problem) for problem in homeless[:MOST_PROBLEMS]),
    ]
    if len(homeless) > MOST_PROBLEMS:
        lines.append(font(f"and {len(homeless) - MOST_PROBLEMS} more", 9, palette.GREY))
    return "<" + "".join(f'{line}<BR ALIGN="LEFT"/>' for line in lines if line) + ">"


def title_size(drawing: Drawing) -> tuple[float, float]:
    """Width and height of the title with all its lines [pt]."""
    homeless = sum(problem.box is None and problem.severity != "note" for problem in drawing.problems)
    lines = min(homeless, MOST_PROBLEMS) + (homeless > MOST_PROBLEMS)
    told = min(width(drawing.works, 10), 420.0)
    wide = max(width(drawing.title or "network", 17, bold=True), width(drawing.summary, 10), told, 420.0 * bool(lines))
    return wide, 20 + 5 + 12 + 14.0 * bool(drawing.works) + 11.0 * lines


def legend_size(legend: Sequence[str]) -> tuple[float, float]:
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
    return font(clip(f"{palette.SIGNS.get(problem.severity, '')} {problem.severity}: {problem.text}", 420, 9), 9, color)


def legend_label(legend: Sequence[str]) -> str:
    """A row of coloured cells, each with its word; those of marks have their sign."""
    rows = [legend[i : i + LEGEND_ROW] for i in range(0, len(legend), LEGEND_ROW)]
    return _table("".join(f"<TR>{''.join(map(_swatch, row))}</TR>" for row in rows), spacing=3) if rows else ""


def _swatch(key: str) -> str:
    paint = palette.FAMILIES.get(key) or palette.MARKS[key]
    plain = (
        f'<TD BORDER="1" FIXEDSIZE="TRUE" WIDTH="14" HEIGHT="10" BGCOLOR="{paint.fill}" COLOR="{paint.line}"'
        f"{DASHED if key == 'unknown' else ''}></TD>"
    )
    cell = badge_cell(key) if key in palette.SIGNS else plain
    return f'{cell}<TD ALIGN="LEFT">{font(paint.word + "  ", LEGEND_SIZE, palette.GREY)}</TD>'
