"""schema: keys and values that are not of the language."""

import pytest

from tests.rules.nets import fixed, line, said


@pytest.mark.parametrize(
    "layer",
    [
        "conv2: 4",
        "conv: {out_chanels: 4, kernel_size: 1}",
        "conv: {out_channels: four, kernel_size: 1}",
        "conv: {kernel_size: 1}",
    ],
)
def test_mistakes(layer: str) -> None:
    assert said(line([layer]), "schema") != []


def test_a_slip_is_mended() -> None:
    (found,) = said(line(["conv: {out_chanels: 4, kernel_size: 1}"]), "schema")
    assert said(fixed(found), "schema") == []
    assert said(line(["conv: {out_channels: 4, kernel_size: 1}"]), "schema") == []
