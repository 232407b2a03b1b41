"""Drawing -> plain text for a terminal: a U as a U, all else in columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest

from shapeplan.renderers.lettering import ELLIPSIS, clean
from shapeplan.renderers.model import Box, Drawing, Edge, Valley
from shapeplan.renderers.remarks import true

SIGNS = {"error": "!", "cause": "^", "warning": "~", "unknown": "?"}
NARROWEST, WIDEST = 24, 60  # of a column [characters]
LEAST_ACROSS = 6  # of a skip
LONG = 14  # boxes above which a chain is folded
MOST_ALSO = 12  # edges that are listed below a U
GAP = "   "


def to_text(drawing: Drawing, columns: int = 80) -> str:
    """The drawing in so many columns: the same for the same drawing."""
    u = _u(drawing, drawing.valley, columns) if drawing.valley and len(drawing.valley.ups) == 1 else None
    body = u or _columns(drawing, columns)
    head = [clip(clean(drawing.title), columns), clip(drawing.summary, columns)]
    below = [clip(line, columns) for line in _words(drawing)]
    return "\n".join(line.rstrip() for line in [*head, "", *body, *([""] if below else []), *below]) + "\n"


def cells(text: str) -> int:
    """Width of a text in a terminal [characters]; East Asian ones are two wide.

    >>> cells("ab"), cells("\N{HANGUL SYLLABLE GA}")
    (2, 2)
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def clip(text: str, room: int) -> str:
    """As much of the text as fits into so many characters."""
    if cells(text) <= room:
        return text
    while text and cells(text) >= room:
        text = text[:-1]
    return text + ELLIPSIS


def fill(text: str, room: int) -> str:
    """The text, clipped or filled with blanks to a width."""
    text = clip(text, room)
    return text + " " * (room - cells(text))


def _cell(box: Box, room: int, reads: str = "") -> str:
    """Sign, name and, at the right, the shape; the arguments where there is room for them."""
    shape = true(box.shape)
    times = f" ×{box.count}" if box.count > 1 else ""
    name = f"{SIGNS.get(box.mark or '', ' ')} {box.name}{times}"
    free = room - cells(shape) - 1
    brief = f"  {box.brief}" if box.brief != box.name else ""
    longer = f"{name}{brief}{reads}"
    named = longer if cells(longer) <= free else f"{name}{reads}"
    return f"{fill(named, free)} {shape}" if free > 0 else fill(shape, room)


# -- a U


def _u(drawing: Drawing, valley: Valley, columns: int) -> list[str] | None:
    """A way down on the left, a way up on the right, partners on one row; None where it is too narrow."""
    text = {(edge.source, edge.target): edge for edge in drawing.edges}
    across = max([LEAST_ACROSS, *(cells(text[pair].text) + 6 for pair in valley.pairs)])
    room = min((columns - across - 2) // 2, WIDEST)
    if room < NARROWEST:
        return None
    boxes = {box.id: box for box in drawing.boxes}
    led = {e.target: f" ← {e.text}" for e in drawing.edges if e.kind == "flow" and e.text and not e.fails}
    lines: list[str] = []
    for left, right, edge in _levels(valley, text):
        rows = list(zip_longest(reversed(left), right))[::-1]  # both end on the row of the skip
        for i, (one, other) in enumerate(rows):
            ends = i == len(rows) - 1
            middle = _across(edge, across) if ends else " " * across
            gap = fill("  │" if lines else "", room)
            sides = [_cell(boxes[id_], room, led.get(id_, "")) if id_ else gap for id_ in (one, other)]
            lines.append(f"{sides[0]} {middle} {sides[1]}")
    return lines + _also(drawing, valley)


def _levels(
    valley: Valley, text: dict[tuple[str, str], Edge]
) -> Iterator[tuple[Sequence[str], Sequence[str], Edge | None]]:
    """Boxes of each level in the order of the data, and the edge across; the last level is the bottom."""
    down, up = valley.down, valley.ups[0]
    start, stop = 0, len(up)
    for source, target in valley.pairs:
        a, b = down.index(source) + 1, up.index(target)
        yield down[start:a], up[b:stop], text[source, target]
        start, stop = a, b
    yield down[start:], up[:stop], None


def _across(edge: Edge | None, room: int) -> str:
    """The line between partners; solid at the bottom, where the way up begins."""
    if edge is None:
        return "─" * (room - 1) + "▶"
    word = f" {edge.text} " if edge.text else ""
    stroke = "╳" if edge.fails else "┄"
    left = (room - 1 - cells(word)) // 2
    return stroke * left + word + stroke * (room - 1 - left - cells(word)) + "▶"


def _also(drawing: Drawing, valley: Valley) -> list[str]:
    """Edges that the U does not show."""
    shown = {*valley.pairs, *pairwise(valley.down + valley.ups[0])}
    rest = [edge for edge in drawing.edges if (edge.source, edge.target) not in shown]
    names = {box.id: _full(box) for box in drawing.boxes}
    lines = [f"  also {names[e.source]} ┄▶ {names[e.target]}  {e.text}" for e in rest[:MOST_ALSO]]
    more = [f"  and {len(rest) - MOST_ALSO} more"] if len(rest) > MOST_ALSO else []
    return ["", *lines, *more] if lines else []


# -- columns


def _columns(drawing: Drawing, columns: int) -> list[str]:
    """One box a row, in columns that are read like those of a newspaper; '←' says what else a box reads."""
    room = min(WIDEST, columns)
    plain = [_cell(box, room, _reads(drawing, i)).strip() for i, box in enumerate(drawing.boxes)]
    count = len(plain)
    widest = max((cells(" ".join(line.split())) + 2 for line in plain), default=NARROWEST)
    room = max(NARROWEST, min(widest, room))
    fit = max(1, (columns + len(GAP)) // (room + len(GAP)))
    number = fit if count > LONG else 1
    high = -(-count // number)
    boxes = [_cell(box, min(room, columns), _reads(drawing, i)) for i, box in enumerate(drawing.boxes)]
    return [GAP.join(boxes[row::high]) for row in range(high)]


def _reads(drawing: Drawing, i: int) -> str:
    """What a box reads, unless it is the box before it alone."""
    names = {box.id: box.name for box in drawing.boxes}
    box = drawing.boxes[i]
    read = [edge.source for edge in drawing.edges if edge.target == box.id]
    before = [drawing.boxes[i - 1].id] if i else []
    return f" ← {', '.join(names[id_] for id_ in read)}" if read != before else ""


# -- problems


def _full(box: Box) -> str:
    return clean(box.id)


def _words(drawing: Drawing) -> Iterator[str]:
    """What the signs mean: each remark in words, then each edge that fails, with its fix."""
    for box in drawing.boxes:
        for remark in box.remarks:
            if remark.mark != "note":
                yield f"{SIGNS[remark.mark]} {remark.mark}: {_full(box)}: {remark.text}"
    for fix in dict.fromkeys(edge.fix for edge in drawing.edges if edge.fails and edge.fix):
        yield f"  fix: {fix}"
    for problem in drawing.problems:
        if problem.box is None and problem.severity != "note":
            yield f"! {problem.severity}: {problem.text}"
    if any(box.mark == "unknown" for box in drawing.boxes):
        yield "? not computed"
