"""Drawing -> Mermaid, the diagrams that Markdown viewers draw.

Ids are ours and every text is quoted; what Mermaid, its Markdown or HTML could read as a sign of
its own is written as a character code.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from shapeplan.renderers import palette
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.model import Box, Drawing, Edge, Path
from shapeplan.renderers.remarks import true
from shapeplan.renderers.themes import tint

CODED = frozenset("\"'#&<>`\\*_~[]{}|;$^%@!=")
WORDS = {"error": "error: ", "cause": "cause: ", "warning": "warning: "}
LONGEST = 160  # characters of a line


def to_mermaid(drawing: Drawing, theme: str = "light") -> str:
    """The drawing as a Mermaid flowchart: the same for the same drawing, byte for byte."""
    lines = [
        "---",
        f"title: {json.dumps(clean(drawing.title), ensure_ascii=False)}",
        "---",
        "flowchart TB",
        *_groups(drawing),
        *(_edge(drawing, edge) for edge in drawing.edges),
        *_styles(drawing, theme),
        *_classes(drawing, theme),
    ]
    return "\n".join(lines) + "\n"


def text(line: str) -> str:
    """A text between the quotes of a label.

    >>> text('a "b" <c>')
    'a #34;b#34; #60;c#62;'
    """
    return "".join(f"#{ord(c)};" if c in CODED else c for c in clean(line, LONGEST))


def _groups(drawing: Drawing) -> Iterator[str]:
    """Boxes within their groups, groups within theirs."""
    boxes: dict[Path, list[Box]] = defaultdict(list)
    inner: dict[Path, list[tuple[int, Path, str]]] = defaultdict(list)
    for box in drawing.boxes:
        boxes[box.group].append(box)
    for i, group in enumerate(drawing.groups):
        inner[group.parent].append((i, group.path, f"{group.title} {group.kind}".strip()))

    def inside(path: Path, indent: str) -> Iterator[str]:
        for box in boxes[path]:
            yield f"{indent}{_box(box, drawing.keys[box.id])}"
        for number, below, title in inner[path]:
            yield f'{indent}subgraph g{number}["{text(title)}"]'
            yield from inside(below, indent + "  ")
            yield f"{indent}end"

    return inside((), "  ")


def _box(box: Box, key: str) -> str:
    head = "  ".join(part for part in (box.name, box.brief) if part)
    lines = [head, true(box.shape), *(WORDS.get(remark.mark, "") + remark.text for remark in box.remarks)]
    label = "<br/>".join(text(line) for line in lines if line)
    left, right = ("[[", "]]") if box.count > 1 else ("[", "]")
    return f'{key}{left}"{label}"{right}:::{_class(box)}'


def _class(box: Box) -> str:
    """The mark, other than a note, goes before the family."""
    return f"is-{box.mark if box.mark in palette.MARKS else box.family}"


def _edge(drawing: Drawing, edge: Edge) -> str:
    arrow = "==>" if edge.fails else "-->" if edge.kind == "flow" else "-.->"
    said = [edge.text, f"fix: {edge.fix}" if edge.fails and edge.fix else ""]
    label = "<br/>".join(text(line) for line in said if line)
    between = f'|"{label}"|' if label else ""
    return f"  {drawing.keys[edge.source]} {arrow}{between} {drawing.keys[edge.target]}"


def _styles(drawing: Drawing, theme: str) -> Iterator[str]:
    """Edges that do not fit in red, others around boxes in the colour of skips."""
    failing = [str(i) for i, edge in enumerate(drawing.edges) if edge.fails]
    skips = [str(i) for i, edge in enumerate(drawing.edges) if edge.kind == "skip" and not edge.fails]
    red = tint(palette.MARKS["error"].line, theme)
    if failing:
        yield f"  linkStyle {','.join(failing)} stroke:{red},color:{red}"
    if skips:
        yield f"  linkStyle {','.join(skips)} stroke:{tint(palette.SKIP, theme)}"


def _classes(drawing: Drawing, theme: str) -> Iterator[str]:
    for name in dict.fromkeys(_class(box) for box in drawing.boxes):
        key = name.removeprefix("is-")
        paint = palette.paint(key, key)
        fill, line, ink = (tint(color, theme) for color in (paint.fill, paint.line, palette.INK))
        dashes = ",stroke-dasharray:5 4" if key == "unknown" else ",stroke-width:3px" if key == "error" else ""
        yield f"  classDef {name} fill:{fill},stroke:{line},color:{ink}{dashes}"
    if drawing.groups:
        fill, line, ink = (tint(c, theme) for c in (palette.GROUP_FILL, palette.GROUP_LINE, palette.GREY))
        yield f"  classDef group fill:{fill},stroke:{line},color:{ink}"
        yield f"  class {','.join(f'g{i}' for i in range(len(drawing.groups)))} group"
