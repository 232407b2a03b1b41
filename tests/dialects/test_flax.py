"""flax: named paddings, pixels between pixels, maps without pixels, and what it refuses."""

import pytest

from shapeplan import dialects, ops
from shapeplan.axis import Window

FLAX = dialects.load("flax")


def infer(op, shape, **args):
    return ops.load(op)(**{**FLAX.defaults.get(op, {}), **args}).infer((shape,), FLAX)


@pytest.mark.parametrize(
    ("op", "shape", "args", "made"),
    [
        ("conv", (3, 9), {"kernel_size": 3}, (8, 9)),
        ("conv", (3, 9), {"kernel_size": 3, "stride": 2, "padding": "causal"}, (8, 5)),
        ("conv", (3, 9), {"kernel_size": 3, "padding": [[-1, -2]]}, (8, 4)),
        ("conv", (3, 9), {"kernel_size": 3, "padding": 0, "input_dilation": 2}, (8, 15)),
        ("conv", (3, 9), {"kernel_size": 4, "stride": 2, "padding_mode": "reflect"}, (8, 5)),
        ("conv", (3, 2), {"kernel_size": 5, "padding": "valid"}, (8, 0)),
        ("conv", (3, 0), {"kernel_size": 3, "padding": 1, "input_dilation": 3}, (8, 0)),
        ("conv_transpose", (3, 5), {"kernel_size": 3, "stride": 2}, (8, 10)),
        ("conv_transpose", (3, 5), {"kernel_size": 5, "stride": 2, "padding": "valid"}, (8, 13)),
        ("conv_transpose", (3, 5), {"kernel_size": 3, "stride": 2, "padding": 2}, (8, 11)),
        ("conv_transpose", (3, 5), {"kernel_size": 3, "stride": 2, "padding_mode": "circular"}, (8, 10)),
        ("max_pool", (3, 5), {"kernel_size": 2}, (3, 4)),
        ("pad", (3, 5), {"padding": [[1, -1]], "interior": 2}, (3, 13)),
        ("pad", (3, 2), {"padding": 7, "mode": "symmetric"}, (3, 16)),
        ("upsample", (3, 5), {"size": 9, "mode": "lanczos3"}, (3, 9)),
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
        ("conv", {"kernel_size": 3, "input_dilation": 2}, "takes no named padding beside an input_dilation"),
        ("conv", {"kernel_size": 3, "padding": "full"}, "has no padding 'full' for conv"),
        ("conv", {"kernel_size": 3, "padding": "causal"}, "has padding 'causal' in one dimension, and the map has 2"),
        ("conv", {"kernel_size": 3, "padding": [[-5, -5], [0, 0]]}, "cannot take 5 and 5 px off an axis of 9"),
        ("conv", {"kernel_size": 3, "padding": 1, "padding_mode": "reflect"}, "padding mode reflect only with"),
        ("conv_transpose", {"kernel_size": 3, "output_padding": 1}, "has no output_padding"),
        ("conv_transpose", {"kernel_size": 3, "output_size": 19}, "has no output_size"),
        ("conv_transpose", {"kernel_size": 3, "padding": "same_lower", "stride": 2}, "has no padding 'same_lower'"),
        ("max_pool", {"kernel_size": 2, "padding": 1}, "takes the padding of a pooling as pairs"),
        ("max_pool", {"kernel_size": 2, "ceil_mode": True}, "has no ceil_mode"),
        ("pad", {"padding": -1, "mode": "reflect"}, "has no negative reflect padding"),
        ("upsample", {"scale_factor": 2}, "resizes to a size, not by a factor"),
        ("upsample", {"size": 2, "mode": "area"}, "has no mode 'area'"),
    ],
)
def test_refusals(op, args, said):
    more = {"out_channels": 8} if "conv" in op else {}
    assert said in infer(op, (3, 9, 9), **args, **more).faults[0].text


def test_a_window_too_large_reads_nothing():
    window = Window(5, rounding="floor_zero")
    assert [window.out(n) for n in range(8)] == [0, 0, 0, 0, 0, 1, 2, 3]
