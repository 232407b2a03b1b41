"""One column of all boxes, for graphs on which Graphviz does not finish; and how to know them beforehand."""

from __future__ import annotations

from shapeplan.renderers.grid import grid_layout
from shapeplan.renderers.layout import Layout
from shapeplan.renderers.model import Drawing

# Places that long edges take in layers. Measured with Graphviz 16.1: 4,000 take a second, 12,000 take 12;
# with the easy attributes 30,000 take 1.2, 82,000 take 13.
HARD, HOPELESS = 12_000, 60_000
NOTE = "too many long edges for a better layout; folded blocks have fewer: --view blocks"


def stack_layout(drawing: Drawing) -> Layout:
    """All boxes in one column, edges past others beside it: for what is too much for any other layout."""
    return grid_layout("stack", drawing, {box.id: (0, i) for i, box in enumerate(drawing.boxes)}, ())


def passes(drawing: Drawing) -> int:
    """How many layers all edges together pass by: what makes layers slow [1]."""
    layer = dict.fromkeys((box.id for box in drawing.boxes), 0)
    reads: dict[str, list[str]] = {box.id: [] for box in drawing.boxes}
    for edge in drawing.edges:
        reads[edge.target].append(edge.source)
    for id_, sources in reads.items():
        layer[id_] = max((layer[source] + 1 for source in sources), default=0)
    return sum(layer[edge.target] - layer[edge.source] - 1 for edge in drawing.edges)
