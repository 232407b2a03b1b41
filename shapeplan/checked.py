"""What came out of a check of files: the data of every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapeplan.diagnostic import Diagnostic, Severity

if TYPE_CHECKING:
    from shapeplan.fixing import Step

Style = Callable[[str, str], str]
"""How a part of a report looks, by its kind: 'error', 'warning', 'note', 'place', 'frame', 'fix', 'bold'."""


def plain(_: str, text: str) -> str:
    """The style of a file or a pipe: none."""
    return text


@dataclass(frozen=True, slots=True)
class Checked:
    """One path.

    found   what is said about the spec
    error   why it could not be checked
    steps   fixes that were applied, or would be, in the order of the text
    """

    path: str
    found: tuple[Diagnostic, ...] = ()
    error: str | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """All paths of one command, and what is wanted to be seen of them.

    notes     whether notes are shown
    strict    whether warnings fail, too
    quiet     whether nothing but findings is printed
    counted   whether the findings of each rule are counted, in place of showing them
    tried     'fixed' or 'would be fixed' where fixes were tried
    unsafe    whether unsafe ones were, too
    left      why a finding is still there after that
    passed    number of paths that the configuration excludes
    style     how parts of a text look
    """

    files: tuple[Checked, ...]
    notes: bool = False
    strict: bool = False
    quiet: bool = False
    counted: bool = False
    tried: str = ""
    unsafe: bool = False
    left: Callable[[Diagnostic], str | None] = lambda _: None
    passed: int = 0
    style: Style = plain

    @property
    def checked(self) -> list[Checked]:
        """The paths that could be checked."""
        return [file for file in self.files if file.error is None]

    @property
    def found(self) -> list[Diagnostic]:
        """All findings, in the order of the paths and of their texts."""
        return [d for file in self.files for d in file.found]

    @property
    def steps(self) -> list[Step]:
        """All fixes."""
        return [step for file in self.files for step in file.steps]

    def shown(self, file: Checked) -> list[Diagnostic]:
        """The findings about a path that are shown."""
        return [d for d in file.found if self.notes or d.severity != "note"]

    def fails(self, severity: Severity) -> bool:
        """Whether a finding of this severity makes the exit code 1."""
        return severity == "error" or (self.strict and severity == "warning")
