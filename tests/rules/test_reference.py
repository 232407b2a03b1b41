"""reference: names that mean no layer above."""

import pytest

from tests.rules.nets import fixed, line, said

CONV = "conv: {out_channels: 4, kernel_size: 1}\n      id: enc"


@pytest.mark.parametrize(("name", "is_right"), [("enc", True), ("x", True), ("ecn", False), ("later", False)])
def test_names(name: str, is_right: bool) -> None:
    found = said(line([CONV, "relu", f"add: {name}", "relu:\n      id: later"]), "reference")
    assert bool(found) is not is_right


def test_a_slip_is_mended() -> None:
    (found,) = said(line([CONV, "relu", "add: ecn"]), "reference")
    assert said(fixed(found), "reference") == []
