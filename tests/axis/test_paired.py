"""Resizing that minds parity: sizes, and that every output reads pixels that are there."""

from fractions import Fraction

import pytest

from shapeplan.axis import Same
from shapeplan.paired import Paired

TO_ODD_UP = Paired(even=1, odd=1)
TO_EVEN_DOWN = Paired()
ODD_SCALE = Paired(Fraction(3, 2), odd=1)


@pytest.mark.parametrize(
    ("axis", "outs"),
    [(TO_ODD_UP, [1, 3, 3, 5]), (TO_EVEN_DOWN, [0, 2, 2, 4]), (ODD_SCALE, [1, 3, 4, 6]), (Paired(odd=2), [2, 2, 4, 4])],
)
def test_sizes(axis, outs):
    assert [axis.out(n) for n in range(1, 5)] == outs


@pytest.mark.parametrize("axis", [TO_ODD_UP, TO_EVEN_DOWN, ODD_SCALE, Paired(Fraction(1, 3), odd=1, bits=24)])
def test_period_and_taps(axis):
    step, gain = axis.period
    for n in range(2, 40):
        assert axis.out(n + step) == axis.out(n) + gain
        for j in range(axis.out(n)):
            taps = axis.taps(j, n)
            assert taps
            assert 0 <= taps[0] <= taps[-1] < n


def test_undilated_same_padding_may_crop():
    axis = Same(size=1, stride=4, undilated=True)
    assert [list(axis.taps(j, 8)) for j in range(axis.out(8))] == [[1], [5]]
    assert Same(size=2, stride=2, dilation=3, undilated=True).out(8) == 3
