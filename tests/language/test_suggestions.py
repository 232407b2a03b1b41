"""'did you mean': mistyped names, and what other frameworks call things."""

import time

import pytest

from shapeplan import api, ops
from shapeplan.suggest import ELSEWHERE, SEARCHES, bare, did_you_mean
from tests.language.specs import IMAGE, message, messages, net

ELSEWHERE_OPS = {
    "conv": "conv2d Conv2d Conv1D Convolution2D conv3d",
    "conv_transpose": "deconv convtranspose ConvTranspose2d conv2d_transpose Conv2DTranspose",
    "max_pool": "maxpool MaxPool2d MaxPooling2D max_pooling2d",
    "avg_pool": "avgpool AvgPool2d AveragePooling2D",
    "global_avg_pool": "gap GlobalAveragePooling2D GlobalAvgPool",
    "adaptive_avg_pool": "AdaptiveAvgPool2d AdaptiveAveragePooling2D",
    "concat": "cat Concatenate",
    "add": "sum",
    "multiply": "mul",
    "subtract": "sub",
    "batch_norm": "bn BatchNorm2d BatchNormalization",
    "linear": "fc dense Dense",
    "silu": "swish SiLU",
    "relu": "ReLU reul",
    "leaky_relu": "LeakyReLU",
    "upsample": "interpolate resize UpSampling2D",
    "pad": "zero_pad ZeroPadding2D ZeroPad2d",
    "depthwise_conv": "DepthwiseConv2D",
    "pixel_shuffle": "PixelShuffle",
}


@pytest.mark.parametrize(
    ("meant", "written"), [(op, name) for op, names in ELSEWHERE_OPS.items() for name in names.split()]
)
def test_ops_of_other_frameworks(meant: str, written: str) -> None:
    assert message(net(f"- {written}")) == f"there is no op or block '{written}'; did you mean '{meant}'?"


@pytest.mark.parametrize(
    ("layer", "meant"),
    [
        ("conv: {filters: 3, kernel_size: 1}", "out_channels"), ("conv: {channels: 3, kernel_size: 1}", "out_channels"),
        ("conv: {out_channels: 3, kernel: 1}", "kernel_size"), ("max_pool: {pool_size: 2}", "kernel_size"),
        ("max_pool: {kernel_size: 2, strides: 2}", "stride"), ("linear: {units: 2}", "out_features"),
        ("dropout: {rate: 0.5}", "p"), ("conv: {out_channels: 3, kernel_size: 1, rate: 2}", "dilation"),
        ("conv: {outChannels: 3, kernelSize: 1}", "out_channels"),
    ],
)  # fmt: skip
def test_arguments_of_other_frameworks(layer: str, meant: str) -> None:
    found = messages(net(f"- {layer}"))
    assert f"did you mean '{meant}'?" in found[0]
    assert not any("is missing" in each for each in found)


def test_only_known_names_are_suggested() -> None:
    for name in ELSEWHERE:
        assert str(did_you_mean(name, ["qqqq"])) == "; known: qqqq"
    known = {bare(name) for name in ops.names()} | {"outchannels", "kernelsize", "p", "dilation", "outfeatures"}
    assert {meant for names in ELSEWHERE.values() for meant in names} <= known


def test_of_names_that_differ_little_the_first_is_suggested() -> None:
    assert str(did_you_mean("conv3d", ["conv1d", "conv2d"])) == "; did you mean 'conv1d'?"
    assert str(did_you_mean("Enc1", ["enc_1", "enc1"])) == "; did you mean 'enc_1'?"


def wrong_references(count: int) -> str:
    layers = "".join(f"- {{relu: null, id: layer{i}}}\n- add: leyer{i}\n" for i in range(count))
    return net(layers)


def test_suggestions_of_one_spec_are_bounded() -> None:
    for _ in range(2):  # each spec anew
        found = messages(wrong_references(SEARCHES + 10))
        assert ["did you mean" in each for each in found] == [True] * SEARCHES + [False] * 10


def test_thousands_of_wrong_references_take_seconds() -> None:
    start = time.perf_counter()
    assert len(messages(wrong_references(1500))) == 1500
    assert time.perf_counter() - start < 10


def test_a_setting_has_its_own_suggestion() -> None:
    with pytest.raises(api.SpecError, match="did you mean 'torch'"):
        api.check(f"{IMAGE}stacks: {{net: [relu]}}\n", framework="tourch")
