"""Applies fixes until none is left that makes a spec better.

An application counts only if errors are gone and none has come, with the settings that were asked
for and with the spec's own; a loss of pixels counts where there are errors no fewer. So the findings
shrink with every step, the end is reached, and from there nothing more is applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shapeplan.analysis import Analysis, Settings, analyse
from shapeplan.diagnostic import Diagnostic, Fix
from shapeplan.meaning import keeps
from shapeplan.rules import lint
from shapeplan.source import Edit, read_text
from shapeplan.suggest import few_searches

NO_EDIT = "a fix is another input size, and the spec does not write it as numbers, or --size replaces it"
UNSAFE = "the fixes change the network or its input: --unsafe-fixes takes the first"
WORSE = "the fix would bring another error, here or without --size, --set and --framework"

Step = tuple[Diagnostic, Fix]  # a finding, and what was done about it


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of a spec.

    analysis   of the new text
    found      what remains to be said about it
    steps      the fixes, in the order in which they were applied
    """

    analysis: Analysis
    found: list[Diagnostic]
    steps: list[Step]

    @property
    def text(self) -> str:
        """The text with all fixes."""
        return self.analysis.source.text


def fix(a: Analysis, *, unsafe: bool = False) -> Fixed:
    """Applies safe fixes and, if they are wanted, the first of the others of each error or warning."""
    steps: list[Step] = []
    while True:
        with few_searches():
            found = lint(a)
            after, taken = improved(a, found, unsafe=unsafe)
        if not taken:
            return Fixed(a, found, steps)
        a = after
        steps += taken


def improved(a: Analysis, found: Sequence[Diagnostic], *, unsafe: bool) -> tuple[Analysis, list[Step]]:
    """All safe fixes that can be taken together; where there is none, one of the others."""
    now, taken = a, list[Step]()
    for step in offered(found, safe=True):
        after = edited(a, [*taken, step])
        if after is not None and is_better(now, after, step) and keeps(now, after):
            now, taken = after, [*taken, step]
    if taken or not unsafe:
        return now, taken
    for step in offered(found, safe=False):
        after = edited(a, [step])
        if after is not None and is_better(a, after, step):
            return after, [step]
    return a, []


def offered(found: Iterable[Diagnostic], *, safe: bool) -> Iterator[Step]:
    """The first fix of this kind of each finding, where there is one."""
    for d in found:
        fixes = [fix for fix in d.applicable if fix.safe is safe]
        if fixes:
            yield d, fixes[0]


def edited(a: Analysis, steps: Sequence[Step]) -> Analysis | None:
    """The spec with some fixes; None where their edits overlap."""
    edits: list[Edit] = list(dict.fromkeys(edit for _, fix in steps for edit in fix.edits))
    try:
        text = a.source.apply(edits)
    except ValueError:
        return None
    return analyse(read_text(text, a.source.path), a.settings)


def is_better(before: Analysis, after: Analysis, step: Step) -> bool:
    """Whether a step leaves fewer errors, or fewer warnings where it is for one, and brings no error."""
    if worsens(before, after):
        return False
    if step[0].severity == "error":
        return after.errors < before.errors
    return warnings(after) < warnings(before)


def worsens(before: Analysis, after: Analysis) -> bool:
    """Whether an error has come, with the settings that were asked for or without them."""
    if not after.errors <= before.errors:
        return True
    if before.settings == Settings():
        return False
    return not analyse(after.source).errors <= analyse(before.source).errors


def warnings(a: Analysis) -> int:
    """How many warnings there are."""
    return sum(d.severity == "warning" for d in lint(a))


def unfixed(d: Diagnostic, *, unsafe: bool) -> str | None:
    """Why a finding is still there after fixes were applied; None for a note."""
    if d.severity == "note":
        return None
    if not d.applicable:
        return NO_EDIT if d.fixes else "no fix is known"
    if not unsafe and not any(fix.safe for fix in d.applicable):
        return UNSAFE
    return WORSE
