"""How a picture is asked for: the options of `render` that change what is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Look:
    """The options of a picture.

    layout  'u', 'columns' or 'layers'; 'auto' takes the first of them that suits the network
    view    'layers' draws all of them, 'blocks' folds blocks and equal neighbours, 'auto' folds
            only as much as a picture of about 60 boxes needs
    """

    layout: Literal["auto", "u", "columns", "layers"] = "auto"
    view: Literal["auto", "blocks", "layers"] = "auto"
