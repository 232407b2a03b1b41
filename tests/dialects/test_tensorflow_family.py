"""keras and tensorflow: a transposed convolution reads what the convolution spreads, and who refuses what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shapeplan import dialects, ops
from shapeplan.axis import Same, Window
from shapeplan.dialects import Kernel
from shapeplan.fault import Fault

SMALL = st.integers(1, 5)


def transposed(name, kernel, n, wanted):
    return dialects.load(name).conv_transpose_to(kernel, None, n, wanted)


@pytest.mark.parametrize("name", ["keras", "tensorflow"])
@given(SMALL, SMALL, st.integers(1, 8), st.data(), st.sampled_from(["same", "valid"]))
def test_a_transposed_convolution_is_the_adjoint(name, size, stride, n, data, padding):
    shortest = 1 if padding == "same" else size
    wanted = (n - 1) * stride + data.draw(st.integers(shortest, shortest + stride - 1))
    back = Same(size, stride) if padding == "same" else Window(size, stride)
    axis = transposed(name, Kernel("conv_transpose", 2, size, stride, padding), n, wanted)
    assert back.out(wanted) == n
    assert axis.out(n) == wanted
    spread = [{i for i in range(n) if j in back.taps(i, wanted)} for j in range(wanted)]
    assert [set(axis.taps(j, n)) for j in range(wanted)] == spread


@given(SMALL, SMALL, st.integers(1, 8), st.sampled_from(["same", "valid"]), st.none() | st.integers(0, 4))
def test_keras_chooses_a_size_that_it_also_reaches(size, stride, n, padding, output_padding):
    kernel = Kernel("conv_transpose", 2, size, stride, padding)
    try:
        axis = dialects.load("keras").conv_transpose(kernel, output_padding)
    except Fault:
        assert output_padding is not None
        assert output_padding >= stride or (padding == "same" and output_padding == 0)
        return
    assert axis == transposed("keras", kernel, n, axis.out(n))


@pytest.mark.parametrize(
    ("name", "op", "arguments", "field"),
    [
        ("keras", "conv", {"out_channels": 4, "kernel_size": 3, "padding": 1}, "padding"),
        ("keras", "conv", {"out_channels": 4, "kernel_size": 3, "padding": "causal"}, "padding"),
        ("keras", "conv", {"out_channels": 4, "kernel_size": 3, "stride": 2, "dilation": 2}, "dilation"),
        ("keras", "depthwise_conv", {"kernel_size": 3, "stride": [1, 2]}, "stride"),
        ("keras", "conv_transpose", {"out_channels": 4, "kernel_size": 3, "dilation": 2}, "dilation"),
        ("keras", "max_pool", {"kernel_size": 3, "dilation": 2}, "dilation"),
        ("keras", "avg_pool", {"kernel_size": 3, "ceil_mode": True}, "ceil_mode"),
        ("keras", "upsample", {"scale_factor": 1.5}, "scale_factor"),
        ("keras", "upsample", {"scale_factor": 2, "mode": "gaussian"}, "mode"),
        ("keras", "pad", {"padding": -1}, "padding"),
        ("keras", "pixel_shuffle", {"upscale_factor": 1}, "upscale_factor"),
        ("keras", "fractional_max_pool", {"pooling_ratio": 1.5}, "pooling_ratio"),
        ("tensorflow", "conv_transpose", {"out_channels": 4, "kernel_size": 3}, "output_size"),
        ("tensorflow", "conv_transpose", {"out_channels": 4, "kernel_size": 3, "output_size": 5}, "output_size"),
        ("tensorflow", "conv", {"out_channels": 4, "kernel_size": 3, "padding": "full"}, "padding"),
        ("tensorflow", "conv", {"out_channels": 4, "kernel_size": 3, "padding_mode": "reflect"}, "padding_mode"),
        ("tensorflow", "max_pool", {"kernel_size": 3, "stride": 1, "dilation": 2, "padding": "same"}, "padding"),
        ("tensorflow", "avg_pool", {"kernel_size": 3, "stride": 2, "dilation": 2}, "dilation"),
        ("tensorflow", "pad", {"padding": 9, "mode": "symmetric"}, "padding"),
        ("tensorflow", "pad", {"padding": 1, "mode": "circular"}, "mode"),
        ("tensorflow", "fractional_max_pool", {"kernel_size": 2, "output_size": 4}, "pooling_ratio"),
        ("tensorflow", "fractional_max_pool", {"pooling_ratio": 0.9}, "pooling_ratio"),
        ("tensorflow", "upsample", {"size": 4, "aspect": "not_smaller"}, "aspect"),
    ],
)
def test_refusals(name, op, arguments, field):
    with pytest.raises(Fault) as caught:
        ops.load(op)(**arguments).shape((4, 8, 8), dialect=dialects.load(name))
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("name", "op", "arguments", "shape"),
    [
        ("keras", "conv", {"out_channels": 6, "kernel_size": 3, "padding": "same", "stride": 2}, (6, 5, 4)),
        ("keras", "max_pool", {"kernel_size": 9, "stride": 4}, (4, 1, 0)),
        ("keras", "crop", {"size": [12, 4]}, (4, 12, 4)),
        ("tensorflow", "depthwise_conv", {"kernel_size": 1, "stride": 2, "dilation": 2}, (4, 5, 4)),
        ("tensorflow", "unfold", {"kernel_size": 2, "padding": "same", "stride": 2}, (16, 5, 4)),
        ("tensorflow", "upsample", {"size": [6, 6], "aspect": "not_larger"}, (4, 6, 5)),
        ("tensorflow", "fractional_max_pool", {"pooling_ratio": 1.5}, (4, 6, 5)),
        ("tensorflow", "crop", {"fraction": 0.5}, (4, 5, 4)),
        ("tensorflow", "crop_or_pad", {"size": [4, 11]}, (4, 4, 11)),
    ],
)
def test_sizes(name, op, arguments, shape):
    assert ops.load(op)(**arguments).shape((4, 9, 8), dialect=dialects.load(name)) == shape
