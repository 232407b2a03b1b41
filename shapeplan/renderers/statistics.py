"""How many findings each rule has."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from shapeplan.checked import Run
from shapeplan.renderers.ending import ending
from shapeplan.renderers.steps import step_lines
from shapeplan.renderers.text import SEVERITIES


def counts(run: Run) -> list[dict[str, Any]]:
    """The rules with their severities, numbers of findings and of files, the most frequent first."""
    found = Counter((d.rule, d.severity) for d in run.found)
    files = Counter(each for file in run.files for each in {(d.rule, d.severity) for d in file.found})
    order = sorted(found, key=lambda each: (-found[each], SEVERITIES.index(each[1]), each[0]))
    return [{"rule": r, "severity": s, "findings": found[r, s], "files": files[r, s]} for r, s in order]


def statistics(run: Run) -> str:
    """A line for each rule and severity, and the ending."""
    rows = counts(run)
    most = max((len(str(row["findings"])) for row in rows), default=0)
    padded = [run.style(row["severity"], row["severity"].ljust(7)) for row in rows]
    lines = [
        f"{row['findings']:>{most}} {severity} {row['rule']}\n" for row, severity in zip(rows, padded, strict=True)
    ]
    return step_lines(run) + "".join(lines) + "\n" * (bool(lines) and not run.quiet) + ending(run)


def statistics_json(run: Run) -> str:
    """The same as JSON."""
    return json.dumps(counts(run), indent=2) + "\n"
