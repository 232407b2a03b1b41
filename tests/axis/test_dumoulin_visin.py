"""The fourteen relationships of Dumoulin & Visin, A guide to convolution arithmetic, 2016, by number.

i is the input size, o the output size, k the kernel, s the stride, p the padding; a prime marks the
transposed convolution.
"""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from shapeplan.fault import Fault
from shapeplan.ops.avg_pool import AvgPool
from shapeplan.ops.conv import Conv
from shapeplan.ops.conv_transpose import ConvTranspose

sizes = st.integers(1, 60)
kernels = st.integers(1, 9)
strides = st.integers(1, 5)
pads = st.integers(0, 8)


def conv(i, k, s=1, p=0):
    assume(i + 2 * p >= k)
    return Conv(out_channels=1, kernel_size=k, stride=s, padding=p).shape((1, i))[1]


def transposed(i, k, s=1, p=0, a=0):
    try:
        return ConvTranspose(out_channels=1, kernel_size=k, stride=s, padding=p, output_padding=a).shape((1, i))[1]
    except Fault:
        assume(condition=False)


@given(sizes, kernels)
def test_relationship_1_no_padding_unit_stride(i, k):
    assert conv(i, k) == i - k + 1


@given(sizes, kernels, pads)
def test_relationship_2_padding_unit_stride(i, k, p):
    assert conv(i, k, p=p) == i - k + 2 * p + 1


@given(sizes, st.integers(0, 4))
def test_relationship_3_half_padding(i, n):
    half = Conv(out_channels=1, kernel_size=2 * n + 1, padding="half")
    assert half.shape((1, i)) == (1, conv(i, 2 * n + 1, p=n)) == (1, i)


@given(sizes, kernels, st.integers(1, 3))
def test_half_padding_is_half_of_the_extent(i, k, d):
    """floor(k / 2), of the dilated kernel: an even one makes a pixel more."""
    half = Conv(out_channels=1, kernel_size=k, dilation=d, padding="half")
    extent = d * (k - 1) + 1
    assert half.shape((1, i)) == (1, i + 2 * (extent // 2) - extent + 1)


@given(sizes, kernels)
def test_relationship_4_full_padding(i, k):
    assert (
        Conv(out_channels=1, kernel_size=k, padding="full").shape((1, i)) == (1, conv(i, k, p=k - 1)) == (1, i + k - 1)
    )


@given(sizes, kernels, strides)
def test_relationship_5_no_padding(i, k, s):
    assert conv(i, k, s) == (i - k) // s + 1


@given(sizes, kernels, strides, pads)
def test_relationship_6_any_padding_and_stride(i, k, s, p):
    assert conv(i, k, s, p) == (i + 2 * p - k) // s + 1


@given(sizes, kernels, strides)
def test_relationship_7_pooling(i, k, s):
    assume(i >= k)
    assert AvgPool(kernel_size=k, stride=s).shape((1, i))[1] == (i - k) // s + 1


@given(sizes, kernels)
def test_relationship_8_transposed_no_padding(i, k):
    assert transposed(i, k) == i + k - 1


@given(sizes, kernels, pads)
def test_relationship_9_transposed_padding(i, k, p):
    assert transposed(i, k, p=p) == i + k - 1 - 2 * p


@given(sizes, st.integers(0, 4))
def test_relationship_10_transposed_half_padding(i, n):
    assert transposed(i, 2 * n + 1, p=n) == i


@given(sizes, kernels)
def test_relationship_11_transposed_full_padding(i, k):
    assert transposed(i, k, p=k - 1) == i - (k - 1)


@given(sizes, kernels, strides)
def test_relationship_12_transposed_no_padding_stride(i, k, s):
    assume((i - k) % s == 0)
    o = conv(i, k, s)
    assert transposed(o, k, s) == s * (o - 1) + k == i


@given(sizes, kernels, strides, pads)
def test_relationship_13_transposed_padding_stride(i, k, s, p):
    assume((i + 2 * p - k) % s == 0)
    o = conv(i, k, s, p)
    assert transposed(o, k, s, p) == s * (o - 1) + k - 2 * p == i


@given(sizes, kernels, strides, pads)
def test_relationship_14_transposed_with_what_the_stride_left_over(i, k, s, p):
    o, a = conv(i, k, s, p), (i + 2 * p - k) % s
    assert transposed(o, k, s, p, a) == s * (o - 1) + a + k - 2 * p == i
