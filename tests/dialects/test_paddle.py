"""paddle: division toward zero, the dilation that 'same' forgets, and what it refuses."""

import pytest

from shapeplan import dialects, ops

PADDLE = dialects.load("paddle")


def infer(op, shape, **args):
    return ops.load(op)(**args).infer((shape,), PADDLE)


@pytest.mark.parametrize(
    ("op", "shape", "args", "made"),
    [
        ("conv", (3, 2), {"kernel_size": 3, "stride": 2}, (8, 1)),
        ("conv", (3, 2), {"kernel_size": 3}, (8, 0)),
        ("conv", (3, 9), {"kernel_size": 3, "dilation": 4, "stride": 2, "padding": "same"}, (8, 5)),
        ("conv_transpose", (3, 5), {"kernel_size": 3, "stride": 2, "padding": "same"}, (8, 9)),
        ("conv_transpose", (3, 5), {"kernel_size": 3, "stride": 2, "padding": "same", "output_size": 10}, (8, 10)),
        ("conv_transpose", (3, 5), {"kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}, (8, 10)),
        ("max_pool", (3, 5), {"kernel_size": 2, "padding": 1, "ceil_mode": True}, (3, 4)),
        ("max_pool", (3, 36), {"kernel_size": 1, "stride": 4, "padding": "same", "ceil_mode": True}, (3, 10)),
        ("pad", (3, 1), {"padding": 5, "mode": "circular"}, (3, 11)),
        ("upsample", (3, 10, 10), {"scale_factor": 3.3}, (3, 33, 33)),
        ("upsample", (3, 46, 58), {"scale_factor": 0.5652173913043478}, (3, 25, 32)),  # in single precision 26
        ("conv_transpose", (3, 1, 1), {"kernel_size": 2, "stride": 3, "padding": 1, "output_size": [0, 2]}, (8, 0, 2)),
        ("adaptive_max_pool", (3, 5, 5), {"output_size": [2, 0]}, (3, 2, 0)),
    ],
)
def test_sizes(op, shape, args, made):
    more = {"out_channels": 8} if "conv" in op else {}
    outcome = infer(op, shape, **args, **more)
    assert outcome.faults == ()
    assert outcome.shape == made


@pytest.mark.parametrize(
    ("op", "args", "said"),
    [
        ("conv", {"kernel_size": 3, "padding": -1}, "has no negative padding of a convolution"),
        ("conv", {"kernel_size": 3, "input_dilation": 2}, "has no input dilation"),
        ("conv", {"kernel_size": 3, "padding": "half"}, "has no padding 'half' for conv"),
        ("conv", {"kernel_size": 3, "padding": [1, 1], "padding_mode": "circular"}, "only with padding as one number"),
        ("conv_transpose", {"kernel_size": 3, "stride": 2, "output_padding": 2}, "must be smaller than the stride 2"),
        ("max_pool", {"kernel_size": 2, "padding": "valid", "ceil_mode": True}, "has no ceil_mode beside padding"),
        ("pad", {"padding": 9, "mode": "reflect"}, "copies at most 8 of 9 px into reflect padding"),
        ("pad", {"padding": 1, "interior": 1}, "sets no pixels between those of the map"),
        ("upsample", {"scale_factor": 2, "mode": "area"}, "has mode area only to a size"),
        ("upsample", {"scale_factor": 2, "mode": "nearest-exact"}, "has no mode 'nearest-exact'"),
    ],
)
def test_refusals(op, args, said):
    more = {"out_channels": 8} if "conv" in op else {}
    assert said in infer(op, (3, 9, 9), **args, **more).faults[0].text


def test_nearest_in_one_dimension():
    outcome = infer("upsample", (3, 9), scale_factor=2)
    assert outcome.faults[0].text == "paddle has no mode nearest in one dimension"
