"""torch: maps without pixels that it returns, and ratios that it refuses."""

import pytest
from pydantic import ValidationError

from shapeplan import dialects, ops

TORCH = dialects.load("torch")


def infer(op, shape, **args):
    return ops.load(op)(**args).infer((shape,), TORCH)


def test_unpooling_to_nothing():
    outcome = infer("max_unpool", (3, 1, 5), kernel_size=2, stride=5, output_size=[0, 20])
    assert outcome.faults == ()
    assert outcome.shape == (3, 0, 20)


@pytest.mark.parametrize(("mode", "said"), [("zeros", None), ("reflect", None), ("replicate", "leaves no axis")])
def test_padding_that_empties_an_axis(mode, said):
    outcome = infer("pad", (3, 4, 5), padding=-2, mode=mode)
    assert outcome.faults == () if said is None else said in outcome.faults[0].text
    assert outcome.shape[0] == 3


def test_reflection_of_nothing():
    assert "on every axis" in infer("pad", (3, 4, 4), padding=-2, mode="reflect").faults[0].text


def test_output_ratio_below_one():
    with pytest.raises(ValidationError, match="output_ratio must be below 1"):
        infer("fractional_max_pool", (3, 5, 5), kernel_size=1, output_ratio=[0.5, 1.0])


def test_zeros_are_added_behind_what_is_cut_off():
    """torch narrows first, and one pixel cannot lose two."""
    assert "cuts off before it pads" in infer("pad", (3, 1), padding=[[-2, 5]]).faults[0].text
    assert infer("pad", (3, 2), padding=[[-2, 5]]).shape == (3, 5)
