"""`check --fix` and `check --diff`: what is done with each spec, and what is said about it."""

from __future__ import annotations

import sys
from argparse import Namespace

from shapeplan import api
from shapeplan.analysis import Analysis
from shapeplan.cannot import CannotRunError
from shapeplan.diagnostic import Diagnostic
from shapeplan.files import why
from shapeplan.fixing import Fixed, Step, unfixed
from shapeplan.renderers.fixes import diff, step_line
from shapeplan.rewriting import rewrite


class Fixer:
    """Fixes the specs of one command line; `steps` are all fixes that were applied."""

    def __init__(self, arguments: Namespace) -> None:
        if not arguments.fix and not arguments.diff:
            raise CannotRunError("--unsafe-fixes goes with --fix or --diff")
        self.unsafe: bool = arguments.unsafe_fixes
        self.is_diff: bool = arguments.diff
        self.takes_output = arguments.diff or "-" in arguments.paths  # the report goes to standard error then
        self.steps: list[Step] = []

    def fixed(self, path: str, a: Analysis) -> list[Diagnostic]:
        """What remains to be said about the spec of a path. Raises CannotRunError where it cannot be written."""
        fixed = api.fixed(a, unsafe=self.unsafe)
        self.put(path, a, fixed)
        self.steps += sorted(fixed.steps, key=lambda step: step[0].span.start)
        return fixed.found

    def put(self, path: str, a: Analysis, fixed: Fixed) -> None:
        """Writes the new text, or what is asked for in its place."""
        source, content = a.source, a.source.encoded(fixed.text)
        if self.is_diff:
            output(diff(source.path, source.content, content))
        elif path == "-":
            output(content)
        elif content != source.content:
            try:
                rewrite(path, source.content, content)
            except (OSError, ValueError) as error:
                raise CannotRunError(f"{path}: cannot be fixed: {why(error)}") from None

    def step_lines(self) -> str:
        """A line for each fix, and an empty one."""
        return "".join(f"{step_line(step, done=not self.is_diff)}\n" for step in self.steps) + "\n" * bool(self.steps)

    def left(self, d: Diagnostic) -> str | None:
        """Why a finding is still there."""
        return unfixed(d, unsafe=self.unsafe)

    @property
    def changes(self) -> str:
        """The number of fixes in words."""
        return f"{len(self.steps)} {'would be fixed' if self.is_diff else 'fixed'}"


def output(content: bytes) -> None:
    """Puts bytes on standard output as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()
