"""repeated-input: a join that reads a layer twice, unless that is written out."""

from tests.rules.nets import line, said

CONV = "conv: {out_channels: 4, kernel_size: 1}"


def test_the_layer_above_counts_too() -> None:
    (found,) = said(line([f"{CONV}\n      id: a", f"{CONV}\n      id: b", "concat: [b, a]"]), "repeated-input")
    assert "it reads 'b' 2 times" in found.message
    assert found.hint == "from: [b, a] reads each of them once"


def test_what_is_written_in_full_is_meant() -> None:
    layers = [f"{CONV}\n      id: a", "concat: {from: [a, a]}"]
    assert said(line(layers), "repeated-input") == []
    assert said(line([f"{CONV}\n      id: a", CONV, "concat: a"]), "repeated-input") == []
