"""Ways through a network, and the layers at which a size departs from the wanted one, against brute force."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan import api
from shapeplan.cause import PLAIN, ideal
from shapeplan.departure import departure, lowest, source_size
from shapeplan.infer import PlannedNode
from shapeplan.way import Way, way_to
from tests.language.specs import net

SPECS = sorted((Path(__file__).parent.parent / "specs").glob("*.yaml"))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_way_has_the_sizes_of_the_plan(path: Path) -> None:
    plan = api.plan(path)
    for node in plan.nodes:
        way = way_to(plan, node.id)
        if node.shape and len(node.shape) > 1 and way.nodes[0].op == "input":
            assert way.sizes() == node.shape[1:]
            assert [way.out(axis, n) for axis, n in enumerate(way.start)] == list(node.shape[1:])


@st.composite
def windows(draw: st.DrawFn) -> str:
    op = draw(st.sampled_from(["conv", "conv_transpose", "max_pool", "upsample"]))
    if op == "upsample":
        return f"upsample: {draw(st.integers(1, 3))}"
    k, s = draw(st.integers(1, 5)), draw(st.integers(1, 3))
    more = "" if op == "max_pool" else f"out_channels: 1, padding: {draw(st.integers(0, k // 2))}, "
    return f"{op}: {{{more}kernel_size: {k}, stride: {s}}}"


def way_of(layers: list[str], n: int) -> Way:
    """The way through a 1-D network, whose layers are named l0, l1, ..."""
    body = "\n".join(f"- {layer}\n  id: l{i}" for i, layer in enumerate(layers))
    plan = api.plan(net(body, f"inputs: {{x: {{channels: 1, size: [{n}]}}}}\n"))
    return way_to(plan, plan.nodes[-1].id)


@settings(deadline=None, max_examples=150)
@given(st.lists(windows(), min_size=1, max_size=5), st.integers(30, 80), st.integers(1, 60))
def test_inputs_that_give_a_size(layers: list[str], n: int, wanted: int) -> None:
    way = way_of(layers, n)
    outs = {m: way.out(0, m) for m in range(1, 400)}
    fits = [m for m, out in outs.items() if out == wanted]
    least = next((m for m, out in outs.items() if out >= wanted), None)
    if least is not None:
        assert lowest(way, 0, wanted) == least
    found = source_size(way, 0, wanted)
    if max(outs.values()) > wanted:
        assert (found is None) == (not fits)
        assert found is None or found in fits


def before(way: Way, node: PlannedNode) -> int:
    """Pixels that arrive at a layer."""
    shape = way.plan[node.inputs[0] or ""].shape or ()
    return shape[1] or 0


@settings(deadline=None, max_examples=150)
@given(st.lists(windows(), min_size=1, max_size=5), st.integers(30, 80), st.data())
def test_a_departure_by_one_rounding(layers: list[str], n: int, data: st.DataObject) -> None:
    """A layer that rounded would, rounding the other way, give the wanted size: it is named, or one before it that would."""
    way = way_of(layers, n)
    at = data.draw(st.sampled_from(way.layers))
    exact, out = at.exact and at.exact[1], at.shape and at.shape[1]
    if exact is None or out is None or exact.denominator == 1 or way.sizes() is None:
        return
    if exact > out and (ideal(way.record(at, 0), PLAIN)[0] * before(way, at)).denominator == 1:
        return  # nothing but padding is dropped
    other = out + 1 if exact > out else out - 1
    wanted = way.out(0, other, at)
    if wanted == way.out(0, n) or wanted < 1:
        return
    found = departure(way, 0, wanted)
    assert found is not None
    assert found.kind == "turn"
    assert [node.id for node in way.layers].index(found.node.id) <= [node.id for node in way.layers].index(at.id)


def cause(layers: list[str], n: int, wanted: int) -> tuple[str, str] | None:
    found = departure(way_of(layers, n), 0, wanted)
    return None if found is None else (found.node.id.removeprefix("net."), found.kind)


HALF = "conv: {out_channels: 1, kernel_size: 3, stride: 2, padding: 1}"
BACK = "conv_transpose: {out_channels: 1, kernel_size: 3, stride: 2, padding: 1}"


@pytest.mark.parametrize(
    ("layers", "n", "wanted", "found"),
    [
        ([HALF, BACK], 32, 32, ("l1", "border")),  # 16 comes from 31 and 32: the way back is to the smaller
        (["conv: {out_channels: 1, kernel_size: 5, stride: 2}"] * 1 + ["conv_transpose: {out_channels: 1, kernel_size: 5, stride: 2}"], 32, 32, ("l0", "rounding")),
        (["conv: {out_channels: 1, kernel_size: 3}", HALF, "upsample: 2"], 32, 32, ("l0", "border")),
        (["max_pool: 2", "max_pool: 2", "upsample: 4"], 30, 30, ("l1", "rounding")),
        (["max_pool: 2", "conv: {out_channels: 1, kernel_size: 3, padding: 1}"], 32, 32, ("l0", "scale")),
        (["max_pool: 2", "conv: {out_channels: 1, kernel_size: 4}"], 32, 1, ("x", "input")),
        (["adaptive_avg_pool: 7"], 32, 8, None),
    ],
)  # fmt: skip
def test_causes(layers: list[str], n: int, wanted: int, found: tuple[str, str] | None) -> None:
    assert cause(layers, n, wanted) == found
