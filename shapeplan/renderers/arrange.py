"""Which layout suits a drawing, or is asked for."""

from __future__ import annotations

from shapeplan.renderers.columns import column_layout
from shapeplan.renderers.engine import RenderError
from shapeplan.renderers.layout import Layout
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Drawing
from shapeplan.renderers.stack import HOPELESS, passes, stack_layout
from shapeplan.renderers.stairs import stair_layout
from shapeplan.renderers.ushape import u_layout

LONGEST = 8  # boxes below each other that need no columns


def arrange(drawing: Drawing, look: Look = Look()) -> Layout | None:  # noqa: B008 - frozen
    """The places of everything; None where they are left to Graphviz. Raises RenderError for what does not fit."""
    if look.layout == "layers":
        return _layers(drawing)
    if look.layout in {"auto", "u"}:
        found = (stair_layout(drawing) if look.view == "blocks" and look.layout == "auto" else None) or u_layout(
            drawing
        )
        if found or look.layout == "u":
            return found or _refuse("a U: it needs a way down, a way up and skips across, one within the other")
    if look.layout == "columns":
        return column_layout(drawing) or _refuse("a chain with short ways beside it, as columns need")
    return (column_layout(drawing) if len(drawing.boxes) > LONGEST else None) or _layers(drawing)


def _layers(drawing: Drawing) -> Layout | None:
    """Layers are what Graphviz finds, unless that would take it minutes."""
    return stack_layout(drawing) if passes(drawing) > HOPELESS else None


def _refuse(why: str) -> Layout:
    raise RenderError(f"the network is not {why}; use --layout auto or layers, or --view blocks")
