"""Applies fixes until none is left that makes a spec better.

A safe fix is applied where an error or a finding about the text goes, nothing that was known changes, and
errors come only where nothing could be said before. Another is applied where errors go and none comes, or
where a loss of pixels goes and no error comes. Both must hold with the settings that were asked for and with the
spec's own, so what is sound stays so, and the end is reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shapeplan.analysis import Analysis, analyse
from shapeplan.diagnostic import Diagnostic, Fix
from shapeplan.meaning import keeps, reveals
from shapeplan.rules import lint
from shapeplan.source import Edit, read_text
from shapeplan.suggest import few_searches

NO_FIX = "no fix was found"
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
    seen = {a.source.text}
    while True:
        with few_searches():
            found = lint(a)
            after, taken = improved(a, found, unsafe=unsafe)
        if after.source.text in seen:  # nothing was better
            return Fixed(a, found, steps)
        a = after
        steps += taken
        seen.add(a.source.text)


def improved(a: Analysis, found: Sequence[Diagnostic], *, unsafe: bool) -> tuple[Analysis, list[Step]]:
    """The safe fixes, one after the other; where there is none, one of the others."""
    now, taken = a, list[Step]()
    for step in sorted(offered(found, safe=True), key=depth):
        if (after := bettered(a, now, [*taken, step])) is not None:
            now, taken = after, [*taken, step]
    if taken or not unsafe:
        return now, taken
    others = ((step, bettered(a, a, [step])) for step in offered(found, safe=False))
    return next(((after, [step]) for step, after in others if after is not None), (a, []))


def depth(step: Step) -> int:
    """How far inside the spec a finding is: what is outside may be why something inside is not known."""
    at = step[0].at
    return len(at) if isinstance(at, tuple) else 0


def bettered(a: Analysis, now: Analysis, steps: Sequence[Step]) -> Analysis | None:
    """The spec with some fixes, if they make it better than it is now."""
    if now is not a and not is_there(now, steps[-1][0]):
        return None
    after = edited(a, steps)
    return after if after is not None and is_better(now, after, steps[-1]) else None


def is_there(a: Analysis, d: Diagnostic) -> bool:
    """Whether an error still stands after other fixes."""
    place = d.node if d.node is not None else ".".join(map(str, d.at)) if isinstance(d.at, tuple) else ""
    return d.severity != "error" or (d.rule, place) in a.errors


def offered(found: Iterable[Diagnostic], *, safe: bool) -> Iterator[Step]:
    """The first fix of this kind of each finding, where there is one; equal ones once."""
    seen = set()
    for d in found:
        fix = next((fix for fix in d.applicable if fix.safe is safe), None)
        if fix is not None and fix.edits not in seen:
            seen.add(fix.edits)
            yield d, fix


def edited(a: Analysis, steps: Sequence[Step]) -> Analysis | None:
    """The spec with some fixes; None where their edits overlap."""
    edits: list[Edit] = list(dict.fromkeys(edit for _, fix in steps for edit in fix.edits))
    try:
        text = a.source.apply(edits)
    except ValueError:
        return None
    return analyse(read_text(text, a.source.path), a.settings)


def is_better(before: Analysis, after: Analysis, step: Step) -> bool:
    """Whether a step makes something better and nothing worse, with the settings that were asked for and without."""
    plain = before.settings.plain
    usual = [] if before.settings.is_plain else [(analyse(before.source, plain), analyse(after.source, plain))]
    both = [(before, after), *usual]
    if step[1].safe:
        return is_gone(before, after, step[0]) and all(reveals(b, a) and keeps(b, a) for b, a in both)
    return all(a.errors <= b.errors for b, a in both) and is_gone(before, after, step[0])


def is_gone(before: Analysis, after: Analysis, d: Diagnostic) -> bool:
    """Whether an error is gone, or there are fewer findings where it is none of the network itself."""
    if d.severity == "error" and any(rule == d.rule for rule, _ in before.errors):
        return not before.errors <= after.errors
    return complaints(after) < complaints(before)


def complaints(a: Analysis) -> int:
    """How many findings there are that are no notes."""
    return sum(d.severity != "note" for d in lint(a))


def unfixed(d: Diagnostic, *, unsafe: bool) -> str | None:
    """Why a finding is still there after fixes were applied; None for a note."""
    if d.severity == "note":
        return None
    if not d.applicable:
        return NO_EDIT if d.fixes else NO_FIX
    if not unsafe and not any(fix.safe for fix in d.applicable):
        return UNSAFE
    return WORSE
