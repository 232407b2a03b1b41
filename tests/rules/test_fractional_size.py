"""fractional-size: what is left over where a window does not fit a whole number of times, and nothing is lost."""

import pytest

from tests.rules.nets import fork, line, said
from tests.rules.test_unread_border import conv


@pytest.mark.parametrize(
    ("layers", "n", "end"),
    [
        ([conv(3, 2, 1, 1)], 64, "64 -> 32 1/2, rounded to 32; only padding is dropped"),
        ([fork(f"{{{conv(2, 2, 0, 1)}}}", f"{{{conv(3, 2, 1, 1)}}}")], 65, None),
        (["pad: 3", conv(7, 2, 0, 1)], 64, "70 -> 32 1/2, rounded to 32; only padding is dropped"),
        ([conv(1, 2, 0, 1)], 64, "64 -> 32 1/2, rounded to 32; no more is left over than lies between two windows"),
        (["upsample: 1.5"], 5, "5 -> 7 1/2, rounded to 7"),
    ],
)
def test_notes(layers: list[str], n: int, end: str | None) -> None:
    found = said(line(layers, n), "fractional-size")
    assert {d.severity for d in found} <= {"note"}
    assert end is None or [d.message.partition(": L: ")[2] for d in found] == [end]


def test_what_another_layer_reads() -> None:
    layers = [f"{conv(2, 2, 0, 1)}\n      id: a\n      from: x", f"{conv(1, 1, 0, 1)}\n      id: b\n      from: x"]
    (found,) = said(line(layers, 65, more="outputs: [a, b]\n"), "fractional-size")
    assert found.message.endswith("what is dropped here is read by another layer")


def test_a_loss_is_told_by_the_other_rule_alone() -> None:
    assert said(line(["max_pool: 2"], 33), "fractional-size") == []
    assert said(line([conv(3, 2, 1, 1)], 33), "fractional-size") == []
