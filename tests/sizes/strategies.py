"""Random courses, sets of sizes and records of axes."""

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from shapeplan.axis import Axis, Fixed, Same, Scale, Window
from shapeplan.course import Course
from shapeplan.paired import Paired
from shapeplan.phased import Phased
from shapeplan.progression import SizeSet
from shapeplan.same_transposed import SameTransposed

SIZES = st.one_of(st.none(), st.integers(1, 9))


@st.composite
def courses(draw: Any, *, is_open: bool = False) -> Course:
    """A course; with `is_open` perhaps one of which the end is not known."""
    lines = draw(
        st.lists(st.one_of(st.none(), st.tuples(st.integers(1, 9), st.integers(0, 4))), min_size=1, max_size=6)
    )
    ends = () if is_open and draw(st.booleans()) else tuple(lines)
    return Course(draw(st.integers(1, 4)), tuple(draw(st.lists(SIZES, max_size=6))), ends)


@st.composite
def size_sets(draw: Any, *, is_open: bool = True) -> SizeSet:
    """A set of sizes; with `is_open` perhaps one of which the end is not known."""
    start = draw(st.integers(1, 30))
    early = frozenset(draw(st.sets(st.integers(1, 30), max_size=12)))
    early = frozenset(n for n in early if n < start)
    if is_open and draw(st.integers(0, 4)) == 0:
        return SizeSet(start, early, 1, frozenset(), start)
    period = draw(st.integers(1, 12))
    return SizeSet(start, early, period, frozenset(draw(st.sets(st.integers(0, period - 1)))))


def windows() -> Any:
    roundings = st.sampled_from(["floor", "floor_zero", "ceil", "ceil_inside", "trunc", "trunc_sum", "trunc_ceil"])
    return st.builds(
        Window, st.integers(1, 5), st.integers(1, 5), st.integers(-3, 6), st.integers(-3, 6), st.integers(1, 3),
        st.integers(1, 3), roundings,
    )  # fmt: skip


RATIOS = st.builds(Fraction, st.integers(1, 7), st.integers(1, 5))
POINTS = st.sampled_from([None, 1, 2, 4, 6])


def records() -> st.SearchStrategy[Axis]:
    """Records of all kinds."""
    size, stride = st.integers(1, 5), st.integers(1, 5)
    return st.one_of(
        windows(),
        st.builds(Window, size, stride, st.integers(0, 3), st.integers(0, 3)),
        st.builds(Same, size, stride, st.integers(1, 3), st.booleans(), st.booleans()),
        st.builds(Scale, RATIOS, POINTS),
        st.builds(Scale, RATIOS, POINTS, st.sampled_from([24, 53])),
        st.builds(Fixed, st.integers(1, 9), POINTS),
        st.builds(Paired, RATIOS, st.integers(0, 2), st.integers(0, 2)),
        st.builds(Phased, size, stride, st.integers(1, 3), st.integers(0, 3), st.integers(0, 3)),
        st.builds(SameTransposed, size, stride, st.integers(0, 2)),
    )
