"""All findings as a list of objects, notes among them; `Diagnostic.to_json` says what they have."""

from __future__ import annotations

import json

from shapeplan.checked import Run


def write(run: Run) -> str:
    """A JSON list with an object for each finding."""
    return json.dumps([d.to_json() for d in run.found], indent=2, ensure_ascii=False) + "\n"
