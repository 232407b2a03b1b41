"""A command that cannot run: how it is said, and what of the command line is a reason."""

from __future__ import annotations

import sys
from typing import Any

from shapeplan.suggest import clip
from shapeplan.wording import escaped


class CannotRunError(Exception):
    """The command cannot do what it was asked, exit code 2; the text says why and what to do."""


def complain(error: CannotRunError) -> None:
    """Prints why a command cannot run."""
    print("\n".join(map(escaped, f"shapeplan: {error}".split("\n"))), file=sys.stderr)


def value_of(text: str, option: str) -> Any:
    """The value of an option, as YAML reads it. Raises CannotRunError."""
    from shapeplan.source import read_value

    try:
        return read_value(text)
    except ValueError as error:
        raise CannotRunError(f"{option}: '{escaped(clip(text))}' is {error}") from None
