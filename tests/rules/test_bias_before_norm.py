"""bias-before-norm: biases that a normalisation takes off again."""

import pytest

from shapeplan import api
from tests.rules.nets import fixed, line, said

CONV = "conv: {out_channels: 8, kernel_size: 3}"


@pytest.mark.parametrize("norm", ["batch_norm", "instance_norm"])
def test_a_norm_of_each_channel_takes_it_off(norm: str) -> None:
    spec = line([CONV, norm, "relu"])
    (found,) = said(spec, "bias-before-norm")
    assert (found.severity, found.message) == (
        "note",
        f"conv 'net.conv': its bias, 8 numbers, is taken off again by the {norm} that follows",
    )
    plans = [api.plan(api.read(text=text)) for text in (spec, fixed(found))]
    assert plans[0].parameters - plans[1].parameters == 8
    assert said(fixed(found), "bias-before-norm") == []


@pytest.mark.parametrize(
    "layers",
    [
        [CONV, "group_norm: 4"], [CONV, "relu", "batch_norm"], [CONV.replace("3}", "3, bias: false}"), "batch_norm"],
        [f"{CONV}\n      id: c", "batch_norm", "add: c"], ["batch_norm", CONV], ["batch_norm", "batch_norm"],
    ],
)  # fmt: skip
def test_others_keep_it(layers: list[str]) -> None:
    assert said(line(layers), "bias-before-norm") == []


def test_an_output_keeps_it() -> None:
    assert said(line([f"{CONV}\n      id: c", "batch_norm"], more="outputs: [c, net]\n"), "bias-before-norm") == []


def test_a_layer_that_two_norms_read_is_told_once() -> None:
    layers = [f"{CONV}\n      id: c", "batch_norm:\n      id: a", "batch_norm:\n      id: b\n      from: c"]
    assert len(said(line(layers, more="outputs: [a, b]\n"), "bias-before-norm")) == 1
