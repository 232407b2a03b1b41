"""unsolved: the word `solve` where a number is still to be found."""

from tests.rules.nets import line, said


def test_each_unknown_is_told() -> None:
    spec = line(["conv: {out_channels: 4, kernel_size: 3, padding: solve}", "max_pool: solve"])
    assert len(said(spec, "unsolved")) == 2
    assert said(spec.replace("solve", "1"), "unsolved") == []
