"""dialect-refuses: layers that one framework has and another has not."""

import pytest

from tests.rules.nets import line, said


@pytest.mark.parametrize(
    ("layer", "framework", "is_refused"),
    [
        ("conv: {out_channels: 4, kernel_size: 3, padding: 1}", "torch", False),
        ("conv: {out_channels: 4, kernel_size: 3, padding: 1}", "keras", True),
        ("conv: {out_channels: 4, kernel_size: 3, padding: same}", "keras", False),
        ("conv: {out_channels: 4, kernel_size: 3, stride: 2, padding: same}", "torch", True),
        ("conv: {out_channels: 4, kernel_size: 3, stride: 2, padding: same}", "tensorflow", False),
    ],
)
def test_padding(layer: str, framework: str, is_refused: bool) -> None:
    assert bool(said(line([layer]), "dialect-refuses", framework=framework)) is is_refused
