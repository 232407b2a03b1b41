"""One line for each finding."""

from __future__ import annotations

from shapeplan.checked import Run
from shapeplan.renderers.ending import ending
from shapeplan.renderers.steps import step_lines
from shapeplan.renderers.text import STAR, headline


def write(run: Run) -> str:
    """A line for each finding, with a star where --fix does something about it, and the ending."""
    shown = [d for file in run.files for d in run.shown(file)]
    stars = [f" {STAR}" * any(fix.safe for fix in d.applicable) for d in shown]
    lines = [f"{headline(d, run.style)}{star}\n" for d, star in zip(shown, stars, strict=True)]
    return step_lines(run) + "".join(lines) + "\n" * (bool(lines) and not run.quiet) + ending(run)
