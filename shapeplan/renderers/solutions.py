"""What came of a search for unknowns, as text and as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from shapeplan.diagnostic import Diagnostic, place
from shapeplan.renderers.table import aligned
from shapeplan.renderers.text import report
from shapeplan.rules._words import listed
from shapeplan.solutions import Found, Solved, Sought, written
from shapeplan.wording import escaped

FEW = 6  # unknowns that are columns of a table; more are its lines


def solved_text(solved: Solved, findings: Sequence[Diagnostic] = ()) -> str:
    """The unknowns with what was tried for each, and the table of solutions or what is nearest to one.

    `findings` are what is wrong with the nearest.
    """
    heads = columns(solved)
    each = zip(heads, solved.unknowns, strict=True)
    asked = aligned(("unknown", "tried"), [(head, sought.tried) for head, sought in each])
    parts = [f"{escaped(solved.name)}: {summary(solved)}", asked, *found(solved, heads)]
    if solved.nearest:
        parts += [f"nearest: {spoken(solved, heads, solved.nearest)}", *map(report, findings)]
    return "\n\n".join([*parts, *notes(solved)])


def summary(solved: Solved) -> str:
    """How many solutions there are, and whether all were searched."""
    number, shown = solved.count, len(solved.solutions)
    said = "no solution" if number == 0 else f"{number:,} solution{'' if number == 1 else 's'}"
    if not solved.is_complete:
        said = f"{said} found until the search stopped, after {solved.work:,} layers; --max narrows what is tried"
    elif number == 0:
        said = f"{said} within the bounds"
        said += "" if solved.nearest else ": the layers take none of the values that are tried first"
    return f"{said}, the best {shown} of them listed" if 0 < shown < number else said


def columns(solved: Solved) -> list[str]:
    """What to call each unknown: its name and line, and its column where two of a name share a line."""
    lines = Counter((sought.name, sought.span.line) for sought in solved.unknowns)
    return [
        f"{s.name} (line {s.span.line}{f', column {s.span.column}' if lines[s.name, s.span.line] > 1 else ''})"
        for s in solved.unknowns
    ]


def found(solved: Solved, heads: Sequence[str]) -> Iterator[str]:
    """The table of solutions, a line each; a column each where there are many unknowns."""
    if not solved.solutions:
        return
    lines = [[written(values[sought.route]) for sought in solved.unknowns] for values in solved.solutions]
    numbers = [str(i + 1) for i in range(len(lines))]
    if len(heads) <= FEW:
        yield aligned(("#", *heads), [(n, *line) for n, line in zip(numbers, lines, strict=True)])
    else:
        yield aligned(("unknown", *(f"#{n}" for n in numbers)), [*zip(heads, *lines, strict=True)])


def spoken(solved: Solved, heads: Sequence[str], values: Found) -> str:
    """Values in one line."""
    each = zip(heads, solved.unknowns, strict=True)
    return ", ".join(f"{head} = {written(values[s.route])}" for head, s in each if s.route in values)


def notes(solved: Solved) -> Iterator[str]:
    """What else is to be said: unknowns of which no one value will do, and those of which any will."""
    for name, uses in solved.apart.items():
        each = ", ".join(f"{written(value)} on '{node}'" for node, value in uses.items())
        yield f"no one value of {name} fits all its uses; each by itself could be solved: {each}"
    if solved.undetermined:
        names = listed(list(dict.fromkeys(solved.undetermined)))
        yield f"every value that was tried works for {names}: state it, or what must come out"


def solved_data(solved: Solved, findings: Sequence[Diagnostic] = ()) -> dict[str, Any]:
    """What came of a search as `solve --format json` prints it."""
    return {
        "path": solved.source.path,
        "unknowns": [unknown_data(sought) for sought in solved.unknowns],
        "count": solved.count,
        "complete": solved.is_complete,
        "work": solved.work,
        "solutions": [values_data(solved, values) for values in solved.solutions],
        "nearest": None if solved.nearest is None else values_data(solved, solved.nearest),
        "findings": [finding.to_json() for finding in findings],
        "apart": {name: dict(uses) for name, uses in solved.apart.items()},
        "undetermined": list(solved.undetermined),
    }


def unknown_data(sought: Sought) -> dict[str, Any]:
    """One unknown as JSON has it."""
    return {"route": list(sought.route), "name": sought.name, "tried": sought.tried, **place(sought.span)}


def values_data(solved: Solved, values: Found) -> list[Any]:
    """Values in the order of the unknowns; null for one that was not reached."""
    return [values.get(sought.route) for sought in solved.unknowns]
