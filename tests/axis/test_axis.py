"""The laws of the four records, against counting by hand."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from shapeplan.axis import Fixed, Same, Scale, Window
from shapeplan.digits import ceil_log2, significant
from shapeplan.sampling import bin_of, neighbours, within

windows = st.builds(
    Window,
    size=st.integers(1, 6),
    stride=st.integers(1, 5),
    pad_lo=st.integers(-3, 6),
    pad_hi=st.integers(-3, 6),
    dilation=st.integers(1, 4),
    base_dilation=st.integers(1, 4),
    rounding=st.sampled_from(["floor", "ceil", "ceil_inside"]),
)
sames = st.builds(Same, st.integers(1, 6), st.integers(1, 5), st.integers(1, 3), st.booleans())
sizes = st.integers(1, 25)
ratios = st.fractions(min_value=Fraction(1, 8), max_value=8, max_denominator=8)


def laid_out(w: Window, n: int) -> list[int | None]:
    """The padded axis: index of the pixel that stands at each position, None where there is none."""
    pixels: list[int | None] = []
    for i in range(n):
        pixels += [i] + [None] * (w.base_dilation - 1)
    pixels = pixels[: len(pixels) - w.base_dilation + 1]
    front = [None] * max(w.pad_lo, 0)
    behind = [None] * max(w.pad_hi, 0)
    return (front + pixels + behind)[max(-w.pad_lo, 0) :][: max(w.padded(n), 0)]


def starts(w: Window, n: int) -> list[int]:
    """Where the window stands, position by position."""
    length = w.padded(n)
    candidates = range(0, length + 50, w.stride)
    if w.rounding == "floor":
        return [s for s in candidates if s + w.extent <= length]
    if w.rounding == "ceil":  # as long as the window before leaves something over
        return [s for s in candidates if s - w.stride + w.extent < length]
    behind_last_pixel = w.pad_lo + w.base_dilation * (n - 1) + 1
    standing = starts(Window(w.size, w.stride, w.pad_lo, w.pad_hi, w.dilation, w.base_dilation, "ceil"), n)
    return standing[:-1] if standing and standing[-1] >= behind_last_pixel else standing


@given(windows, sizes)
def test_window_out(w, n):
    assert max(w.out(n), 0) == len(starts(w, n))


@given(windows, sizes)
def test_window_taps(w, n):
    cells = laid_out(w, n)
    for j, start in enumerate(starts(w, n)):
        read = [start + t * w.dilation for t in range(w.size)]
        assert list(w.taps(j, n)) == [cells[i] for i in read if i < len(cells) and cells[i] is not None]


@given(windows, sizes)
def test_window_exact(w, n):
    """The size is the exact size, rounded; ceil_inside takes at most one from the rounded one."""
    exact = w.exact(n)
    if w.rounding == "floor":
        assert w.out(n) == floor(exact)
    else:
        assert -floor(-exact) - w.out(n) in ({0} if w.rounding == "ceil" else {0, 1})


@given(windows, sizes)
def test_window_period(w, n):
    p, q = w.period
    assert w.out(n + 50 + p) == w.out(n + 50) + q


@given(sames, sizes)
def test_same_is_the_smallest_padding(same, n):
    w = same.window(n)
    total = w.pad_lo + w.pad_hi
    counts = [len(starts(Window(same.size, same.stride, t, 0, same.dilation), n)) for t in range(total + 1)]
    assert same.out(n) == counts[-1] == -(-n // same.stride)
    assert all(count < counts[-1] for count in counts[:-1])
    assert w.pad_lo - w.pad_hi in ({0, 1} if same.lower else {0, -1})


@given(sames, sizes)
def test_same_taps(same, n):
    for j in range(same.out(n)):
        first = j * same.stride - same.window(n).pad_lo
        read = [first + t * same.dilation for t in range(same.size)]
        assert list(same.taps(j, n)) == [i for i in read if 0 <= i < n]


@given(sames, sizes)
def test_same_period(same, n):
    p, q = same.period
    assert same.out(n + p) == same.out(n) + q
    assert same.exact(n + p) == same.exact(n) + q


@given(ratios, sizes)
def test_scale(ratio, n):
    scale = Scale(ratio)
    p, q = scale.period
    assert scale.out(n) == floor(scale.exact(n)) == floor(ratio * n)
    assert scale.out(n + p) == scale.out(n) + q


@given(st.floats(0.05, 20), st.integers(1, 5000))
def test_scale_in_double_precision(ratio, n):
    assert Scale(Fraction(repr(ratio)), bits=53).out(n) == floor(n * ratio)


def test_scale_where_double_precision_rounds_up():
    """10 * 3.3 is 33 exactly, 33.0 in doubles; 5 * 0.2 is 1; 0.7 * 10 rounds to 7."""
    assert [Scale(Fraction(r), bits=53).out(n) for r, n in (("3.3", 10), ("0.2", 5), ("0.7", 10))] == [33, 1, 7]


@given(st.integers(1, 30), sizes)
def test_fixed(size, n):
    fixed = Fixed(size)
    assert fixed.out(n) == fixed.exact(n) == size
    assert fixed.period == (1, 0)


@given(st.integers(1, 30), sizes)
def test_bins(size, n):
    """Bin j reads the pixels that [j n / size, (j + 1) n / size) overlaps."""
    for j in range(size):
        lo, hi = Fraction(j * n, size), Fraction((j + 1) * n, size)
        assert list(bin_of(j, n, size)) == [i for i in range(n) if i < hi and i + 1 > lo]


@given(ratios, sizes)
def test_scale_in_bins_reads_every_pixel(ratio, n):
    scale = Scale(ratio, points=None)
    if scale.out(n):
        assert {i for j in range(scale.out(n)) for i in scale.taps(j, n)} == set(range(n))


@given(ratios, sizes)
def test_nearest(ratio, n):
    for j in range(Scale(ratio).out(n)):
        assert list(Scale(ratio).taps(j, n)) == [min(floor(j / ratio), n - 1)]


@given(ratios, sizes)
def test_linear_reads_what_has_weight(ratio, n):
    for j in range(Scale(ratio).out(n)):
        place = max((j + Fraction(1, 2)) / ratio - Fraction(1, 2), Fraction(0))
        near = min(floor(place), n - 1)
        weights = {near: 1 - place % 1}
        weights[min(near + 1, n - 1)] = weights.get(min(near + 1, n - 1), Fraction(0)) + place % 1
        assert list(neighbours(j, 1 / ratio, n, 2)) == sorted(i for i, weight in weights.items() if weight)


@given(ratios, sizes)
def test_cubic_reads_two_on_either_side(ratio, n):
    for j in range(Scale(ratio).out(n)):
        place = (j + Fraction(1, 2)) / ratio - Fraction(1, 2)
        near = floor(place)
        read = range(near - 1, near + 3) if place % 1 else [near]
        assert set(neighbours(j, 1 / ratio, n, 4)) == {min(max(i, 0), n - 1) for i in read}


@given(st.integers(-40, 40), st.integers(0, 40), st.integers(1, 7), sizes)
def test_within(start, length, step, n):
    indices = range(start, start + length, step)
    assert list(within(indices, n)) == [i for i in indices if 0 <= i < n]


@given(st.integers(-(2**80), 2**80), st.integers(1, 2**80))
def test_significant_is_a_double(numerator, denominator):
    assert significant(Fraction(numerator, denominator), 53) == Fraction(numerator / denominator)


@given(st.integers(1, 2**70), st.integers(1, 2**70))
def test_ceil_log2(numerator, denominator):
    x = Fraction(numerator, denominator)
    assert Fraction(2) ** (ceil_log2(x) - 1) <= x < Fraction(2) ** ceil_log2(x)
