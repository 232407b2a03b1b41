"""How a picture is to look: what the options of `render` ask for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Look:
    """Options of a drawing, whatever draws it.

    layout    'u', 'columns' or 'layers'; 'auto' takes the first of them that suits the network
    view      'layers' draws all of them, 'blocks' folds blocks and equal neighbours, 'auto' folds
              only as much as a picture of about 60 boxes needs
    fold      stacks and blocks that are each drawn as one box, by their names or paths
    hide      families of layers that are not told, drawn in the box before them: 'norm', 'activation'
    annotate  what else is told in each box: names of `facts.FACTS`, in this order
    theme     colours: 'light', 'dark' or 'print', black on white; a name of `themes.THEMES`
    """

    layout: Literal["auto", "u", "columns", "layers"] = "auto"
    view: Literal["auto", "blocks", "layers"] = "auto"
    annotate: tuple[str, ...] = ()
    theme: str = "light"
    fold: tuple[str, ...] = ()
    hide: frozenset[str] = frozenset()
