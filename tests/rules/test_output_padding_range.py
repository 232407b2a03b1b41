"""output-padding-range: what a transposed convolution can add, and which sizes it can reach."""

import pytest

from tests.rules.nets import fixed, line, said


@pytest.mark.parametrize(("stride", "extra"), [(s, e) for s in (1, 2, 3) for e in range(4)])
def test_output_padding_is_below_the_stride(stride: int, extra: int) -> None:
    found = said(
        line([f"conv_transpose: {{out_channels: 4, kernel_size: 4, stride: {stride}, output_padding: {extra}}}"]),
        "output-padding-range",
    )
    assert bool(found) is (extra >= stride)
    assert all(said(fixed(each), "output-padding-range") == [] for each in found)


@pytest.mark.parametrize("size", range(126, 132))
def test_sizes_that_can_be_reached(size: int) -> None:
    found = said(
        line([f"conv_transpose: {{out_channels: 4, kernel_size: 2, stride: 2, output_size: {size}}}"]),
        "output-padding-range",
    )
    assert bool(found) is (size not in {128, 129})
