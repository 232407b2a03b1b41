"""gridding: holes in the receptive field, by following every tap back to the input."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan import api
from shapeplan.holes import repeated
from tests.language.specs import net
from tests.rules.nets import fixed, fork, grave, line, said


def conv(d: int, k: int = 3, s: int = 1, p: int | None = None) -> str:
    return f"conv: {{out_channels: 4, kernel_size: {k}, stride: {s}, padding: {d * (k // 2) if p is None else p}, dilation: {d}}}"


def pixels(layers):
    """What one output far from the borders depends on, tap by tap, for layers (k, s, d)."""
    read = {0}
    for k, s, d in reversed(layers):
        read = {q * s + d * i for q in read for i in range(k)}
    return read


def is_full(read) -> bool:
    return len(read) == max(read) - min(read) + 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(1, 4)), min_size=1, max_size=5))
def test_holes_are_those_of_the_taps(layers) -> None:
    spec = line([conv(d, k, s, d * k) for k, s, d in layers], 400)
    read = pixels(layers)
    (end,) = api.plan(api.read(text=spec)).outputs
    fields = api.analysis(api.read(text=spec)).odd.gridding.get(end.id, {})
    if fields:
        assert (fields[1].length, fields[1].holes) == (max(read) - min(read) + 1, max(read) - min(read) + 1 - len(read))
    first = next((i for i in range(1, len(layers) + 1) if not is_full(pixels(layers[:i]))), None)
    by_dilation = first is not None and layers[first - 1][2] > 1
    if is_full(read) or (all(s == 1 for _, s, _ in layers) and by_dilation):
        assert bool(grave(spec, "gridding")) is not is_full(read)


@pytest.mark.parametrize(
    ("dilations", "has_holes"),
    [
        ([2, 2, 2], True), ([2, 4, 8], True), ([3, 3], True), ([1, 2, 9], True),
        ([1, 2, 5], False), ([1, 2, 4, 8, 16], False), ([1, 2, 2, 2], False), ([2, 1], False),
    ],
)  # fmt: skip
def test_schedules(dilations: list[int], has_holes: bool) -> None:
    assert is_full(pixels([(3, 1, d) for d in dilations])) is not has_holes
    assert bool(grave(line([conv(d) for d in dilations]), "gridding")) is has_holes


def test_a_window_that_closes_the_holes_is_no_finding() -> None:
    assert grave(line([conv(2), conv(1)]), "gridding") == []
    assert grave(line([conv(2), conv(1, k=1)]), "gridding") != []
    both = fork(f"{{{conv(2)}}}", f"{{{conv(1)}}}")
    assert grave(line([both]), "gridding") == []


def test_the_fix_closes_them_and_keeps_the_size() -> None:
    spec = line([conv(2), conv(2), conv(2)])
    (found,) = said(spec, "gridding")
    assert found.message.endswith("an output of 'net.conv_3' reads 7 of the 13 px of L")
    assert found.fixes[0].title == "dilation: 1, padding: 1 on the conv 'net.conv'"
    assert said(fixed(found), "gridding") == []
    assert api.plan(api.read(text=fixed(found))).outputs[0].shape == (4, 64)


def test_a_head_that_reads_all_is_still_a_way_with_holes() -> None:
    assert len(grave(line([conv(2), conv(2), "global_avg_pool"]), "gridding")) == 1


@settings(deadline=None)
@given(st.integers(1, 2**12), st.integers(1, 9), st.integers(1, 9))
def test_repeated_bits(read, times, step) -> None:
    expected = 0
    for i in range(times):
        expected |= read << i * step
    assert repeated(read, times, step) == expected


def test_a_join_may_have_the_rest_from_another_way() -> None:
    """As in a DeepLab head: a globally pooled way beside the dilated ones."""
    text = net(
        "- conv: {out_channels: 8, kernel_size: 3, padding: 1}\n"
        "- branches:\n"
        "    a: [{conv: {out_channels: 8, kernel_size: 3, padding: 6, dilation: 6}}]\n"
        "    g: [global_avg_pool, {upsample: {size: [33, 33]}}]\n"
        "  merge: concat",
        "inputs:\n  x: {channels: 8, size: [33, 33]}\n",
    )
    assert [d for d in api.check(text) if d.rule == "gridding"] == []
