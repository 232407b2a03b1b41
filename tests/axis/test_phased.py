"""A dilated window with a stride, phase by phase: what the three steps do to a row of numbers."""

from hypothesis import given
from hypothesis import strategies as st

from shapeplan.axis import Window
from shapeplan.phased import Phased

SMALL = st.integers(1, 4)
PADS = st.integers(0, 3)


def three_steps(axis: Phased, n: int) -> list[set[int]] | None:
    """The indices that each output reads; None where the phases are shorter than the window."""
    d = axis.dilation
    row: list[int | None] = [None] * axis.pad_lo + list(range(n)) + [None] * axis.pad_hi
    behind = -len(row) % d
    row += [None] * behind
    phases = [row[i::d] for i in range(d)]
    places = (len(phases[0]) - axis.size + axis.stride) // axis.stride
    if len(phases[0]) - axis.size + axis.stride < 0:
        return None
    windows = [[phase[i * axis.stride :][: axis.size] for i in range(places)] for phase in phases]
    laid = [windows[j % d][j // d] for j in range(places * d)]
    return [{i for i in window if i is not None} for window in laid[: max(len(laid) - behind, 0)]]


@given(st.builds(Phased, SMALL, SMALL, SMALL, PADS, PADS), st.integers(1, 30))
def test_three_steps(axis, n):
    read = three_steps(axis, n)
    if read is not None and axis.out(n) >= 0:
        assert [set(axis.taps(j, n)) for j in range(axis.out(n))] == read
        assert axis.out(n) <= max(axis.exact(n), 0)


@given(SMALL, SMALL, st.integers(13, 40))
def test_a_stride_of_one_is_the_dilated_window(size, dilation, n):
    phased, window = Phased(size, 1, dilation), Window(size, dilation=dilation)
    assert phased.out(n) == window.out(n) == phased.exact(n)
    assert [phased.taps(j, n) for j in range(phased.out(n))] == [window.taps(j, n) for j in range(window.out(n))]


@given(st.builds(Phased, SMALL, SMALL, SMALL, PADS, PADS), st.integers(20, 60))
def test_period(axis, n):
    step, gain = axis.period
    assert axis.out(n + step) == axis.out(n) + gain
