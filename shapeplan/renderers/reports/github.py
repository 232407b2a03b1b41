"""Workflow commands, from which GitHub makes annotations at the lines of a pull request.

Source  GitHub Actions, "Workflow commands": error, warning and notice; escapes as in actions/toolkit, command.ts
"""

from __future__ import annotations

from shapeplan.checked import Run
from shapeplan.diagnostic import Diagnostic
from shapeplan.renderers.places import advised, inside
from shapeplan.wording import escaped

COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def write(run: Run) -> str:
    """One command a line."""
    return "".join(f"{command(d)}\n" for file in run.files for d in run.shown(file))


def command(d: Diagnostic) -> str:
    """The command for one finding; columns only within one line, as GitHub knows them."""
    place: dict[str, object] = {"file": inside(d.path), "line": d.line, "endLine": d.end_line}
    if d.line == d.end_line:
        place |= {"col": d.column, "endColumn": d.end_column}
    properties = ",".join(f"{key}={quoted(str(value))}" for key, value in place.items())
    message = "\n".join(map(escaped, advised(d).split("\n")))
    return f"::{COMMANDS[d.severity]} {properties},title=shapeplan {d.rule}::{data(message)}"


def data(text: str) -> str:
    r"""The text of a command.

    >>> data("100 %\nsure")
    '100 %25%0Asure'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def quoted(text: str) -> str:
    """The value of a property.

    >>> quoted("a,b:c")
    'a%2Cb%3Ac'
    """
    return data(text).replace(":", "%3A").replace(",", "%2C")
