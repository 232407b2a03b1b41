"""expression: values that cannot be computed."""

import pytest

from tests.rules.nets import line, said


@pytest.mark.parametrize(
    ("written", "is_right"),
    [("$width", True), ("$(2 * width)", True), ("$widht", False), ("$(width // 0)", False), ("$(width", False)],
)
def test_values(written: str, is_right: bool) -> None:
    spec = line([f"conv: {{out_channels: '{written}', kernel_size: 1}}"], more="params: {width: 4}\n")
    assert bool(said(spec, "expression")) is not is_right
