"""SARIF 2.1.0, the interchange format of static analysis: rules with their help, places, related places and fixes.

Source  OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", sections named below
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shapeplan import __version__, rules
from shapeplan.checked import Checked, Run
from shapeplan.diagnostic import Diagnostic, Fix, Label
from shapeplan.renderers.places import advised, fingerprints, inside
from shapeplan.spans import Span

SCHEMA = "https://json.schemastore.org/sarif-2.1.0-rtm.5.json"


def write(run: Run) -> str:
    """The log, with one run."""
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [one_run(run)]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def one_run(run: Run) -> dict[str, Any]:
    """3.14: the tool, what it did and what it found."""
    shown = [d for file in run.files for d in run.shown(file)]
    driver = {
        "name": "shapeplan", "version": __version__, "semanticVersion": __version__,
        "rules": [rule(name) for name in rules.names()],
    }  # fmt: skip
    failed = [notification(file) for file in run.files if file.error is not None]
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not failed, "toolExecutionNotifications": failed}],
        "results": [result(d, mark) for d, mark in zip(shown, fingerprints(shown), strict=True)],
    }


def rule(name: str) -> dict[str, Any]:
    """3.49: a rule, explained by its documentation."""
    module = rules.load(name)
    text = (module.__doc__ or "").strip()
    first, _, more = text.partition("\n\n")
    why = re.search(r"^Why\s+(.*?)(?=^Bad\b)", more, flags=re.MULTILINE | re.DOTALL)
    return {
        "id": name,
        "name": "".join(part.capitalize() for part in name.split("-")),
        "shortDescription": {"text": first.replace("\n", " ")},
        "fullDescription": {"text": " ".join(why[1].split()) if why else first},
        "help": {"text": text, "markdown": f"{first}\n\n```text\n{more}\n```"},
        "defaultConfiguration": {"level": module.SEVERITY},
    }


def notification(file: Checked) -> dict[str, Any]:
    """3.58: a path that could not be checked."""
    place = {"physicalLocation": {"artifactLocation": artifact(file.path)}}
    return {"level": "error", "message": {"text": file.error}, "locations": [place]}


def result(d: Diagnostic, mark: str) -> dict[str, Any]:
    """3.27: a finding."""
    place: dict[str, Any] = physical(d, d.span)
    if d.node is not None:
        place["logicalLocations"] = [{"fullyQualifiedName": d.node, "kind": "layer"}]
    fixes = [fix_of(d, fix) for fix in d.fixes if fix.edits]
    return {
        "ruleId": d.rule,
        "ruleIndex": rules.names().index(d.rule),
        "level": d.severity,
        "message": {"text": advised(d)},
        "locations": [place],
        "partialFingerprints": {"shapeplan/v1": mark},
        **({"relatedLocations": [related(d, i, label) for i, label in enumerate(d.related)]} if d.related else {}),
        **({"fixes": fixes} if fixes else {}),
    }


def related(d: Diagnostic, number: int, label: Label) -> dict[str, Any]:
    """3.28: another place that matters."""
    return {"id": number, "message": {"text": label.text or "related"}, **physical(d, label.span(d.source))}


def fix_of(d: Diagnostic, fix: Fix) -> dict[str, Any]:
    """3.55: a change of the text."""
    replaced = [
        {
            "deletedRegion": region(d.source.lines.span(edit.start, edit.end)),
            "insertedContent": {"text": d.source.ended(edit).text},
        }
        for edit in fix.edits
    ]
    safety = "safe" if fix.safe else "unsafe"
    change = {"artifactLocation": artifact(d.path), "replacements": replaced}
    return {"description": {"text": f"{fix.title} ({safety})"}, "artifactChanges": [change]}


def physical(d: Diagnostic, span: Span) -> dict[str, Any]:
    """3.29: a place in the text."""
    return {"physicalLocation": {"artifactLocation": artifact(d.path), "region": region(span)}}


def region(span: Span) -> dict[str, int]:
    """3.30: lines and columns from 1, the end exclusive."""
    return {
        "startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column,
    }  # fmt: skip


def artifact(path: str) -> dict[str, str]:
    """3.4: a file, from the root of the sources where it is below the working directory."""
    here = inside(path)
    if os.path.isabs(path) and here == Path(path).as_posix():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(here), "uriBaseId": "%SRCROOT%"}
