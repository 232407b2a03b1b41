"""'did you mean': the nearest of the names that would have been right."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST_NAME = 80  # characters of a name that are compared
MANY = 5000  # names that are compared
FEW = 8  # names that are listed
LONGEST_VALUE = 60  # characters of a value that are shown


def clip(text: str) -> str:
    """A text short enough for a message."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to a mistyped one, if one is close.

    >>> nearest("kernelsize", ["kernel_size", "stride"])
    'kernel_size'
    """
    import difflib  # a mistake is rare, and start-up is felt at every commit

    compared = [k for k in known if len(k) <= LONGEST_NAME]
    found = difflib.get_close_matches(name[:LONGEST_NAME], compared[:MANY], n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The nearest name as the end of a sentence, or the known names where they are few."""
    known = list(known)
    if (close := nearest(name, known)) is not None:
        return f"; did you mean '{close}'?"
    return f"; known: {', '.join(known)}" if 0 < len(known) <= FEW else ""
