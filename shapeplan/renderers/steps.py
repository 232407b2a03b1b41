"""Fixes as text: a line for each that was applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shapeplan.checked import Run
from shapeplan.wording import escaped

if TYPE_CHECKING:
    from shapeplan.fixing import Step


def step_lines(run: Run) -> str:
    """A line for each fix, and an empty one."""
    verb = "fixed" if run.tried == "fixed" else "would fix"
    return "" if run.quiet or not run.steps else "".join(f"{step_line(step, verb)}\n" for step in run.steps) + "\n"


def step_line(step: Step, verb: str) -> str:
    """What was done, or would be, about a finding."""
    d, fix = step
    return escaped(f"{d.path}:{d.line}:{d.column}: {verb}[{d.rule}] {fix.title}")
