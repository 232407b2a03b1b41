"""Random layers in the forms that each framework plans."""

from typing import Any

from hypothesis import strategies as st

from tests.sizes.networks import CENTRE, CROP, CUSTOM, FIXED, PLAIN, SIDE, SMALL, _args

WORDS = st.sampled_from(["same", "valid"])
PIXELS = st.integers(0, 2)
KERNEL = st.integers(1, 5)


def conv(**fields: Any) -> Any:
    return _args("conv", out_channels=st.just(4), kernel_size=KERNEL, **fields)


def transposed(**fields: Any) -> Any:
    return _args("conv_transpose", out_channels=st.just(4), kernel_size=KERNEL, **fields)


def pool(op: str, **fields: Any) -> Any:
    return _args(op, kernel_size=st.integers(1, 4), **fields)


def pads(low: int) -> Any:
    return st.tuples(st.integers(low, 3), st.integers(low, 3)).map(lambda pair: [list(pair)])


def pad(low: int, *modes: str) -> Any:
    return _args("pad", padding=pads(low), mode=st.sampled_from(["zeros", *modes]))


def upsample(factors: list[Any], *modes: str) -> Any:
    return _args("upsample", scale_factor=st.sampled_from(factors), mode=st.sampled_from(modes))


KERAS = [
    conv(stride=SMALL, padding=WORDS), conv(dilation=SMALL, padding=st.sampled_from(["same", "valid", "causal"])),
    transposed(stride=SMALL, padding=WORDS), transposed(stride=st.just(3), padding=st.just("valid"), output_padding=PIXELS),
    pool("max_pool", stride=SMALL, padding=WORDS), pool("avg_pool", stride=SMALL, padding=WORDS), pad(0, "reflect", "symmetric"),
    upsample([2, 3], "nearest"), _args("depthwise_conv", kernel_size=KERNEL, stride=SMALL, padding=WORDS), CROP, PLAIN, FIXED,
]  # fmt: skip
TENSORFLOW = [
    conv(stride=SMALL, padding=WORDS), conv(dilation=SMALL, padding=WORDS), pool("max_pool", stride=SMALL, padding=WORDS),
    pool("max_pool", dilation=SMALL, stride=st.just(1)), pool("avg_pool", stride=SMALL, padding=WORDS),
    pad(0, "reflect", "symmetric"), CROP, PLAIN, FIXED, CUSTOM,
]  # fmt: skip
ONNX = [
    conv(stride=SMALL, padding=PIXELS, dilation=SMALL), conv(stride=SMALL, padding=st.sampled_from(["same", "same_lower"])),
    transposed(stride=SMALL, padding=PIXELS), transposed(stride=st.just(3), output_padding=PIXELS, padding=st.sampled_from(["same", "same_lower"])),
    pool("max_pool", stride=SMALL, padding=st.integers(0, 1), ceil_mode=st.booleans(), dilation=SMALL),
    pool("max_pool", stride=SMALL, padding=st.sampled_from(["same", "same_lower"])), pool("avg_pool", stride=SMALL, dilation=SMALL, ceil_mode=st.booleans()),
    pool("lp_pool", stride=SMALL, padding=st.integers(0, 1)), pad(-2, "reflect", "replicate", "circular"), upsample([2, 1.5, 0.7, 0.5], "nearest", "linear"),
    _args("slice", dim=st.just(2), start=SIDE, stop=SIDE, step=st.sampled_from([1, 2, -1, -2])), CROP, PLAIN,
]  # fmt: skip
FLAX = [
    conv(stride=SMALL, dilation=SMALL, padding=st.sampled_from(["same", "valid", "same_lower", "causal"])), conv(stride=SMALL, padding=pads(-2)),
    conv(stride=SMALL, padding=PIXELS, input_dilation=SMALL), conv(stride=SMALL, padding_mode=st.sampled_from(["reflect", "circular"])),
    transposed(stride=SMALL, padding=st.sampled_from(["same", "valid"])), transposed(stride=SMALL, padding=pads(0)),
    pool("max_pool", stride=SMALL, padding=st.sampled_from(["same", "valid"])), pool("avg_pool", stride=SMALL, padding=pads(0)),
    _args("pad", padding=PIXELS, interior=st.integers(0, 2)), CROP, PLAIN,
]  # fmt: skip
PADDLE = [
    conv(stride=SMALL, padding=PIXELS, dilation=SMALL), conv(stride=SMALL, padding=st.just("same")),
    transposed(stride=SMALL, padding=st.sampled_from([0, 1, "same"])), transposed(stride=st.just(3), output_padding=PIXELS),
    pool("max_pool", stride=SMALL, padding=st.integers(0, 1), ceil_mode=st.booleans()), pool("avg_pool", stride=SMALL, padding=st.just("same")),
    pad(-2, "reflect", "replicate", "circular"), upsample([2, 1.5, 0.75, 0.7], "linear"), CROP, CENTRE, PLAIN,
]  # fmt: skip
MXNET = [
    conv(stride=SMALL, padding=st.integers(-1, 2), dilation=SMALL), transposed(stride=SMALL, padding=PIXELS, dilation=SMALL),
    transposed(stride=st.just(3), output_padding=PIXELS), pool("max_pool", stride=SMALL, padding=PIXELS, ceil_mode=st.booleans()),
    pool("avg_pool", stride=SMALL, ceil_mode=st.booleans()), pool("sum_pool", stride=SMALL), pool("lp_pool", padding=PIXELS, ceil_mode=st.booleans()),
    _args("pad", padding=PIXELS, mode=st.sampled_from(["zeros", "reflect", "replicate"])), CROP, PLAIN, st.just({"pixel_shuffle": 2}),
    _args("slice", dim=st.just(2), start=SIDE, stop=SIDE, step=st.sampled_from([1, 2, -1])),
    _args("bilinear_resize", mode=st.sampled_from(["to_even_down", "to_even_up", "to_odd_down", "to_odd_up"])),
    _args("bilinear_resize", scale_factor=st.sampled_from([2, 1.5, 0.75, 0.7])), upsample([2, 1.5, 0.5], "bilinear"),
]  # fmt: skip
TENSORFLOW_PLANE = [
    *TENSORFLOW, conv(stride=SMALL, padding=PIXELS), _args("depthwise_conv", kernel_size=KERNEL, stride=SMALL, dilation=SMALL, padding=WORDS),
    _args("depthwise_conv", kernel_size=KERNEL, stride=SMALL, dilation=SMALL, padding=PIXELS),
    _args("fractional_max_pool", pooling_ratio=st.sampled_from([1.5, 1.25, 2, 1.44])), upsample([2, 3], "nearest", "bilinear"),
    _args("upsample", size=st.integers(3, 9), aspect=st.just("not_larger")), _args("unfold", kernel_size=SMALL, stride=SMALL),
]  # fmt: skip
ONNX_PLANE = [*ONNX[:6], _args("upsample", size=st.integers(3, 9), aspect=st.sampled_from(["not_larger", "not_smaller"])),
              st.just({"pixel_shuffle": 2})]  # fmt: skip

LINES = {"keras": KERAS, "tensorflow": TENSORFLOW, "onnx": ONNX, "flax": FLAX, "paddle": PADDLE}
PLANES = {"mxnet": MXNET, "tensorflow": TENSORFLOW_PLANE, "onnx": ONNX_PLANE}
