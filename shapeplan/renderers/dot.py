"""Drawing -> DOT, the language of Graphviz.

Every attribute and every name is written here; from the user come only texts, and they are escaped.
A U is laid out by ranks alone: partners of a skip share one, and the way up is drawn from its end,
so that the arrows, reversed, point upward.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import graphviz  # type: ignore[import-untyped]

from shapeplan.renderers import palette
from shapeplan.renderers.labels import box_label, box_width, edge_label, group_label, legend_label, title_label
from shapeplan.renderers.model import Box, Cluster, Drawing, Edge, Path, Valley

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
UNSEEN = {"height": "0.01", "label": "", "shape": "point", "style": "invis", "width": "0.01"}


def to_dot(drawing: Drawing) -> str:
    """The drawing as DOT text: the same for the same drawing, byte for byte."""
    graph = graphviz.Digraph("network", graph_attr=GRAPH, node_attr=NODE, edge_attr=EDGE)
    graph.attr(label=title_label(drawing))
    with graph.subgraph(name="cluster_picture") as picture:
        picture.attr(label=legend_label(drawing.legend), labelloc="b", margin="4", peripheries="0")
        if drawing.valley:
            graph.attr(newrank="true", nodesep="0.7", ranksep="0.35")
            _sides(picture, drawing.keys, drawing.valley)
        _groups(picture, drawing)
    _edges(graph, drawing)
    return str(graph.source)


def _sides(graph: graphviz.Digraph, keys: Mapping[str, str], valley: Valley) -> None:
    """The way down on the left of the way up, and partners side by side. It must come first to be obeyed."""
    graph.node("root", **UNSEEN, ordering="out")
    for end in (valley.down[0], valley.up[-1]):
        graph.edge("root", keys[end], style="invis", weight="0")
    for source, target in valley.pairs:
        with graph.subgraph() as row:
            row.attr(rank="same")
            row.node(keys[source])
            row.node(keys[target])


def _groups(graph: graphviz.Digraph, drawing: Drawing) -> None:
    """Boxes within their groups, groups within theirs."""
    boxes: dict[Path, list[Box]] = defaultdict(list)
    inner: dict[Path, list[Cluster]] = defaultdict(list)
    for box in drawing.boxes:
        boxes[box.group].append(box)
    for group in drawing.groups:
        inner[group.parent].append(group)
    numbers = {group.path: i for i, group in enumerate(drawing.groups)}
    wide = box_width(drawing)

    def fill(graph: graphviz.Digraph, path: Path) -> None:
        for box in boxes[path]:
            graph.node(drawing.keys[box.id], **_box(box, drawing.keys[box.id], wide))
        for group in inner[path]:
            with graph.subgraph(name=f"cluster_{numbers[group.path]}") as cluster:
                cluster.attr(label=group_label(group, wide / 2), **GROUP)
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


def _edges(graph: graphviz.Digraph, drawing: Drawing) -> None:
    up = frozenset(drawing.valley.up) if drawing.valley else frozenset()
    across = frozenset(drawing.valley.pairs) if drawing.valley else frozenset()
    weights = _weights(drawing)
    for edge in drawing.edges:
        tail, head = drawing.keys[edge.source], drawing.keys[edge.target]
        if edge.target in up and (edge.source, edge.target) not in across:
            turns = edge.source not in up
            graph.edge(head, tail, dir="back", weight="0" if turns else weights[edge], **_edge(edge))
        else:
            graph.edge(tail, head, weight="0" if edge.target in up else weights[edge], **_edge(edge))


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
    if edge.fails:
        look |= {**FAILS, "class": f"{edge.kind} fails"}
    label = edge_label(edge)
    return {**look, "label": label} if label else look
