"""'did you mean': the nearest of the names that would have been right."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

LONGEST_NAME = 80  # characters of a name that are compared
MANY = 5000  # names that are compared
FEW = 8  # names that are listed
LONGEST_VALUE = 60  # characters of a value that are shown
SEARCHES = 50  # mistakes of one spec for which a near name is searched; each may take milliseconds

_left: ContextVar[float] = ContextVar("_left", default=math.inf)

# Words of frameworks and what they are called here, both as `bare` spells them.
ELSEWHERE: dict[str, tuple[str, ...]] = {
    "bn": ("batchnorm",),
    "cat": ("concat",),
    "channels": ("outchannels",),
    "deconv": ("convtranspose",),
    "dense": ("linear",),
    "fc": ("linear",),
    "filters": ("outchannels",),
    "fullyconnected": ("linear",),
    "gap": ("globalavgpool",),
    "interpolate": ("upsample",),
    "kernel": ("kernelsize",),
    "mul": ("multiply",),
    "poolsize": ("kernelsize",),
    "rate": ("p", "dilation"),
    "resize": ("upsample",),
    "sub": ("subtract",),
    "sum": ("add",),
    "swish": ("silu",),
    "units": ("outfeatures",),
    "upsampling": ("upsample",),
    "zeropad": ("pad",),
    "zeropadding": ("pad",),
}
_DIMENSIONS = re.compile(r"[123][dD](?![a-z])")
_SHORT = {"average": "avg", "convolution": "conv", "normalization": "norm", "pooling": "pool"}
_LONG_WORD = re.compile("|".join(_SHORT))


def clip(text: str) -> str:
    """A text short enough for a message."""
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 3] + "..."


@contextmanager
def few_searches() -> Iterator[None]:
    """While it lasts, near names are searched for the first mistakes only."""
    before = _left.set(SEARCHES)
    try:
        yield
    finally:
        _left.reset(before)


def bare(name: str) -> str:
    """A name without what differs between frameworks: case, underscores, dimensions, long words.

    >>> bare("GlobalAveragePooling2D"), bare("global_avg_pool")
    ('globalavgpool', 'globalavgpool')
    """
    plain = _DIMENSIONS.sub("", name).replace("_", "").lower()
    return _LONG_WORD.sub(lambda word: _SHORT[word[0]], plain)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to a mistyped one, or to that of another framework, if one is close.

    >>> nearest("kernelsize", ["kernel_size", "stride"]), nearest("strides", ["kernel_size", "stride"])
    ('kernel_size', 'stride')
    """
    if (left := _left.get()) == 0:
        return None
    _left.set(left - 1)
    import difflib  # a mistake is rare, and start-up is felt at every commit

    compared = [k for k in known if len(k) <= LONGEST_NAME][:MANY]
    by_bare = {bare(k): k for k in reversed(compared)}
    wanted = bare(name[:LONGEST_NAME])
    same = (b for b in (wanted, *ELSEWHERE.get(wanted, ())) if b in by_bare)
    found = next(same, None) or next(iter(difflib.get_close_matches(wanted, by_bare, n=1, cutoff=0.6)), None)
    return None if found is None else by_bare[found]


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The nearest name as the end of a sentence, or the known names where they are few."""
    known = list(known)
    if (close := nearest(name, known)) is not None:
        return f"; did you mean '{close}'?"
    return f"; known: {', '.join(known)}" if 0 < len(known) <= FEW else ""
