"""inexact-scale: factors in single and double precision, computed by the machine."""

import math
import struct
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan import api
from shapeplan.axis import Scale
from shapeplan.precision import outs
from tests.rules.nets import fixed, line, said


def single(x: float) -> float:
    return struct.unpack("f", struct.pack("f", x))[0]


@settings(deadline=None)
@given(st.integers(1, 4000), st.integers(1, 4000))
def test_sizes_are_those_of_the_machine(n, hundredths) -> None:
    factor = hundredths / 100
    expected = (n * hundredths // 100, math.floor(single(single(n) * single(factor))), math.floor(n * factor))
    assert outs(Scale(Fraction(hundredths, 100)), n) == expected


@pytest.mark.parametrize(
    ("factor", "n", "is_inexact"),
    [(1.15, 100, True), (1.15, 101, False), (0.58, 50, True), (1.5, 101, False), (2, 77, False)],
)
def test_a_factor_is_reported_at_the_sizes_where_it_matters(factor: float, n: int, is_inexact: bool) -> None:
    found = said(line([f"upsample: {{scale_factor: {factor}, mode: linear}}"], n), "inexact-scale")
    assert bool(found) is is_inexact


@pytest.mark.parametrize(("framework", "out"), [("torch", 114), ("onnx", 115)])
def test_frameworks_part_where_it_says_so(framework: str, out: int) -> None:
    spec = line(["upsample: {scale_factor: 1.15, mode: linear}"], 100)
    assert api.plan(api.read(text=spec), framework=framework).outputs[0].shape == (4, out)
    (found,) = said(spec, "inexact-scale", framework=framework)
    assert "115 exactly, 115 in single precision and 114 in double precision" in found.message


def test_the_fix_keeps_the_size() -> None:
    spec = line(["upsample: {scale_factor: 1.15, mode: linear}"], 100)
    (found,) = said(spec, "inexact-scale")
    assert "size: 114" in fixed(found)
    assert said(fixed(found), "inexact-scale") == []
    assert api.plan(api.read(text=fixed(found))).outputs[0].shape == (4, 114)


def test_axes_with_different_factors() -> None:
    spec = "inputs:\n  x: {channels: 1, size: [100, 100]}\nstacks:\n  net:\n    - upsample: {scale_factor: [2, 1.15], mode: bilinear}\n"
    (found,) = said(spec, "inexact-scale")
    assert (found.axis, "size: [200, 114]" in fixed(found)) == ("W", True)
