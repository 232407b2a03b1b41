"""The name that was probably meant, in place of a misspelled one."""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.edit import rename
from shapeplan.rules._fixes import tried
from shapeplan.spec import Wrong
from shapeplan.suggest import clip


def spelled(a: Analysis, wrong: Wrong) -> Iterator[Fix]:
    """The fix that writes what was meant; safe where nothing else can have been meant."""
    guess = wrong.guess
    if guess is None or guess.meant is None:
        return
    names = wrong.rule == "schema" or wrong.at[0] == "expect"  # the key of the place, not its value
    edit = rename(a.source, wrong.at, guess.written, guess.meant, key=names)
    title = f"'{clip(guess.meant)}' instead of '{clip(guess.written)}'"
    yield from tried(a, wrong.error, title, [edit], safe=guess.is_clear, what="names")
