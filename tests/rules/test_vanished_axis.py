"""vanished-axis: windows larger than what is left of a map."""

import pytest

from tests.rules.nets import line, said


@pytest.mark.parametrize(("k", "n"), [(k, n) for k in (1, 3, 5) for n in range(1, 7)])
def test_a_window_larger_than_the_map(k: int, n: int) -> None:
    found = said(line([f"conv: {{out_channels: 4, kernel_size: {k}}}"], n), "vanished-axis")
    assert bool(found) is (k > n)


def test_it_is_told_once_where_it_happens() -> None:
    found = said(line(["max_pool: 2"] * 8, 32), "vanished-axis")
    assert [d.node for d in found] == ["net.max_pool_6"]
