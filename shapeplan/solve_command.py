"""The command `solve`: finds what a spec leaves open, lists it, and writes it into the file."""

from __future__ import annotations

import json
from argparse import Namespace
from typing import TYPE_CHECKING

from shapeplan import questions
from shapeplan.cannot import CannotRunError
from shapeplan.files import why
from shapeplan.renderers.solutions import solved_data, solved_text
from shapeplan.rewriting import rewrite
from shapeplan.solutions import LIMIT, Solved

if TYPE_CHECKING:
    from shapeplan.analysis import Analysis


def run(arguments: Namespace, a: Analysis) -> int:
    """Prints the solutions of a spec, and writes one of them into it; 1 if there is none.

    Raises CannotRunError, SpecError.
    """
    limit = LIMIT if arguments.limit is None else arguments.limit
    wanted = arguments.write
    if wanted is not None and wanted < 1:
        raise CannotRunError(f"solutions are counted from 1, and there is none of number {wanted}")
    if wanted is not None and arguments.spec == "-":
        raise CannotRunError("standard input cannot be written; name a file")
    solved = questions.solved(a, max(limit, wanted or limit), maxima(arguments.max))
    findings = questions.nearest(solved)
    if arguments.format == "json":
        print(json.dumps(solved_data(solved, findings), indent=2, ensure_ascii=False))
    else:
        print(solved_text(solved, findings))
    if wanted is not None and solved.solutions:
        write(arguments.spec, solved, wanted)
        if arguments.format == "text":
            print(f"\nsolution {wanted} is written to {arguments.spec}")
    return int(not solved.solutions)


def maxima(given: list[str]) -> dict[str, int]:
    """Options such as `padding=8` as numbers by name. Raises CannotRunError."""
    found = {}
    for text in given:
        name, _, number = text.partition("=")
        if not name or not number.isdecimal() or len(number) > len("1000000"):
            raise CannotRunError(f"a bound is set as FIELD=N, such as --max padding=8, not '{text}'")
        found[name] = int(number)
    return found


def write(path: str, solved: Solved, number: int) -> None:
    """Puts a solution into the file. Raises CannotRunError."""
    if number > len(solved.solutions):
        raise CannotRunError(f"there is no solution {number}; {path} is left as it is")
    try:
        source = solved.source
        rewrite(path, source.content, source.encoded(solved.text(solved.solutions[number - 1])))
    except (OSError, ValueError) as error:
        raise CannotRunError(f"{path}: {why(error)}") from None
