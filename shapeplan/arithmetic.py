"""The arithmetic behind the size of one axis: formula, numbers, what is read, and the way back.

Formulas are in the letters of convolution arithmetic (Dumoulin & Visin 2016): n input, k kernel,
s stride, p padding, d dilation, o output.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from shapeplan.axis import Axis, Fixed, Same, Scale, Window
from shapeplan.borders import unread
from shapeplan.paired import Paired
from shapeplan.phased import Phased
from shapeplan.same_transposed import SameTransposed

# How each rounding of a window turns the quotient q = x / s into a size.
ROUNDED = {
    "floor": "floor({x} / {s}) + 1",
    "floor_zero": "max(floor({x} / {s}) + 1, 0)",
    "ceil": "ceil({x} / {s}) + 1",
    "ceil_inside": "ceil({x} / {s}) + 1",
    "trunc": "trunc({x} / {s}) + 1",
    "trunc_sum": "trunc({x} / {s} + 1)",
    "trunc_ceil": "trunc(({x} + {s} - 1) / {s}) + 1",
}
FARTHEST = 10**9  # input sizes that the way back looks at


@dataclass(frozen=True, slots=True)
class Lesson:
    """How one axis of n pixels comes to its size.

    formula, numbers   the rule in letters, and with the numbers put in
    exact, out         the size before and after rounding [px of y]
    first, last        input indices that the first and the last output read
    unread             real pixels at the end that no output reads [px of x]
    notes              names of the padding, equivalent forms, what the rounding does
    """

    record: Axis
    n: int
    formula: str
    numbers: str
    exact: Fraction
    out: int
    first: range
    last: range
    unread: int
    notes: tuple[str, ...]


def lesson(record: Axis, n: int, *, transposed: bool = False) -> Lesson:
    """The arithmetic of a record on an axis of n pixels; `transposed` tells it as a transposed convolution."""
    formula, numbers = _formula(record, n, transposed=transposed)
    out = record.out(n)
    first = record.taps(0, n) if out > 0 else range(0)
    last = record.taps(out - 1, n) if out > 0 else range(0)
    return Lesson(
        record,
        n,
        formula,
        numbers,
        record.exact(n),
        out,
        first,
        last,
        unread(record, n),
        tuple(_notes(record, n, transposed)),
    )


def inputs_for(record: Axis, wanted: int) -> Sequence[int]:
    """All input sizes that give an output size; empty where none does.

    >>> inputs_for(Window(size=3, stride=2), 4)
    range(9, 11)
    """
    if isinstance(record, Paired):  # even sizes rise by themselves, and so do odd ones
        evens = _between(lambda k: record.out(2 * k), wanted)
        odds = _between(lambda k: record.out(2 * k - 1), wanted)
        return sorted([2 * k for k in evens] + [2 * k - 1 for k in odds])
    return _between(record.out, wanted)


def _between(out: Callable[[int], int], wanted: int) -> range:
    """The numbers from 1 on for which a rising size is the wanted one."""
    return range(_first(lambda n: out(n) >= wanted), _first(lambda n: out(n) > wanted))


def _first(holds: Callable[[int], bool]) -> int:
    """The first n >= 1 for which a rising condition holds."""
    high = 1
    while not holds(high) and high < FARTHEST:
        high *= 2
    low = max(1, high // 2)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _formula(record: Axis, n: int, *, transposed: bool = False) -> tuple[str, str]:  # noqa: PLR0911 - one a record
    match record:
        case Fixed(size=m):
            return "o = m", f"o = {m}"
        case Scale(ratio=ratio):
            word = "floor(" if not (record.nearest or record.halves_up) else "round("
            return f"o = {word}n r)", f"o = {word}{n} * {spell_ratio(ratio)})"
        case Paired(ratio=ratio):
            pairs, more = n - n % 2, record.odd if n % 2 else record.even
            return "o = floor(2 floor(n / 2) r) + a", f"o = floor({pairs} * {spell_ratio(ratio)}) + {_signed(more)}"
        case Same(stride=s, undilated=False, rounding="floor"):
            return "o = ceil(n / s)", f"o = ceil({n} / {s})"
        case Same() | SameTransposed():
            return _formula(record.window(n), n)
        case Window() if is_sliding(record, transposed=transposed):
            return _sliding(record, n)
        case Window():
            return _transposed(record, n)
        case Phased():
            return _phased(record, n)
    raise TypeError(record)


def spell_ratio(ratio: Fraction) -> str:
    """A ratio, as a decimal where that is exact."""
    decimal = repr(float(ratio))
    return str(ratio) if Fraction(decimal) != ratio else decimal.removesuffix(".0")


def _sliding(w: Window, n: int) -> tuple[str, str]:
    """Convolution and pooling: relationships 1 to 6, and 15 for the dilation."""
    pads = ("", "") if not (w.pad_lo or w.pad_hi) else _pads(w.pad_lo, w.pad_hi)
    kernel = ("k", str(w.size)) if w.dilation == 1 else ("(d (k - 1) + 1)", f"({w.dilation} * ({w.size} - 1) + 1)")
    spread = ("n", str(n)) if w.base_dilation == 1 else ("b (n - 1) + 1", f"{w.base_dilation} * ({n} - 1) + 1")
    letters, numbers = f"{spread[0]}{pads[0]} - {kernel[0]}", f"{spread[1]}{pads[1]} - {kernel[1]}"
    form = ROUNDED[w.rounding] if w.stride > 1 or w.rounding == "floor_zero" else "{x} + 1"
    x = ("({})" if w.stride > 1 or w.rounding == "floor_zero" else "{}").format
    less = " - 1" if drops_last(w, n) else ""
    return f"o = {form.format(x=x(letters), s='s')}{less}", f"o = {form.format(x=x(numbers), s=w.stride)}{less}"


def is_sliding(w: Window, *, transposed: bool) -> bool:
    """Whether a window is told as one that slides, and not as a transposed convolution, which nothing rounds."""
    return w.stride > 1 or w.rounding != "floor" or (w.base_dilation == 1 and not transposed)


def drops_last(w: Window, n: int) -> bool:
    """Whether a size that is rounded up loses its last window, which would start behind the last real pixel."""
    return w.rounding == "ceil_inside" and w.out(n) < replace(w, rounding="ceil").out(n)


def _pads(lo: int, hi: int) -> tuple[str, str]:
    if lo == hi:
        return " + 2 p", f" + 2 * {lo}"
    return " + p_before + p_after", f" + {_signed(lo)} + {_signed(hi)}"


def _signed(x: int) -> str:
    return str(x) if x >= 0 else f"({x})"


def _phased(w: Phased, n: int) -> tuple[str, str]:
    """A strided window over each of d phases of m pixels, less the pixels that fill them up."""
    m, fill = w.phases(n)
    letters = "o = d floor((m - k + s) / s) - (d m - n), m = ceil(n / d)"
    numbers = f"o = {w.dilation} * floor(({m} - {w.size} + {w.stride}) / {w.stride}) - {fill}"
    padded = f", n = {n} + {w.pad_lo} + {w.pad_hi} with padding" if w.pad_lo or w.pad_hi else ""
    return letters, numbers + padded


def _transposed(w: Window, n: int) -> tuple[str, str]:
    """Transposed convolution: relationships 8 to 14."""
    p, _, a = transposed_parts(w)
    kernel = ("k", str(w.size)) if w.dilation == 1 else ("d (k - 1) + 1", f"{w.dilation} * ({w.size} - 1) + 1")
    letters, numbers = f"o = s (n - 1) + {kernel[0]}", f"o = {w.base_dilation} * ({n} - 1) + {kernel[1]}"
    if p:
        letters, numbers = f"{letters} - 2 p", f"{numbers} - 2 * {_signed(p)}"
    if a:
        letters, numbers = f"{letters} + a", f"{numbers} + {_signed(a)}"
    return letters, numbers


def transposed_parts(w: Window) -> tuple[int, int, int]:
    """Of a transposed window: the padding that is taken off, the zeros between pixels, and what is added behind.

    >>> transposed_parts(Window(3, 1, 1, 2, 1, 2))
    (1, 1, 1)
    """
    reach = w.extent - 1
    return reach - w.pad_lo, w.base_dilation - 1, w.pad_hi - w.pad_lo


def _notes(record: Axis, n: int, transposed: bool = False) -> list[str]:  # noqa: FBT001, FBT002 - as above
    match record:
        case Same() | SameTransposed():
            window = record.window(n)
            return [f"padding for {n} px: {window.pad_lo} before, {window.pad_hi} after", *_notes(window, n)]
        case Window() if is_sliding(record, transposed=transposed):
            return _sliding_notes(record, n)
        case Window():
            return _transposed_notes(record, n)
    return []


def _sliding_notes(w: Window, n: int) -> list[str]:
    notes = []
    if drops_last(w, n):
        notes.append("the last window would start behind the last real pixel, and is dropped")
    if w.base_dilation > 1:
        notes.append(f"input dilation {w.base_dilation} sets {w.base_dilation - 1} zeros between pixels")
    if w.dilation > 1:
        notes.append(f"dilation {w.dilation} spreads {w.size} taps over {w.extent} px")
    if (name := padding_name(w)) is not None:
        notes.append(name)
    return notes


def padding_name(w: Window) -> str | None:
    """The name of a padding in convolution arithmetic."""
    if w.pad_lo != w.pad_hi or w.extent == 1:
        return None
    if w.pad_lo == 0:
        return "no padding (valid)"
    if w.pad_lo == w.extent - 1:
        return f"full padding, p = k - 1 = {w.pad_lo}: every window that overlaps the map counts"
    if w.pad_lo == w.extent // 2 and w.extent % 2:
        return f"half (same) padding, p = floor(k / 2) = {w.pad_lo}: with stride 1, o = n"
    return None


def _transposed_notes(w: Window, n: int) -> list[str]:
    p, zeros, a = transposed_parts(w)
    length = w.base_dilation * (n - 1) + 1
    between = f"{zeros} zero{'' if zeros == 1 else 's'} between pixels"
    behind = f", and {a} more behind" if a else ""
    padding = f"k - p - 1 = {w.extent} - {p} - 1 = {w.pad_lo}"
    notes = [
        (
            f"the same as a convolution of stride 1 over the input stretched to {length} px ({between}), "
            f"with padding {padding}{behind}: {length} + 2 * {w.pad_lo}{f' + {a}' if a else ''} - {w.extent} + 1 = {w.out(n)}"
        )
    ]
    back = Window(w.size, w.base_dilation, p, p, w.dilation)
    if p >= 0 and w.out(n) > 0:
        rest = (back.padded(w.out(n)) - back.extent) % w.base_dilation
        notes.append(
            f"the way back of a convolution k = {w.size}, s = {w.base_dilation}, p = {p} that makes {n} of {w.out(n)}; "
            f"a = (o + 2 p - k) mod s = {rest}"
        )
    return notes
