"""Absurd specs are answered at once: no rule counts to a number that it was given."""

import pytest

from shapeplan import api
from tests.rules.nets import fork, line

HUGE = 10**9


@pytest.mark.parametrize(
    "layers",
    [
        [f"conv: {{out_channels: 1, kernel_size: 1, padding: {HUGE}}}"],
        [f"conv: {{out_channels: 1, kernel_size: 1, stride: {HUGE}, padding: {HUGE}}}"],
        [f"conv: {{out_channels: 1, kernel_size: {HUGE}, padding: {HUGE}, dilation: {HUGE}}}"],
        [f"conv: {{out_channels: 1, kernel_size: {HUGE}, padding: {HUGE // 2}, dilation: 2}}"],
        [f"conv_transpose: {{out_channels: 1, kernel_size: {HUGE}, stride: {HUGE - 1}}}"],
        [f"conv_transpose: {{out_channels: 1, kernel_size: 3, stride: {HUGE}, dilation: {HUGE}}}"],
        [f"conv_transpose: {{out_channels: 1, kernel_size: {HUGE}, stride: 2, padding: {HUGE + 3}}}"],
        [f"pad: {HUGE}", "conv: {out_channels: 1, kernel_size: 1, stride: 2}"],
        [f"upsample: {HUGE}", f"max_pool: {{kernel_size: 1, stride: {HUGE}}}"],
        [f"upsample: {{size: {HUGE}, mode: area}}", "max_pool: {kernel_size: 1, stride: 3}"],
        [fork(f"{{adaptive_avg_pool: {HUGE}}}", "{max_pool: {kernel_size: 1, stride: 2}}, {upsample: {size: way0}}")],
        [f"crop_or_pad: {HUGE}", "concat: {with: x, fit: crop}"],
    ],
)
def test_huge_numbers(layers: list[str]) -> None:
    api.check(line(layers))


def test_a_map_too_long_to_count() -> None:
    api.check(line(["conv: {out_channels: 1, kernel_size: 2, stride: 3, dilation: 5}"], HUGE))


def test_many_heads_that_nothing_reads() -> None:
    heads = ["conv: {out_channels: 1, kernel_size: 1}\n      from: x"] * 1000
    assert len([d for d in api.check(line(heads)) if d.rule == "dead-layer"]) == 999


def test_aliases_of_aliases() -> None:
    """Twenty lists, each of them ten times the one before."""
    note = "&n0 [a, b]"
    for i in range(1, 20):
        note = f"&n{i} [{note}, {', '.join([f'*n{i - 1}'] * 9)}]"
    api.check(line(["relu"], more=f"params: {{a: 1, b: {note}}}\n"))
