"""expectation: shapes that must come out, and what came."""

import pytest

from tests.rules.nets import line, said


@pytest.mark.parametrize(
    ("expected", "is_met"),
    [
        ("channels: 4, size: [32]", True), ("channels: 8", False), ("size: [31]", False), ("receptive_field: [2]", True),
        ("receptive_field: [3]", False), ("channels: 4", True),
    ],
)  # fmt: skip
def test_shapes(expected: str, is_met: bool) -> None:
    spec = line(["max_pool: 2"], more=f"expect:\n  net: {{{expected}}}\n")
    assert bool(said(spec, "expectation")) is not is_met


def test_sizes_are_those_of_the_own_input() -> None:
    spec = line(["max_pool: 2"], more="expect:\n  net: {size: [32]}\n")
    assert said(spec, "expectation", sizes="128") == []
