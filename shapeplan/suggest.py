"""'did you mean': the nearest of the names that would have been right."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to a mistyped one, if one is close.

    >>> nearest("kernelsize", ["kernel_size", "stride"])
    'kernel_size'
    """
    import difflib  # a mistake is rare, and start-up is felt at every commit

    found = difflib.get_close_matches(name[:80], [k for k in known if len(k) <= 80][:5000], n=1, cutoff=0.6)
    return found[0] if found else None


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The nearest name as the end of a sentence, or the known names where they are few."""
    known = list(known)
    if (close := nearest(name, known)) is not None:
        return f"; did you mean '{close}'?"
    return f"; known: {', '.join(known)}" if 0 < len(known) <= 8 else ""
