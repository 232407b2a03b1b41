"""Which pixels are read, against the taps of every output."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeplan.axis import Axis
from shapeplan.coverage import bits, comb, read_bits, reads_all, settled
from tests.sizes.strategies import records

FEW = [HealthCheck.too_slow]


def read(record: Axis, n: int) -> set[int]:
    return {tap for j in range(record.out(n)) for tap in record.taps(j, n)}


def is_all_read(record: Axis, n: int) -> bool:
    return read_bits(record, n) == bits(0, n)


@given(records(), st.integers(1, 30))
@settings(max_examples=600, deadline=None, suppress_health_check=FEW)
def test_what_is_read(record: Axis, n: int) -> None:
    if record.out(n) > 0:
        assert read_bits(record, n) == sum(1 << tap for tap in read(record, n))


@given(records())
@settings(max_examples=400, deadline=None, suppress_health_check=FEW)
def test_every_pixel_is_read_where_that_is_claimed(record: Axis) -> None:
    if reads_all(record):
        assert all(is_all_read(record, n) for n in range(1, 50) if record.out(n) > 0)


@given(records())
@settings(max_examples=300, deadline=None, suppress_health_check=FEW)
def test_reading_repeats_itself_where_that_is_claimed(record: Axis) -> None:
    first, (period, _) = settled(record), record.period
    for n in range(first, first + 2 * period + 4):
        assert is_all_read(record, n) == is_all_read(record, n + period), n


@given(st.integers(0, 9), st.integers(0, 40), st.integers(1, 9))
def test_comb(first: int, stop: int, step: int) -> None:
    assert comb(first, stop, step) == sum(1 << i for i in range(first, stop, step))


@given(st.integers(0, 9), st.integers(0, 9))
def test_bits(first: int, stop: int) -> None:
    assert bits(first, stop) == sum(1 << i for i in range(first, stop))
