"""Drawing -> DOT, the language of Graphviz.

Every attribute and every name is written here; from the user come only texts, and they are escaped.
Places come from a Layout where there is one, and are found by Graphviz where there is none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from math import hypot

import graphviz  # type: ignore[import-untyped]

from shapeplan.renderers import palette
from shapeplan.renderers.engine import EASY
from shapeplan.renderers.labels import (
    BESIDE,
    box_label,
    box_width,
    edge_label,
    group_label,
    group_width,
    legend_label,
    legend_size,
    title_label,
    title_size,
)  # fmt: skip
from shapeplan.renderers.layout import Layout, Point, Rect, Wire, extent
from shapeplan.renderers.model import Box, Cluster, Drawing, Edge, Path
from shapeplan.renderers.stack import HARD, NOTE, passes

FONT = "Arial"
POINTS = 72  # an inch
MANY = 3  # branches that are drawn alike
GRAPH = {
    "bgcolor": "#FFFFFF", "fontname": FONT, "labeljust": "l", "labelloc": "t", "nodesep": "0.35", "outputorder": "edgesfirst",
    "pad": "0.2", "ranksep": "0.3",
}  # fmt: skip
NODE = {
    "fixedsize": "true",
    "fontname": FONT,
    "margin": "0",
    "penwidth": "1.2",
    "shape": "box",
    "style": "filled,rounded",
}
EDGE = {"arrowsize": "0.65", "color": palette.GREY, "fontname": FONT, "fontsize": "9", "penwidth": "1.3"}
GROUP = {
    "color": palette.GROUP_LINE, "peripheries": "1", "fillcolor": palette.GROUP_FILL, "labeljust": "l", "labelloc": "t", "margin": "9",
    "penwidth": "1.2", "style": "rounded,filled",
}  # fmt: skip
SKIP = {"class": "skip", "color": palette.SKIP, "penwidth": "1.8"}
FAILS = {"color": palette.MARKS["error"].line, "penwidth": "2.4", "style": "dashed"}
SIZE = {"class": "size", "style": "dotted"}
ARROW = 7.0  # its length [pt]


def to_dot(drawing: Drawing, layout: Layout | None = None) -> str:
    """The drawing as DOT text: the same for the same drawing, byte for byte.

    With a layout, everything has its place in it, for `neato -n2`; else `dot` finds the places.
    """
    if layout and layout.kind == "stack":
        drawing = replace(drawing, summary=f"{drawing.summary}  \N{MIDDLE DOT}  {NOTE}")
    easy = EASY if layout is None and passes(drawing) > HARD else {}
    graph = graphviz.Digraph("network", graph_attr=GRAPH | easy, node_attr=NODE, edge_attr=EDGE)
    graph.attr(label=title_label(drawing), **(_page(drawing, layout) if layout else {}))
    with graph.subgraph(name="cluster_picture") as picture:
        picture.attr(label=legend_label(drawing.legend), labelloc="b", margin="4", peripheries="0")
        if layout:
            picture.attr(**_picture(drawing, layout))
        _groups(picture, drawing, layout)
    _edges(graph, drawing, layout)
    return str(graph.source)


def _page(drawing: Drawing, layout: Layout) -> dict[str, str]:
    """The title above everything, flush left."""
    whole = extent(layout)
    wide, high = title_size(drawing)
    title = Rect(whole.left, whole.top - high - 14, whole.left + wide, whole.top - 14)
    return {"notranslate": "true", "lp": _at(title.center)}


def _picture(drawing: Drawing, layout: Layout) -> dict[str, str]:
    """The legend below everything; as wide as the title, too."""
    whole = extent(layout)
    legend_wide, legend_high = legend_size(drawing.legend)
    wide, _ = title_size(drawing)
    right = max(whole.right, whole.left + wide, whole.left + legend_wide)
    bottom = whole.bottom + legend_high + 16
    legend = Rect(whole.left, whole.bottom + 12, whole.left + legend_wide, bottom)
    return {"bb": _bb(Rect(whole.left, whole.top, right, bottom)), "lp": _at(legend.center)}


def _at(point: Point) -> str:
    return f"{point.x:.2f},{-point.y:.2f}"


def _bb(rect: Rect) -> str:
    return f"{rect.left:.2f},{-rect.bottom:.2f},{rect.right:.2f},{-rect.top:.2f}"


def _frame(group: Cluster, frame: Rect, wide: float) -> dict[str, str]:
    middle = Point(frame.left + 8 + group_width(group, wide) / 2, frame.top + 9)
    return {"bb": _bb(frame), "lp": _at(middle)}


def _wire(wire: Wire) -> dict[str, str]:
    """The curve of an edge; its tip is the arrow's, which is as long as its last piece is cut."""
    *points, before, tip = wire.points
    length = hypot(tip.x - before.x, tip.y - before.y) or 1
    if length <= ARROW:
        before, length = points[-2], hypot(tip.x - points[-2].x, tip.y - points[-2].y) or 1
    end = Point(tip.x - (tip.x - before.x) / length * ARROW, tip.y - (tip.y - before.y) / length * ARROW)
    curve = [
        *points,
        wire.points[-2] if hypot(tip.x - wire.points[-2].x, tip.y - wire.points[-2].y) > ARROW else end,
        end,
    ]
    found = {"pos": f"e,{_at(tip)} {' '.join(map(_at, curve))}"}
    return found | ({"lp": _at(wire.label.center)} if wire.label else {})


def _groups(graph: graphviz.Digraph, drawing: Drawing, layout: Layout | None) -> None:
    """Boxes within their groups, groups within theirs."""
    boxes: dict[Path, list[Box]] = defaultdict(list)
    inner: dict[Path, list[Cluster]] = defaultdict(list)
    for box in drawing.boxes:
        boxes[box.group].append(box)
    for group in drawing.groups:
        inner[group.parent].append(group)
    numbers = {group.path: i for i, group in enumerate(drawing.groups)}
    wide = box_width(drawing)
    room = wide / 2 - BESIDE

    def fill(graph: graphviz.Digraph, path: Path) -> None:
        for box in boxes[path]:
            place = {"pos": _at(layout.boxes[box.id].center)} if layout else {}
            graph.node(drawing.keys[box.id], **_box(box, drawing.keys[box.id], wide), **place)
        for group in inner[path]:
            if layout and group.path not in layout.frames:
                fill(graph, group.path)
                continue
            frames = layout.frames[group.path] if layout else ()
            for i, frame in enumerate(frames[1:]):  # the others need no boxes in them
                with graph.subgraph(name=f"cluster_{numbers[group.path]}_{i}") as part:
                    part.attr(label=group_label(group, room), **GROUP, **_frame(group, frame, room))
            with graph.subgraph(name=f"cluster_{numbers[group.path]}") as cluster:
                cluster.attr(label=group_label(group, room), **GROUP)
                if frames:
                    cluster.attr(**_frame(group, frames[0], room))
                fill(cluster, group.path)

    fill(graph, ())


def _box(box: Box, key: str, wide: float) -> dict[str, str]:
    paint = palette.paint(box.family, box.mark)
    label, high = box_label(box, wide)
    look = {
        "class": " ".join(filter(None, (f"op-{box.family}", box.mark))),
        "color": paint.line,
        "fillcolor": paint.fill,
        "height": f"{high / POINTS:.3f}",
        "id": key,
        "label": label,
        "width": f"{wide / POINTS:.3f}",
    }
    if box.mark in {"error", "cause"}:
        look["penwidth"] = "2.4"
    if box.mark == "unknown":
        look["style"] = "filled,rounded,dashed"
    if box.count > 1:
        look["peripheries"] = "2"
    return look


def _edges(graph: graphviz.Digraph, drawing: Drawing, layout: Layout | None) -> None:
    weights = _weights(drawing)
    for edge in drawing.edges:
        place = _wire(layout.wires[edge.source, edge.target]) if layout else {"weight": weights[edge]}
        graph.edge(drawing.keys[edge.source], drawing.keys[edge.target], **place, **_edge(edge))


def _weights(drawing: Drawing) -> dict[Edge, str]:
    """How straight each edge is to be: the first way through most of all, and of many branches none."""
    flows = [edge for edge in drawing.edges if edge.kind == "flow"]
    ways = Counter(edge.target for edge in flows)
    out = Counter(edge.source for edge in flows)
    leads = {edge.source: edge for edge in reversed(flows)}
    enters = {edge.target: edge for edge in reversed(flows)}
    weights = {}
    for edge in drawing.edges:
        first = leads.get(edge.source) is edge and enters.get(edge.target) is edge
        many = max(ways[edge.target], out[edge.source]) >= MANY
        weights[edge] = "1" if edge.kind != "flow" else "10" if many else "100" if first else "2"
    return weights


def _edge(edge: Edge) -> dict[str, str]:
    look = {**SKIP} if edge.kind == "skip" else {**SIZE} if edge.kind == "size" else {}
    if edge.family:
        look = {"class": f"op-{edge.family}", "color": palette.FAMILIES[edge.family].line, "penwidth": "1.8"}
    if edge.fails:
        look |= {**FAILS, "class": f"{edge.kind} fails"}
    label = edge_label(edge)
    return {**look, "label": label} if label else look
