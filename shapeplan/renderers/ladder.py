"""From a drawing to a picture, with the simplest places where Graphviz does not find better ones in time."""

from __future__ import annotations

from collections.abc import Callable

from shapeplan.renderers.arrange import arrange
from shapeplan.renderers.dot import to_dot
from shapeplan.renderers.engine import UnfinishedError
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Drawing
from shapeplan.renderers.stack import stack_layout
from shapeplan.renderers.themes import themed


def picture(drawing: Drawing, look: Look, make: Callable[[str, bool], bytes]) -> bytes:
    """What `make` makes of the DOT text, which has all its places or not. Raises RenderError."""
    layout = arrange(drawing, look)
    try:
        return make(themed(to_dot(drawing, layout), look.theme), layout is not None)
    except UnfinishedError:
        if layout is not None:
            raise
        return make(themed(to_dot(drawing, stack_layout(drawing)), look.theme), True)
