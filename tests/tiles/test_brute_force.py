"""Stitched tiles equal the whole image's output, number by number."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import shapeplan
from shapeplan.api import SpecError
from shapeplan.infer import Plan
from shapeplan.tile_clean import Clean, Spoilt, clean
from shapeplan.tile_grid import grid, way
from shapeplan.tiling import Tiling
from tests.tiles.nets import is_loose, networks, one, spec
from tests.tiles.simulate import Map, image, run

lenient = [HealthCheck.filter_too_much, HealthCheck.too_slow]
quick = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=lenient)
deep = settings(max_examples=1500, deadline=None, suppress_health_check=lenient)


def places(*ranges: range) -> product:
    return product(*ranges)


def check(net: Any, sizes: tuple[int, ...], most: int, *, valid: bool = False) -> Tiling:
    """Runs the network on the whole padded image and on every tile, and compares."""
    tiling = shapeplan.tiles(net, sizes, most, valid=valid)
    padded = [axis.padded for axis in tiling.axes]
    whole = shapeplan.plan(net, sizes=padded)
    part = shapeplan.plan(net, sizes=[axis.size for axis in tiling.axes])
    end = whole.outputs[0].id
    x = image(padded, seed=1)
    stitched: Map = {}
    for tile in tiling:
        made = run(part, cut(x, tiling, tile), 1)[end]
        for place in places(*(range(*t.keep) for t in tile)):
            there = tuple(t.output[0] + i - t.keep[0] for t, i in zip(tile, place, strict=True))
            assert there not in stitched
            stitched[there] = made[place]
    expected = run(whole, x, 1)[end]
    assert stitched == {place: expected[place] for place in places(*(range(axis.output) for axis in tiling.axes))}
    return tiling


def cut(x: Map, tiling: Tiling, tile: Any) -> Map:
    """A tile of the padded image, found as a user does: real pixels, and padding around them."""
    origin = [axis.padding[0] + t.start - t.pad_before for axis, t in zip(tiling.axes, tile, strict=True)]
    for axis, t in zip(tiling.axes, tile, strict=True):
        assert 0 <= t.start < t.stop <= axis.image
        assert t.pad_before + t.stop - t.start + t.pad_after == axis.size
    sizes = [range(axis.size) for axis in tiling.axes]
    return {place: x[tuple(o + i for o, i in zip(origin, place, strict=True))] for place in places(*sizes)}


def check_if_tiled(net: Any, n: int, most: int, valid: bool) -> None:
    try:
        shapeplan.tiles(net, (n,), most, valid=valid)
    except SpecError:
        assume(False)
    check(net, (n,), most, valid=valid)


def check_clean(net: Any, n: int, steps: int, t: int) -> None:
    """What is clean is equal, and cannot be longer: a pixel further at either end is not equal."""
    try:
        whole, part = runs(net, n), runs(net, t)
        offset = steps * grid(whole, way(whole, whole.net.outputs[0]), 0).period
        assume(offset + t <= n)
        found, equal = compared(part, whole, offset)
    except Spoilt:
        assume(False)
    assert set(range(found.start, found.stop)) <= equal
    assert is_loose(net) or not {found.start - 1, found.stop} & equal


def compared(part: Plan, whole: Plan, offset: int) -> tuple[Clean, set[int]]:
    """What is clean of a part at an offset, and which of its outputs are those of the whole, number by number."""
    end = whole.net.outputs[0]
    found = clean(part, whole, way(whole, end), 0, offset)
    n, t = (plan.inputs[0].shape[1] for plan in (whole, part))
    x = image((n,), seed=1)
    made, expected = run(part, {(i,): x[(offset + i,)] for i in range(t)}, 1)[end], run(whole, x, 1)[end]
    return found, {j for (j,), value in made.items() if value == expected.get((j + found.shift,))}


def runs(net: Any, n: int) -> Plan:
    try:
        plan = shapeplan.plan(net, sizes=(n,))
    except SpecError:
        assume(False)
    assume(not any(node.faults for node in plan))
    return plan


tiled = given(networks, st.integers(40, 150), st.integers(8, 64), st.booleans())
parts = given(networks, st.integers(20, 100), st.integers(0, 8), st.integers(3, 100))


@tiled
@quick
def test_stitched_equals_whole(net: Any, n: int, most: int, valid: bool) -> None:
    check_if_tiled(net, n, most, valid)


@parts
@quick
def test_clean_is_what_is_equal(net: Any, n: int, steps: int, t: int) -> None:
    check_clean(net, n, steps, t)


BLUR = one("conv", kernel_size=5, padding=2)
MIRROR = one("pad", before=3, after=3, mode="reflect")
CENTRE = one("crop", size=20)
HALF = one("max_pool", kernel_size=2, ceil_mode=True)
STUB = one("custom", name="stub", axes={"window": {"size": 3, "stride": 2, "padding": [0, -2], "rounding": "ceil"}})


@pytest.mark.parametrize(
    ("body", "n", "offset", "t", "shown"),
    [
        ([BLUR, MIRROR], 40, 0, 5, range(3, 6)),  # the mirror at the front reads what is not clean
        ([BLUR, MIRROR], 40, 35, 5, range(5, 8)),  # and at the end
        ([BLUR, MIRROR], 40, 0, 9, range(10)),
        ([STUB], 22, 0, 22, range(10)),  # a window that sticks out over pixels that are cropped
        ([STUB], 26, 4, 22, range(10)),
        ([STUB], 26, 0, 22, range(9)),
        ([CENTRE], 50, 0, 30, range(10, 20)),  # what the whole image's centre does not have
        ([CENTRE], 50, 20, 30, range(10)),
        ([HALF, BLUR], 40, 0, 39, range(17)),  # maps of one size, though the image is longer
    ],
)
def test_clean_at_the_ends(body: list[Any], n: int, offset: int, t: int, shown: range) -> None:
    net = spec(body)
    found, equal = compared(shapeplan.plan(net, sizes=(t,)), shapeplan.plan(net, sizes=(n,)), offset)
    assert range(found.start, found.stop) == shown
    assert set(shown) <= equal


@pytest.mark.fuzz
@tiled
@deep
def test_stitched_equals_whole_deep(net: Any, n: int, most: int, valid: bool) -> None:
    check_if_tiled(net, n, most, valid)


@pytest.mark.fuzz
@parts
@deep
def test_clean_is_what_is_equal_deep(net: Any, n: int, steps: int, t: int) -> None:
    check_clean(net, n, steps, t)


def unet(pad: int, **join: str) -> Any:
    conv = one("conv", kernel_size=3, padding=pad)
    return spec([
        {**conv, "id": "enc"}, one("max_pool", kernel_size=2), conv,
        one("conv_transpose", kernel_size=2, stride=2), {"add": {"with": "enc", **join}}, conv,
    ], size=(24, 24))  # fmt: skip


HALVES = {"upsample": {"scale_factor": 0.5, "mode": "nearest-exact"}}
THIRDS = {"upsample": {"scale_factor": 1.5, "mode": "nearest-exact"}}


@pytest.mark.parametrize(
    ("body", "n", "padding"),
    [
        ([one("conv", kernel_size=3, padding=1), HALVES], 100, 0),  # which pixel of two is sampled
        ([BLUR, THIRDS, BLUR], 100, 0),
        ([BLUR, THIRDS, BLUR], 101, 1),  # 151 1/2 px do not come out even
        ([HALF, BLUR, {"upsample": {"size": "x", "mode": "linear"}}], 101, 1),  # 51 px by 101 / 51 neither
        ([HALF, BLUR, {"upsample": {"size": "x"}}, BLUR], 100, 0),
    ],
)
def test_sizes_that_come_out_even(body: list[Any], n: int, padding: int) -> None:
    tiling = check(spec(body), (n,), 40)
    assert tiling.axes[0].padding == (0, padding)
    assert len(tiling) > 2


@pytest.mark.parametrize("part", [CENTRE, one("crop", fraction=0.5)])
def test_the_centre_of_the_image_is_in_no_tile(part: Any) -> None:
    """Neither alone nor where it is put back in its place."""
    with pytest.raises(SpecError, match="the output does not grow as the image does"):
        shapeplan.tiles(spec([part]), (100,), 60)
    with pytest.raises(SpecError, match="no tile smaller than the 100 px"):
        shapeplan.tiles(spec([part]), (100,), 60, valid=True)
    with pytest.raises(SpecError, match="no tile smaller than the 100 px"):
        shapeplan.tiles(spec([part, {"add": {"with": "x", "fit": "pad"}}]), (100,), 60)


NETS: dict[str, Callable[[], Any]] = {
    "valid": lambda: unet(0, fit="crop"),
    "same": lambda: unet(1),
    "strided": lambda: spec([one("conv", kernel_size=3, stride=[2, 1], padding=1)], size=(24, 24)),
}


@pytest.mark.parametrize("name", NETS)
def test_two_axes(name: str) -> None:
    tiling = check(NETS[name](), (33, 26), 22)
    assert [len(axis.tiles) > 1 for axis in tiling.axes] == [True, True]


def test_the_comparison_sees_a_pixel_kept_too_many() -> None:
    """The brute force is able to fail: with a halo of one pixel less, something differs."""
    net = spec([one("conv", kernel_size=3, padding=1)] * 3)
    found, equal = compared(shapeplan.plan(net, sizes=(40,)), shapeplan.plan(net, sizes=(90,)), 20)
    assert (found.shift, found.start, found.stop) == (20, 3, 37)
    assert equal == set(range(3, 37))
