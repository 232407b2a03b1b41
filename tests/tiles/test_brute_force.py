"""Stitched tiles equal the whole image's output, number by number."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

import shapeplan
from shapeplan.api import SpecError
from tests.tiles.nets import networks
from tests.tiles.simulate import image, run

quick = settings(max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def check(spec, sizes, most, seed, *, valid=False) -> None:
    """Runs the network on the whole padded image and on every tile, and compares."""
    plan = shapeplan.tiles(spec, sizes, most, valid=valid)
    padded = [axis.padded for axis in plan.axes]
    x = image(padded, seed)
    whole = shapeplan.plan(spec, sizes=padded)
    end = whole.outputs[0].id
    expected = run(whole, x, seed)[end]
    part = shapeplan.plan(spec, sizes=[axis.size for axis in plan.axes])
    stitched = {}
    for tile in plan:
        origin = [axis.padding[0] + t.start - t.pad_before for axis, t in zip(plan.axes, tile)]
        assert all(t.pad_before + t.stop - t.start + t.pad_after == a.size for a, t in zip(plan.axes, tile))
        cut = {p: x[tuple(o + i for o, i in zip(origin, p))] for p in product(*(range(a.size) for a in plan.axes))}
        made = run(part, cut, seed)[end]
        for place in product(*(range(*t.keep) for t in tile)):
            there = tuple(t.output[0] + i - t.keep[0] for t, i in zip(tile, place))
            assert there not in stitched
            stitched[there] = made[place]
    assert stitched == {p: expected[p] for p in product(*(range(axis.output) for axis in plan.axes))}


@given(networks, st.integers(1, 120), st.integers(4, 100), st.booleans(), st.integers(0, 99))
@quick
def test_stitched_equals_whole(spec, n, most, valid, seed):
    try:
        plan = shapeplan.tiles(spec, (n,), most, valid=valid)
    except SpecError as error:
        event(str(error)[:0] + "refused")
        return
    event(f"{min(len(plan), 3)} tiles")
    check(spec, (n,), most, seed, valid=valid)
