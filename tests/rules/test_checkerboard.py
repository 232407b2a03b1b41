"""checkerboard: outputs that are made of unequal numbers of pixels, by spreading the window of each pixel."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan import api
from shapeplan.axis import Window
from shapeplan.phases import overlap
from shapeplan.rules.checkerboard import evened
from tests.rules.nets import fixed, grave, line, said


def up(k: int, s: int, p: int = 0, extra: int = 0, d: int = 1) -> str:
    return f"conv_transpose: {{out_channels: 4, kernel_size: {k}, stride: {s}, padding: {p}, output_padding: {extra}, dilation: {d}}}"


@pytest.mark.parametrize(("k", "s", "d"), [*product(range(1, 7), range(1, 5), range(1, 4))])
def test_counts_are_those_of_the_spread_windows(k: int, s: int, d: int) -> None:
    n, painted = 40, Counter()
    for q in range(n):
        painted.update(q * s + d * i for i in range(k))
    middle = [painted[j] for j in range(d * k + s, d * k + 3 * s)]
    counts = overlap(Window(size=k, base_dilation=s, dilation=d))
    assert counts == sorted(set(middle))
    assert (len(set(middle)) > 1) == bool(grave(line([up(k, s, d=d)], n), "checkerboard"))


@settings(deadline=None)
@given(st.integers(1, 9), st.integers(2, 5), st.integers(0, 4), st.integers(0, 4), st.integers(5, 40))
def test_the_even_kernel_makes_the_same_size(k, s, p, extra, n) -> None:
    kernel, padding, more = evened(k, s, p, extra)
    assert kernel % s == 0
    assert kernel - s < k <= kernel
    assert (n - 1) * s - 2 * padding + kernel + more == (n - 1) * s - 2 * p + k + extra
    assert more >= 0


def test_the_fix_keeps_every_size() -> None:
    spec = line([up(3, 2, 1, 1), "relu"])
    (found,) = said(spec, "checkerboard")
    assert found.fixes[0].title.startswith("kernel_size: 4, output_padding: 0 on")
    after = fixed(found)
    assert said(after, "checkerboard") == []
    assert api.plan(api.read(text=after)).outputs[0].shape == api.plan(api.read(text=spec)).outputs[0].shape


def test_a_window_that_follows_mixes_the_pixels() -> None:
    three = "conv: {out_channels: 4, kernel_size: 3, padding: 1}"
    assert [d.severity for d in said(line([up(3, 2, 1, 1), "relu", three]), "checkerboard")] == ["note"]
    assert [
        d.severity for d in said(line([up(3, 2, 1, 1), "conv: {out_channels: 4, kernel_size: 1}"]), "checkerboard")
    ] == ["warning"]
    assert [d.severity for d in said(line([up(1, 2), three]), "checkerboard")] == ["warning"]  # holes are not mended


@pytest.mark.parametrize("layer", [up(4, 2, 1), up(2, 2), up(4, 1), up(16, 8, 4), up(9, 3), "upsample: 2"])
def test_even_ones_are_silent(layer: str) -> None:
    assert said(line([layer]), "checkerboard") == []
