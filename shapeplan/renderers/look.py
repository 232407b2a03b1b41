"""How a picture is to look: what the options of `render` ask for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Options of a drawing, whatever draws it.

    annotate   what else is told in each box: names of `facts.FACTS`, in this order
    """

    annotate: tuple[str, ...] = ()
