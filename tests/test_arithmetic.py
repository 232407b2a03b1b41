"""The arithmetic that `calc` teaches: worked cases, the way back, the matrix."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeplan.arithmetic import inputs_for, lesson
from shapeplan.axis import Fixed, Same, Scale, Window
from shapeplan.borders import unread
from shapeplan.calculation import CalculationError, calculate, inverse
from shapeplan.paired import Paired
from shapeplan.renderers.lesson import calculation_text
from shapeplan.renderers.matrix import flat, links, matrix, matrix_text
from shapeplan.same_transposed import SameTransposed


@pytest.mark.parametrize(
    ("op", "size", "arguments", "out"),
    [
        ("conv", 4, {"kernel_size": 3}, 2),
        ("conv", 5, {"kernel_size": 3, "stride": 2}, 2),
        ("conv", 5, {"kernel_size": 3, "stride": 3}, 1),
        ("conv", 7, {"kernel_size": 3, "dilation": 2}, 3),
        ("conv_transpose", 2, {"kernel_size": 3}, 4),
        ("conv_transpose", 2, {"kernel_size": 3, "stride": 2}, 5),
        ("conv", 5, {"kernel_size": 3, "stride": 2, "padding": 1}, 3),
        ("conv", 5, {"kernel_size": 4, "padding": 2}, 6),  # Dumoulin & Visin 2016, figure 2.2
        ("conv", 5, {"kernel_size": 3, "padding": "half"}, 5),  # figure 2.3
        ("conv", 5, {"kernel_size": 3, "padding": "full"}, 7),  # figure 2.4
        ("conv", 6, {"kernel_size": 3, "stride": 2, "padding": 1}, 3),  # figure 2.7
        ("conv_transpose", 3, {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}, 6),  # figure 4.7
    ],
)
def test_worked_cases(op: str, size: int, arguments: dict, out: int) -> None:
    done = calculate(op, [size, size], arguments)
    assert done.outcome.shape[1:] == (out, out)
    assert [told.out for _, told in done.lessons] == [out, out]


def test_the_exact_fraction_and_what_is_unread() -> None:
    ((_, told),) = calculate("conv", [5], {"kernel_size": 3, "stride": 3}).lessons
    assert (told.exact, told.out, told.unread) == (Fraction(5, 3), 1, 2)
    assert told.numbers == "o = floor((5 - 3) / 3) + 1"


RATIOS = st.fractions(Fraction(1, 4), 4, max_denominator=6)
RECORDS = st.one_of(
    st.builds(
        Window, size=st.integers(1, 5), stride=st.integers(1, 4), pad_lo=st.integers(0, 3), pad_hi=st.integers(0, 3),
        dilation=st.integers(1, 3), base_dilation=st.integers(1, 3),
        rounding=st.sampled_from(["floor", "floor_zero", "ceil", "ceil_inside", "trunc", "trunc_sum", "trunc_ceil"]),
    ),
    st.builds(Same, size=st.integers(1, 5), stride=st.integers(1, 4), dilation=st.integers(1, 3), lower=st.booleans()),
    st.builds(SameTransposed, size=st.integers(1, 5), stride=st.integers(1, 4)),
    st.builds(Scale, RATIOS, nearest=st.booleans()),
    st.builds(Paired, RATIOS, even=st.integers(-1, 2), odd=st.integers(-1, 2)),
)  # fmt: skip


@given(RECORDS, st.integers(1, 60))
def test_the_formula_with_its_numbers_gives_the_size(record, n) -> None:
    """The printed line, computed as it stands: with its own rounding, in exact numbers."""
    numbers = lesson(record, n).numbers.removeprefix("o = ")
    exact = re.sub(r"\d+(?:\.\d+)?(?:/\d+)?", r"Fraction('\g<0>')", numbers)
    names = {
        "Fraction": Fraction,
        "floor": math.floor,
        "ceil": math.ceil,
        "trunc": math.trunc,
        "max": max,
        "round": round,
    }
    assert eval(exact, names) == record.out(n), numbers


@given(RECORDS, st.integers(1, 40))
def test_the_way_back_finds_all_inputs(record, wanted) -> None:
    brute = [n for n in range(1, 400) if record.out(n) == wanted]
    assert [n for n in inputs_for(record, wanted) if n < 400] == brute


def test_the_way_back_of_a_given_size() -> None:
    assert not inputs_for(Fixed(7), 8)
    assert inverse("max_pool", [4, 5], {"kernel_size": 2}, "torch") == [("H", range(8, 10)), ("W", range(10, 12))]


@given(RECORDS, st.integers(1, 40))
def test_unread_pixels_are_those_behind_the_last_tap(record, n) -> None:
    read = {i for j in range(record.out(n)) for i in record.taps(j, n)}
    assert unread(record, n) == n - 1 - max(read, default=-1)


@given(st.integers(1, 4), st.integers(1, 3), st.integers(0, 2), st.integers(1, 2), st.integers(1, 3), st.integers(1, 6))
def test_the_matrix_multiplies_as_the_layer_does(size, stride, pad, dilation, base, n) -> None:
    """W x equals the convolution, with x the numbers 1, 2, 3 ... and weights 1, 10, 100 ..."""
    window = Window(size, stride, pad, pad, dilation, base)
    out = window.out(n)
    if out < 1:
        return
    rows: list[dict[int, int]] = [{} for _ in range(out)]
    for j, i, tap in links(window, n, out):
        rows[j][i] = tap
    for j, row in enumerate(rows):
        assert sorted(row) == list(window.taps(j, n))
        spread = [0] * (base * (n - 1) + 1 + 2 * pad)
        for i in range(n):
            spread[pad + base * i] = i + 1
        weights = [10**t for t in range(size)]
        kernel = weights[::-1] if base > 1 else weights
        direct = sum(
            kernel[t] * spread[j * stride + t * dilation]
            for t in range(size)
            if j * stride + t * dilation < len(spread)
        )
        assert sum(weights[tap] * (i + 1) for i, tap in row.items()) == direct


def test_the_textbook_matrices() -> None:
    small = calculate("conv", [3, 3], {"kernel_size": 2})
    entries = list(matrix([told for _, told in small.lessons]))
    assert len(entries) == 16
    assert {(r, c) for r, c, _ in entries} < {(r, c) for r in range(4) for c in range(9)}
    assert matrix_text([told for _, told in small.lessons], is_transposed=False).startswith("W: 4 x 9, ")
    back = calculate("conv_transpose", [2, 2], {"kernel_size": 2})
    turned = {(c, r) for r, c, _ in matrix([told for _, told in back.lessons])}
    assert turned == {(r, c) for r, c, _ in entries}
    strided = calculate("conv_transpose", [2, 2], {"kernel_size": 3, "stride": 2})
    text = matrix_text([told for _, told in strided.lessons], is_transposed=True)
    assert "25 x 49 = 1225 entries, against 4 x 25 = 100 of W" in text
    assert flat((1, 2), (3, 4)) == 6


def test_text_says_what_is_refused() -> None:
    text = calculation_text(calculate("conv", [5], {"kernel_size": 3, "stride": 2, "padding": "same"}))
    assert "refused: torch has padding 'same' only with stride 1" in text


@pytest.mark.parametrize(
    ("op", "arguments", "framework", "said"),
    [
        ("conf", {}, "torch", "did you mean 'conv'"),
        ("conv", {"kernel_size": -1}, "torch", "kernel_size"),
        ("conv", {}, "torch", "'kernel_size' is missing"),
        ("conv", {"kernel_size": 3, "strid": 1}, "torch", "did you mean 'stride'"),
        ("conv", {"kernel_size": 3}, "tourch", "no framework"),
    ],
)
def test_mistakes(op: str, arguments: dict, framework: str, said: str) -> None:
    with pytest.raises(CalculationError, match=said):
        calculate(op, [5], arguments, framework)
