"""silent-crop: what `fit: crop` and a crop to a size cut off."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.nets import line, said


@settings(deadline=None)
@given(st.integers(1, 6), st.integers(10, 40))
def test_the_pixels_that_are_cut_are_counted(k, n) -> None:
    found = said(
        line([f"conv: {{out_channels: 4, kernel_size: {k}}}", "concat: {with: x, fit: crop}"], n), "silent-crop"
    )
    gone = k - 1
    assert [d.severity for d in found] == ["note"] * (gone > 0)
    assert all(f"cuts off {gone // 2} + {gone - gone // 2} px of L of 'x'" in d.message for d in found)


def test_both_ways_may_be_cut_on_different_axes() -> None:
    spec = """\
inputs:
  x: {channels: 4, size: [32, 32]}
stacks:
  net:
    - conv: {out_channels: 4, kernel_size: [3, 1]}
      id: low
    - conv: {out_channels: 4, kernel_size: [1, 5]}
      from: x
    - add: {with: low, fit: crop}
"""
    (found,) = said(spec, "silent-crop")
    assert "1 + 1 px of H of 'net.conv'" in found.message
    assert "2 + 2 px of W of 'low'" in found.message
    assert found.axis == "H, W"


def test_a_crop_to_a_size_that_pads_cuts_nothing() -> None:
    assert said(line(["crop_or_pad: 40"], 32), "silent-crop") == []
    assert len(said(line(["crop_or_pad: 20"], 32), "silent-crop")) == 1


def test_other_fits_and_stated_crops_are_silent() -> None:
    three = "conv: {out_channels: 4, kernel_size: 3}"
    assert said(line([three, "concat: {with: x, fit: pad}"]), "silent-crop") == []
    assert said(line([three, "crop: {before: 1, after: 1}"]), "silent-crop") == []
