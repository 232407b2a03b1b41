"""Findings with the lines of the spec that matter, what works and what mends them, for people."""

from __future__ import annotations

from shapeplan.checked import Run
from shapeplan.renderers.ending import ending
from shapeplan.renderers.steps import step_lines
from shapeplan.renderers.text import report


def write(run: Run) -> str:
    """All reports, each with an empty line behind it, and the ending."""
    shown = [d for file in run.files for d in run.shown(file)]
    return step_lines(run) + "".join(f"{report(d, run.left(d), run.style)}\n\n" for d in shown) + ending(run)
