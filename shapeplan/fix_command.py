"""`check --fix` and `check --diff`: what is done with each spec, and what is said about it."""

from __future__ import annotations

import os
import sys
from argparse import Namespace

from shapeplan import api
from shapeplan.analysis import Analysis
from shapeplan.checked import Checked
from shapeplan.diagnostic import Diagnostic
from shapeplan.files import content_of, why
from shapeplan.fixing import Fixed, unfixed
from shapeplan.linting import Task
from shapeplan.renderers.fixes import diff
from shapeplan.rewriting import rewrite
from shapeplan.source import read_text


class Fixer:
    """Fixes the specs of one command line."""

    def __init__(self, arguments: Namespace) -> None:
        self.unsafe: bool = arguments.unsafe_fixes
        self.is_diff: bool = arguments.diff
        self.takes_output = arguments.diff or "-" in arguments.paths  # the report goes to standard error then

    def checked(self, file: Checked, task: Task | Checked) -> Checked:
        """What remains to be said about a path when it is fixed; one of which nothing can be fixed is not touched."""
        if file.error is not None or not isinstance(task, Task):
            return file
        if task.path != "-" and not any(fix.safe or self.unsafe for d in file.found for fix in d.applicable):
            return file
        try:
            content = content_of(task.path) if os.path.isfile(task.path) else task.content  # a link may be fixed by now
            a = task.asked.analysis(read_text(content, task.name))
            fixed = api.fixed(a, unsafe=self.unsafe)
            self.put(task.path, a, fixed)
        except (OSError, ValueError) as error:
            return Checked(file.path, error=f"{file.path}: cannot be fixed: {why(error)}")
        steps = sorted(fixed.steps, key=lambda step: step[0].span.start)
        return Checked(file.path, tuple(fixed.found), steps=tuple(steps))

    def put(self, path: str, a: Analysis, fixed: Fixed) -> None:
        """Writes the new text, or what is asked for in its place."""
        source, content = a.source, a.source.encoded(fixed.text)
        if self.is_diff:
            output(diff(source.path, source.content, content))
        elif path == "-":
            output(content)
        elif content != source.content:
            rewrite(path, source.content, content)

    def left(self, d: Diagnostic) -> str | None:
        """Why a finding is still there."""
        return unfixed(d, unsafe=self.unsafe)

    @property
    def tried(self) -> str:
        """What became of what could be fixed."""
        return "would be fixed" if self.is_diff else "fixed"


def output(content: bytes) -> None:
    """Puts bytes on standard output as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
