"""'did you mean': the nearest of the names that would have been right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

LONGEST_NAME = 80  # characters of a name that are compared
MANY = 5000  # names that are compared
FEW = 8  # names that are listed
LONGEST_VALUE = 60  # characters of a value that are shown
SEARCHES = 50  # mistakes of one spec for which a near name is searched; each may take milliseconds
CLOSE = 0.6  # likeness from which a name is suggested; 1 where nothing differs
LONG_ENOUGH = 4  # letters of a name that a slip leaves recognisable

Searched = dict[tuple[str, tuple[str, ...]], str | None]  # what was found for a name among others
_searched: ContextVar[Searched | None] = ContextVar("_searched", default=None)

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
    """While it lasts, near names are searched for the first mistakes only, and once for each."""
    before = _searched.set({})
    try:
        yield
    finally:
        _searched.reset(before)


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
    searched, mistake = _searched.get(), (name, tuple(known))
    if searched is None:
        return _nearest(*mistake)
    if mistake not in searched and len(searched) < SEARCHES:
        searched[mistake] = _nearest(*mistake)
    return searched.get(mistake)


def _nearest(name: str, known: Sequence[str]) -> str | None:
    import difflib  # a mistake is rare, and start-up is felt at every commit

    compared = _compared(known)
    by_bare = {bare(k): k for k in reversed(compared)}
    wanted = bare(name[:LONGEST_NAME])
    same = (b for b in (wanted, *ELSEWHERE.get(wanted, ())) if b in by_bare)
    found = next(same, None) or next(iter(difflib.get_close_matches(wanted, by_bare, n=1, cutoff=CLOSE)), None)
    return None if found is None else by_bare[found]


def _compared(known: Sequence[str]) -> list[str]:
    return [k for k in known if len(k) <= LONGEST_NAME][:MANY]


@dataclass(frozen=True, slots=True)
class Guess:
    """What was meant by a name that is not among the known ones; as a text, the end of a sentence.

    written, known   the name, and those that would have been right
    meant            the nearest of them, if one is near
    """

    written: str
    known: tuple[str, ...]
    meant: str | None

    def __str__(self) -> str:
        if self.meant is not None:
            return f"; did you mean '{self.meant}'?"
        return f"; known: {', '.join(self.known)}" if 0 < len(self.known) <= FEW else ""

    @property
    def is_clear(self) -> bool:
        """Whether nothing else can have been meant: only spelled otherwise, or one slip from a single name.

        >>> did_you_mean("frist", ["first", "second"]).is_clear, did_you_mean("enc5", ["enc1", "enc2"]).is_clear
        (True, False)
        """
        if self.meant is None or _digits(self.meant) not in ("", _digits(self.written)):
            return False
        wanted, known = bare(self.written[:LONGEST_NAME]), _compared(self.known)
        same = [k for k in known if bare(k) in (wanted, *ELSEWHERE.get(wanted, ()))]
        slipped = [k for k in known if is_slip(wanted, bare(k))]
        return (same or slipped) == [self.meant] and (bool(same) or len(bare(self.meant)) >= LONG_ENOUGH)


def is_slip(one: str, other: str) -> bool:
    """Whether names differ by one letter too many, a wrong one or two that changed places; the last may be a number.

    >>> is_slip("pading", "padding"), is_slip("covn", "conv"), is_slip("skip_a", "skip_b")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    start = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    a, b = short[start:], long[start:]
    return a == b[1:] or (len(a) > 1 and (a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])))


def _digits(name: str) -> str:
    return "".join(filter(str.isdigit, bare(name)))


def did_you_mean(name: str, known: Iterable[str]) -> Guess:
    """The nearest name, or the known names where they are few."""
    known = tuple(known)
    return Guess(name, known, nearest(name, known))
