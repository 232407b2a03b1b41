"""How a picture is to look: what the options of `render` ask for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """Options of a drawing, whatever draws it.

    theme   colours: 'light', 'dark' or 'print', black on white; a name of `themes.THEMES`
    """

    theme: str = "light"
