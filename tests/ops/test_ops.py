"""Shapes, parameters and refusals of the ops, family by family."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from shapeplan import dialects, ops
from shapeplan.axis import Fixed, Window
from shapeplan.fault import Fault

TORCH = dialects.load("torch")


def infer(op, args, *inputs):
    return ops.load(op)(**args).infer(inputs, TORCH)


def fault(op, args, *inputs):
    """The first thing that is wrong."""
    try:
        faults = infer(op, args, *inputs).faults
    except Fault as raised:
        return raised
    assert faults, "it works"
    return faults[0]


def table(*rows):
    return pytest.mark.parametrize(
        ("op", "args", "inputs", "expected"), rows, ids=[f"{r[0]}-{i}" for i, r in enumerate(rows)]
    )


K3 = {"kernel_size": 3}


@table(
    ("conv", {"out_channels": 8, "kernel_size": [3, 1], "padding": [1, 0]}, [(4, 9, 9)], (8, 9, 9)),
    ("conv", {"out_channels": 8, **K3, "padding": "same", "dilation": 2}, [(4, 9)], (8, 9)),
    ("conv", {"out_channels": 8, **K3, "padding": [[0, 2], [1, 1]]}, [(4, 9, 9)], (8, 9, 9)),
    ("depthwise_conv", {**K3, "depth_multiplier": 2}, [(4, 9, 9)], (8, 7, 7)),
    ("separable_conv", {"out_channels": 5, **K3, "stride": 2, "padding": 1}, [(4, 9, 9)], (5, 5, 5)),
    ("conv_transpose", {"out_channels": 8, "kernel_size": 4, "stride": 2, "padding": 1}, [(4, 8, 8)], (8, 16, 16)),
    ("conv_transpose", {"out_channels": 8, **K3, "stride": 2, "output_padding": [0, 1]}, [(4, 8, 8)], (8, 17, 18)),
    ("conv_transpose", {"out_channels": 8, **K3, "stride": 2, "output_size": [17, 18]}, [(4, 8, 8)], (8, 17, 18)),
    ("conv_transpose", {"out_channels": 8, **K3, "stride": 2, "output_size": "enc"}, [(4, 8), (2, 18)], (8, 18)),
)
def test_convolutions(op, args, inputs, expected):
    assert infer(op, args, *inputs).shape == expected


@table(
    ("conv", {"out_channels": 8, **K3}, [(4, 9, 9)], 8 * 4 * 9 + 8),
    ("conv", {"out_channels": 8, **K3, "groups": 4, "bias": False}, [(4, 9, 9, 9)], 8 * 1 * 27),
    ("conv_transpose", {"out_channels": 8, "kernel_size": 2, "stride": 2, "groups": 2}, [(4, 9, 9)], 4 * 4 * 4 + 8),
    ("depthwise_conv", {**K3, "depth_multiplier": 2}, [(4, 9, 9)], 8 * 9 + 8),
    ("separable_conv", {"out_channels": 5, **K3}, [(4, 9, 9)], (4 * 9 + 4) + (4 * 5 + 5)),
    ("separable_conv", {"out_channels": 5, **K3, "bias": False, "depth_multiplier": 2}, [(4, 9)], 8 * 3 + 8 * 5),
    ("batch_norm", {}, [(64, 8, 8)], 128),
    ("layer_norm", {}, [(4, 3, 3)], 72),
    ("layer_norm", {"normalized_shape": [3, 3], "bias": False}, [(4, 3, 3)], 9),
    ("layer_norm", {"elementwise_affine": False}, [(4,)], 0),
    ("group_norm", {"num_groups": 2}, [(64, 8, 8)], 128),
    ("group_norm", {"num_groups": 2, "affine": False}, [(64, 8, 8)], 0),
    ("instance_norm", {}, [(64, 8, 8)], 0),
    ("instance_norm", {"affine": True}, [(64, 8, 8)], 128),
    ("prelu", {}, [(64, 8, 8)], 1),
    ("prelu", {"num_parameters": 64}, [(64, 8, 8)], 64),
    ("layer_scale", {}, [(64, 8, 8)], 64),
    ("linear", {"out_features": 10}, [(512,)], 5130),
    ("custom", {"name": "it", "parameters": 7}, [(64, 8)], 7),
)
def test_parameters(op, args, inputs, expected):
    assert infer(op, args, *inputs).parameters == expected


@table(
    ("avg_pool", {"kernel_size": 3, "stride": 2, "ceil_mode": True}, [(4, 8, 9)], (4, 4, 4)),
    ("sum_pool", {"kernel_size": 3, "padding": 1}, [(4, 9)], (4, 3)),
    ("lp_pool", {"kernel_size": [2, 3], "norm_type": 2}, [(4, 8, 9)], (4, 4, 3)),
    ("adaptive_avg_pool", {"output_size": [None, 1]}, [(4, 8, 9)], (4, 8, 1)),
    ("adaptive_max_pool", {"output_size": 12}, [(4, 8, 9)], (4, 12, 12)),
    ("global_avg_pool", {}, [(4, 8)], (4, 1)),
    ("global_max_pool", {"keepdim": False}, [(4, 8, 9, 9)], (4,)),
    ("fractional_max_pool", {"kernel_size": 2, "output_ratio": 0.7}, [(4, 10, 20)], (4, 7, 14)),
    ("max_unpool", {"kernel_size": 2, "output_size": [5, 4]}, [(4, 2, 2)], (4, 5, 4)),
    ("upsample", {"scale_factor": 1.5}, [(4, 5)], (4, 7)),
    ("upsample", {"scale_factor": [2, 3], "mode": "bilinear"}, [(4, 5, 5)], (4, 10, 15)),
    ("upsample", {"size": "enc", "mode": "bilinear"}, [(4, 5, 5), (9, 11, 12)], (4, 11, 12)),
    ("upsample", {"size": "enc"}, [(4, 5, 5), (9, 11, None)], (4, 11, None)),
    ("upsample", {"scale_factor": 0.3, "mode": "area"}, [(4, 10)], (4, 3)),
    ("pixel_shuffle", {"upscale_factor": 3}, [(18, 4, 5)], (2, 12, 15)),
    ("pixel_unshuffle", {"downscale_factor": 3}, [(2, 12, 15)], (18, 4, 5)),
    ("pad", {"padding": [[1, 2], [0, 3]]}, [(4, 8, 8)], (4, 11, 11)),
    ("pad", {"padding": [1, -2]}, [(4, 8, 8)], (4, 10, 4)),
    ("pad", {"before": 4}, [(4, 8)], (4, 12)),
    ("pad", {"padding": 7, "mode": "reflect"}, [(4, 8)], (4, 22)),
    ("pad", {"padding": 8, "mode": "circular"}, [(4, 8)], (4, 24)),
    ("crop", {"before": [1, 2], "after": 1}, [(4, 8, 8)], (4, 6, 5)),
    ("crop", {"size": [3, 8]}, [(4, 8, 8)], (4, 3, 8)),
    ("crop", {"size": "up"}, [(4, 64, 64), (2, 57, 56)], (4, 57, 56)),
)
def test_axes(op, args, inputs, expected):
    assert infer(op, args, *inputs).shape == expected


@table(
    ("flatten", {"start_dim": 2}, [(4, 8, 9)], (4, 72)),
    ("reshape", {"shape": [2, -1]}, [(4, 8, 9)], (2, 144)),
    ("reshape", {"shape": 288}, [(4, 8, 9)], (288,)),
    ("reshape", {"shape": [4, -1]}, [(4, None, 9)], (4, None)),
    ("permute", {"dims": [0, 3, -2, 1]}, [(4, 8, 9)], (9, 8, 4)),
    ("squeeze", {"dim": -1}, [(4, 8, 1)], (4, 8)),
    ("unsqueeze", {"dim": 1}, [(8, 9)], (1, 8, 9)),
    ("mean", {"dim": [-2, -1]}, [(4, 8, 9)], (4,)),
    ("reduce", {"mode": "max", "dim": 2, "keepdim": True}, [(4, 8, 9)], (4, 1, 9)),
    ("glu", {}, [(4, 8)], (4, 4)),
    ("split", {"split_size": 3, "index": 2}, [(8, 9)], (2, 9)),
    ("split", {"split_size": [1, 7], "index": 0}, [(8, 9)], (1, 9)),
    ("chunk", {"chunks": 4, "index": 2}, [(5, 9)], (1, 9)),
    ("slice", {"start": -3, "dim": 2, "step": 2}, [(4, 9)], (4, 2)),
    ("slice", {"stop": 100}, [(4, 9)], (4, 9)),
    ("slice", {"dim": [1, 2], "start": [1, 0], "stop": 4, "step": [1, 3]}, [(4, 9)], (3, 2)),
    ("lp_pool", {"kernel_size": 3, "padding": 0, "dilation": 1}, [(4, 9)], (4, 3)),
    ("bilinear_resize", {"mode": "odd_scale", "scale_factor": [1.5, 2]}, [(4, 9, 8)], (4, 13, 16)),
    ("unfold", {"kernel_size": 3, "padding": 1}, [(4, 8, 9)], (36, 72)),
    ("fold", {"output_size": [8, 9], "kernel_size": 3, "padding": 1}, [(36, 72)], (4, 8, 9)),
    ("concat", {"dim": 2}, [(4, 8, 9), (4, 2, 9)], (4, 10, 9)),
    ("concat", {"fit": "crop"}, [(4, 8, 9), (4, 6, 9)], (8, 6, 9)),
    ("add", {}, [(4, 8, 9), (4, 1, 9), (1, 8, 1)], (4, 8, 9)),
    ("multiply", {}, [(4, 8, 9), (4, 1, 1)], (4, 8, 9)),
    ("maximum", {"fit": "resize"}, [(4, 8, 9), (4, 6, 9)], (4, 8, 9)),
    ("subtract", {"fit": "pad"}, [(4, 8), (4, 6)], (4, 8)),
)
def test_shapes(op, args, inputs, expected):
    assert infer(op, args, *inputs).shape == expected


@table(
    ("custom", {"axes": {"window": {"size": 3, "stride": 2, "padding": [0, 1]}}}, [(4, 8, 8)], (4, 4, 4)),
    ("custom", {"axes": {"window": {"size": 2, "stride": 2, "rounding": "ceil"}}}, [(4, 9)], (4, 5)),
    ("custom", {"axes": {"window": {"base_dilation": 2, "padding": [0, 1]}}}, [(4, 8)], (4, 16)),
    ("custom", {"axes": ["keep", {"same": {"size": 3, "stride": 2}}]}, [(4, 8, 9)], (4, 8, 5)),
    ("custom", {"axes": [{"scale": 0.5}, {"fixed": 3}], "out_channels": 2}, [(4, 9, 9)], (2, 4, 3)),
    ("custom", {"axes": "keep"}, [(4, 9, 9)], (4, 9, 9)),
)
def test_custom(op, args, inputs, expected):
    assert infer(op, {"name": "it", **args}, *inputs).shape == expected


@table(
    ("conv_transpose", {"out_channels": 8, **K3, "stride": 2, "output_size": [63, 61]}, [(4, 30, 30)],
     ("output-padding-range", 1, "output_size", "output_size 63 is out of reach: 61 to 62")),
    ("conv_transpose", {"out_channels": 8, **K3, "stride": 2, "output_padding": 2}, [(4, 30)],
     ("output-padding-range", 1, "output_padding",
      "output_padding 2 must be smaller than the stride or the dilation, max(2, 1) = 2")),
    ("conv_transpose", {"out_channels": 8, **K3, "output_size": "enc"}, [(4, 30)],
     ("reference", None, "output_size", "output_size is 'enc', and there is no such layer to take it from")),
    ("conv_transpose", {"out_channels": 8, **K3, "stride": 2, "padding": 3}, [(4, 2)],
     ("vanished-axis", 1, None, "L is 2 here and becomes 5, and 3 + 3 are cut off: -1 are left")),
    ("conv_transpose", {"out_channels": 8, **K3, "padding": "valid"}, [(4, 9)],
     ("dialect-refuses", 1, "padding", "torch takes the padding of a transposed convolution as a number, not as 'valid'")),
    ("conv", {"out_channels": 8, "kernel_size": 7}, [(4, 9, 5)],
     ("vanished-axis", 2, None, "W is 5 here, and the window spans 7 px")),
    ("conv", {"out_channels": 8, **K3, "in_channels": 3}, [(4, 9, 9)],
     ("channel-mismatch", 0, "in_channels", "in_channels is 3, and 4 channels arrive")),
    ("conv", {"out_channels": 8, **K3, "groups": 3}, [(4, 9, 9)],
     ("groups", 0, "groups", "groups = 3 does not divide the 4 input channels (4 = 1 * 3 + 1)")),
    ("conv", {"out_channels": 8, **K3}, [(4, 9, 9, 9, 9)],
     ("wrong-rank", None, None, "it needs a map with 1 to 3 spatial axes, and gets a map with 4, 4 x 9 x 9 x 9 x 9")),
    ("conv", {"out_channels": 8, **K3}, [(4,)],
     ("wrong-rank", None, None, "it needs a map with 1 to 3 spatial axes, and gets a vector of 4 features")),
    ("max_pool", {"kernel_size": [3, 2], "padding": [1, 2]}, [(4, 9, 9)],
     ("dialect-refuses", 2, "padding", "torch allows padding up to half the kernel, 2 // 2 = 1, and it is 2")),
    ("avg_pool", {"kernel_size": 3, "padding": 1}, [(4, 9, 2, 9)],
     ("dialect-refuses", 2, "kernel_size",
      "torch wants at least the 3 px of its window for 3-D averaging, padding aside, and gets 2")),
    ("adaptive_avg_pool", {"output_size": [1, 1]}, [(4, 9)],
     ("wrong-rank", None, "output_size", "output_size has 2 entries, and the map has 1 axis (L)")),
    ("fractional_max_pool", {"kernel_size": 2, "output_size": 8}, [(4, 8, 9)],
     ("dialect-refuses", 1, "kernel_size", "H is 8 here, too small for 8 windows of 2 px at different places")),
    ("max_unpool", {"kernel_size": 2, "output_size": 6}, [(4, 2)],
     ("output-padding-range", 1, "output_size", "output_size L 6 is out of reach: 3 to 5")),
    ("upsample", {"scale_factor": 2, "mode": "bilinear"}, [(4, 9)],
     ("dialect-refuses", None, "mode", "mode bilinear is 2-D, and the map 1-D")),
    ("upsample", {"scale_factor": 2, "align_corners": True}, [(4, 9)],
     ("dialect-refuses", None, "align_corners", "align_corners: mode nearest has none")),
    ("upsample", {"size": "enc"}, [(4, 9, 9), (4,)],
     ("wrong-rank", None, "size", "size 'enc' is 4, and the map 4 x 9 x 9")),
    ("pixel_shuffle", {"upscale_factor": 2}, [(6, 8, 8)],
     ("channel-mismatch", 0, "upscale_factor", "6 channels do not fall into groups of 2^2 = 4")),
    ("pixel_unshuffle", {"downscale_factor": 2}, [(3, 8, 7)],
     ("dialect-refuses", 2, "downscale_factor", "W is 7 here, no multiple of the downscale_factor 2")),
    ("channel_shuffle", {"groups": 3}, [(4, 8, 8)],
     ("groups", 0, "groups", "groups = 3 does not divide the 4 channels (4 = 1 * 3 + 1)")),
    ("pad", {"padding": [0, 8], "mode": "reflect"}, [(4, 9, 8)],
     ("dialect-refuses", 2, "padding", "torch copies at most 7 of 8 px into reflect padding, and 8 are asked for")),
    ("pad", {"padding": -5}, [(4, 8)], ("vanished-axis", 1, None, "L is 8 here, and 5 + 5 are cut off: -2 are left")),
    ("crop", {"size": 9}, [(4, 9, 8)], ("dialect-refuses", 2, "size", "W is 8 here, and a crop to 9 needs as many")),
    ("layer_norm", {"normalized_shape": 4}, [(4, 8)],
     ("channel-mismatch", None, "normalized_shape", "normalized_shape is 4, and 4 x 8 arrives")),
    ("group_norm", {"num_groups": 3}, [(4, 8)],
     ("groups", 0, "num_groups", "num_groups = 3 does not divide the 4 channels (4 = 1 * 3 + 1)")),
    ("prelu", {"num_parameters": 3}, [(4, 8)],
     ("channel-mismatch", 0, "num_parameters", "num_parameters is 3, and 4 channels arrive")),
    ("glu", {}, [(4, 7)], ("dialect-refuses", 1, "dim", "L is 7 here, and has no half")),
    ("softmax", {"dim": 0}, [(4, 7)], ("wrong-rank", None, "dim", "dim 0 is the batch, which layers leave alone")),
    ("mean", {"dim": 1}, [(4,)], ("wrong-rank", None, "dim", "no axis is left")),
    ("split", {"split_size": [3, 4], "index": 0}, [(8, 9)],
     ("dialect-refuses", 0, "split_size", "the parts 3 + 4 make 7, and there are 8")),
    ("chunk", {"chunks": 4, "index": 3}, [(5, 9)],
     ("dialect-refuses", 0, "index", "index 3 is not there: there are 3 parts of 5, counted from 0")),
    ("slice", {"start": 9, "dim": 2}, [(4, 9)],
     ("vanished-axis", 1, None, "L is 9 here, and the part from 9 to 9 is empty")),
    ("reshape", {"shape": [7, -1]}, [(4, 8)],
     ("dialect-refuses", None, "shape", "4 x 8 = 32 numbers do not make 7 x ?")),
    ("permute", {"dims": [0, 1]}, [(4, 8)],
     ("wrong-rank", None, "dims", "dims [0, 1] is no permutation of the 3 axes, 0 to 2")),
    ("permute", {"dims": [1, 0, 2]}, [(4, 8)],
     ("wrong-rank", None, "dims", "dims moves the batch, which layers leave alone")),
    ("fold", {"output_size": 8, "kernel_size": 2}, [(12, 16)],
     ("dialect-refuses", 1, "output_size", "a map of 8 x 8 has 49 windows, and 16 columns arrive")),
    ("subtract", {}, [(4, 8)] * 3, ("reference", None, None, "it subtracts one layer from another, and gets 3")),
    ("add", {}, [(4, 8), (4, 7)], ("skip-mismatch", 1, None, "L is 8 and 7")),
    ("add", {"broadcast": False}, [(4, 8), (4, 1)], ("skip-mismatch", 1, None, "L is 8 and 1")),
    ("slice", {"dim": 2, "step": -1}, [(4, 8)],
     ("dialect-refuses", 1, "step", "torch has no slices with a negative step")),
    ("slice", {"dim": [1, 2], "start": [1]}, [(4, 8)],
     ("wrong-rank", None, "start", "start has 1 entries, and dim names 2 axes")),
    ("lp_pool", {"kernel_size": 3, "padding": 1}, [(4, 8)],
     ("dialect-refuses", None, "padding", "torch has no padding of lp_pool")),
    ("pixel_shuffle", {"upscale_factor": [2, 1]}, [(4, 8, 8)],
     ("dialect-refuses", None, "upscale_factor", "torch takes one upscale_factor for all axes, no list")),
    ("bilinear_resize", {}, [(4, 8, 8)],
     ("dialect-refuses", None, "scale_factor", "mode odd_scale needs a scale_factor")),
)  # fmt: skip
def test_faults(op, args, inputs, expected):
    found = fault(op, args, *inputs)
    assert (found.rule, found.axis, found.field, found.text) == expected


@pytest.mark.parametrize(
    ("op", "args", "message"),
    [
        ("conv", {"out_channels": 0, **K3}, "must be a whole number, 1 or more, not 0"),
        ("upsample", {"scale_factor": 2, "size": 4}, "takes scale_factor or size, and there are both"),
        ("upsample", {}, "takes scale_factor or size, and there is neither"),
        ("pad", {}, "takes padding, or before and after, and there is none of them"),
        ("crop", {"size": 3, "before": 1}, "takes size, or before and after, and there are both"),
        ("adaptive_avg_pool", {"output_size": None}, "null where the axis is kept, not nothing"),
        ("dropout", {"p": 1.5}, "must be a number from 0 to 1, not 1.5"),
        ("reshape", {"shape": [-1, -1]}, "shape has sizes of 1 or more, and at most one -1"),
        ("custom", {"name": "it", "axes": {}}, "an axis has one of window, same, scale and fixed"),
        ("custom", {"name": "it", "axes": "kep"}, "Input should be 'keep'"),
    ],
)
def test_arguments(op, args, message):
    with pytest.raises(ValidationError, match=message):
        ops.load(op)(**args)


def test_transposed_convolution_is_a_window():
    args = {"out_channels": 8, "kernel_size": 3, "stride": 2, "padding": 1, "output_padding": 1}
    (axes,) = infer("conv_transpose", args, (4, 8, 8)).axes
    assert axes == (Window(size=3, pad_lo=1, pad_hi=2, base_dilation=2),) * 2


def test_a_reference_leaves_the_axes_of_the_other_input_alone():
    outcome = infer("upsample", {"size": "enc"}, (4, 5, 5), (9, 11, 12))
    assert outcome.axes == ((Fixed(11, 1), Fixed(12, 1)), None)


def test_pixel_shuffle_reads_the_pixel_that_it_spreads():
    (axes,) = infer("pixel_shuffle", {"upscale_factor": 3}, (9, 4, 4)).axes
    assert [list(axes[0].taps(j, 4)) for j in range(12)] == [[j // 3] for j in range(12)]


def test_a_centre_crop_leaves_the_odd_pixel_behind():
    (axes, _) = infer("crop", {"size": "up"}, (4, 8), (4, 5)).axes
    assert [list(axes[0].taps(j, 8)) for j in range(5)] == [[1], [2], [3], [4], [5]]


def test_a_slice_reads_what_it_keeps():
    (axes,) = infer("slice", {"start": 1, "step": 3, "dim": 2}, (4, 9)).axes
    assert [list(axes[0].taps(j, 9)) for j in range(axes[0].out(9))] == [[1], [4], [7]]


def test_an_axis_is_told_once():
    outcome = infer("avg_pool", {"kernel_size": 3}, (4, 9, 2, 9))
    assert [(f.rule, f.axis) for f in outcome.faults] == [("vanished-axis", 2)]


def test_an_argument_is_told_once():
    outcome = infer("conv", {"out_channels": 8, "kernel_size": [3, 3]}, (4, 9))
    assert [(f.rule, f.field) for f in outcome.faults] == [("wrong-rank", "kernel_size")]
    assert (outcome.shape, outcome.parameters) == ((8, None), None)


def test_several_faults_are_all_told():
    outcome = infer("conv", {"out_channels": 8, "kernel_size": 7, "groups": 3}, (4, 5, 9))
    assert [f.rule for f in outcome.faults] == ["groups", "vanished-axis"]
    assert outcome.shape == (None, None, 3)
