"""The end of a report: how many findings there are, and how many can be fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from shapeplan.checked import Run
from shapeplan.diagnostic import Diagnostic
from shapeplan.renderers.text import SEVERITIES, STAR


def ending(run: Run) -> str:
    """The summary, and what can be fixed; nothing where no path could be checked."""
    if run.quiet or (run.files and not run.checked):
        return ""
    fixes = "" if run.tried and run.unsafe else fixable(run.found, tried=bool(run.tried))
    return f"{summary(run)}\n{fixes}"


def fixable(found: Sequence[Diagnostic], *, tried: bool = False) -> str:
    """A line that counts what could be fixed, of several findings with one fix one; `tried` where safe fixes were."""
    safe = {(d.path, fix.edits) for d in found for fix in [fix for fix in d.applicable if fix.safe][:1]}
    first = {(d.path, d.applicable[0].edits) for d in found if d.applicable and not any(f.safe for f in d.applicable)}
    if tried or not safe:
        return f"{len(first)} fixable with {'' if tried else '--fix '}--unsafe-fixes\n" if first else ""
    more = f", {len(first)} more with --unsafe-fixes" if first else ""
    return f"{STAR} {len(safe)} fixable with --fix{more}\n"


def summary(run: Run) -> str:
    """One line that counts the findings, and what was done before."""
    counts = Counter(d.severity for d in run.found)
    said = [run.style(s, f"{counts[s]} {s}{'' if counts[s] == 1 else 's'}") for s in SEVERITIES if counts[s]]
    hidden = " (shown with --notes)" if counts["note"] and not (run.notes or run.counted) else ""
    specs = f"{len(run.checked)} spec{'' if len(run.checked) == 1 else 's'}"
    fixed = f"{len(run.steps)} {run.tried}; " if run.tried else ""
    passed = f"; {run.passed} passed over, excluded by the configuration" if run.passed else ""
    return f"{specs}: {fixed}{', '.join(said) + hidden if said else 'no findings'}{passed}"
