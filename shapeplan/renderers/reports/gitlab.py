"""A Code Quality report, which GitLab shows in merge requests.

Source  GitLab, "Code Quality": the fields of a report in the Code Climate format
"""

from __future__ import annotations

import json

from shapeplan.checked import Run
from shapeplan.renderers.places import advised, fingerprints, inside

SEVERITIES = {"error": "major", "warning": "minor", "note": "info"}


def write(run: Run) -> str:
    """A JSON list with an object for each finding."""
    shown = [d for file in run.files for d in run.shown(file)]
    issues = [
        {
            "description": d.message,
            "content": {"body": advised(d)},
            "check_name": d.rule,
            "fingerprint": mark,
            "severity": SEVERITIES[d.severity],
            "location": {"path": inside(d.path), "lines": {"begin": d.line, "end": d.end_line}},
        }
        for d, mark in zip(shown, fingerprints(shown), strict=True)
    ]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"
