"""misaligned-skip: centres of what outputs read, averaged over their phases, by following taps back to the input."""

from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from shapeplan import api
from tests.rules.nets import fork, line, said

N = 480
DOWN = [
    "{conv: {out_channels: 4, kernel_size: 3, stride: 2, padding: 1}}",
    "{conv: {out_channels: 4, kernel_size: 4, stride: 2, padding: 1}}",
    "{max_pool: 2}",
    "{max_pool: {kernel_size: 3, stride: 2, padding: 1}}",
    "{upsample: {scale_factor: 0.5, mode: linear, align_corners: false}}",
    "{upsample: 0.5}",
]
UP = [
    "{conv_transpose: {out_channels: 4, kernel_size: 2, stride: 2}}",
    "{conv_transpose: {out_channels: 4, kernel_size: 4, stride: 2, padding: 1}}",
    "{conv_transpose: {out_channels: 4, kernel_size: 3, stride: 2, padding: 1, output_padding: 1}}",
    "{upsample: 2}",
    "{upsample: {scale_factor: 2, mode: linear, align_corners: false}}",
]
LEVEL = [
    "{conv: {out_channels: 4, kernel_size: 3, padding: 1}}",
    "{conv: {out_channels: 4, kernel_size: 3, padding: 2, dilation: 2}}",
    "{conv: {out_channels: 4, kernel_size: 1}}",
    "{pad: {before: 0, after: 1}}, {conv: {out_channels: 4, kernel_size: 2}}",
    "{pad: {before: 3, after: 1}}, {conv: {out_channels: 4, kernel_size: 5}}",
    "{pad: {before: 0, after: 2}}, {crop: {before: 2, after: 0}}",
]


def centre(plan, node: str, j: int) -> Fraction:
    """Centre of the input pixels that output j of a layer reads, averaged over the outputs of one period around it."""
    spans = [span(plan, node, i) for i in range(j, j + 16)]
    return Fraction(sum(first + last - 2 * i for i, (first, last) in enumerate(spans, j)), 2 * len(spans))


def span(plan, node: str, j: int) -> tuple[int, int]:
    at, first, last = plan[node], j, j
    while at.inputs:
        before = plan[at.inputs[0]]
        (record,) = at.axes[0]
        taps = [t for i in range(first, last + 1) for t in record.taps(i, before.shape[1])]
        at, first, last = before, min(taps), max(taps)
    return first, last


def way(levels, downs, ups) -> str:
    """Layers that come back to the size that they began with."""
    return ", ".join([*downs, *levels, *ups])


WAYS = st.lists(st.sampled_from(LEVEL), max_size=2).flatmap(
    lambda levels: st.integers(0, 2).flatmap(
        lambda depth: st.builds(
            lambda downs, ups: (way(levels, downs, ups), depth),
            st.lists(st.sampled_from(DOWN), min_size=depth, max_size=depth),
            st.lists(st.sampled_from(UP), min_size=depth, max_size=depth),
        )
    )
)


@settings(deadline=None)
@given(WAYS, WAYS)
def test_the_shift_is_that_of_the_centres_of_the_taps(one, other) -> None:
    spec = line([fork(one[0], other[0])], N)
    a = api.analysis(api.read(text=spec))
    (join,) = a.plan.outputs
    assert not join.faults
    middles = [centre(a.plan, source, N // 2) for source in join.inputs]
    last = [span(a.plan, source, N // 2)[1] for source in join.inputs]
    assume(len(set(last)) == 2 or len(set(middles)) == 1)  # ways that see equally far ahead are aligned
    shift = abs(middles[0] - middles[1])
    found = a.odd.shifts.get(join.id, {})
    assert (found[1].amount if found else 0) == shift
    severity = {d.severity for d in said(spec, "misaligned-skip")}
    assert severity == ({"warning" if 2 * shift > 2 ** max(one[1], other[1]) else "note"} if shift else set())


def test_causal_convolutions_lie_on_their_identity() -> None:
    causal = "{pad: {before: 8, after: 0}}, {conv: {out_channels: 4, kernel_size: 3, dilation: 4}}"
    assert said(line([fork(causal, ""), fork(causal, "")]), "misaligned-skip") == []
    late = "{pad: {before: 0, after: 8}}, {conv: {out_channels: 4, kernel_size: 3, dilation: 4}}"
    (found,) = said(line([fork(late, "")]), "misaligned-skip")
    assert (found.severity, "lie 4 px behind" in found.message) == ("warning", True)


def test_a_crop_at_the_centre_keeps_the_place_and_one_at_the_end_does_not() -> None:
    five = "conv: {out_channels: 4, kernel_size: 5}"
    assert said(line([five, "concat: {with: x, fit: crop}"]), "misaligned-skip") == []
    four = "conv: {out_channels: 4, kernel_size: 4}"  # 3 px are cut, 1 in front and 2 behind
    (found,) = said(line([four, "concat: {with: x, fit: crop}"]), "misaligned-skip")
    assert (found.severity, "lie 1/2 px behind" in found.message) == ("note", True)
    (found,) = said(line([five, "pad: {before: 0, after: 4}", "concat: x"]), "misaligned-skip")
    assert found.severity == "warning"


def test_each_join_is_told_what_is_new_at_it() -> None:
    """A skip at each level carries the place on, so that half a pixel does not grow from level to level."""
    down = "conv: {out_channels: 4, kernel_size: 3, stride: 2, padding: 1}"
    layers = [
        f"{down}\n      id: e1",
        f"{down}\n      id: e2",
        down,
        "upsample: {size: e2}",
        "add: e2",
        "upsample: {size: e1}",
        "add: e1",
    ]
    found = said(line(layers, 64), "misaligned-skip")
    assert ["lie 1/2 px behind" in d.message for d in found] == [True, True]
    assert {d.severity for d in found} == {"note"}


@pytest.mark.parametrize("corners", ["true", "false"])
def test_aligned_corners_shift_from_end_to_end(corners: str) -> None:
    layers = ["max_pool: 2", f"upsample: {{scale_factor: 2, mode: linear, align_corners: {corners}}}", "add: x"]
    found = said(line(layers, 64), "misaligned-skip")
    assert [("1/2 px" in d.message, d.severity) for d in found] == ([(True, "note")] if corners == "true" else [])


def test_maps_of_different_inputs_are_not_compared() -> None:
    spec = """\
inputs:
  a: {channels: 4, size: [32]}
  b: {channels: 4, size: [36]}
stacks:
  net:
    - conv: {out_channels: 4, kernel_size: 5}
      from: b
    - add: a
"""
    assert said(spec, "misaligned-skip") == []


def test_a_pooled_map_lies_everywhere() -> None:
    assert (
        said(
            line([fork("global_avg_pool, sigmoid", "", merge="multiply")]),
            "misaligned-skip",
        )
        == []
    )
