"""broadcast-join: maps of size 1 that are spread, on purpose or by chance."""

import pytest

from shapeplan import api
from tests.rules.nets import fork, line, said

CHANCE = ["max_pool: 64", "conv: {out_channels: 4, kernel_size: 1}", "add: x"]


def severities(spec: str) -> list[str]:
    return [d.severity for d in said(spec, "broadcast-join")]


ONE_CHANNEL = "{conv: {out_channels: 1, kernel_size: 1}}"


@pytest.mark.parametrize(
    ("way", "merge", "expected"),
    [
        ("global_avg_pool", "multiply", ["note"]),
        ("global_avg_pool, sigmoid", "add", ["note"]),
        ("{adaptive_avg_pool: 1}, relu", "add", ["note"]),
        (ONE_CHANNEL, "multiply", ["note"]),
        (ONE_CHANNEL, "add", ["warning"]),
        (f"{ONE_CHANNEL}, global_avg_pool", "add", ["note"]),
        ("{conv: {out_channels: 1, kernel_size: 64}}", "add", ["warning"]),
        ("{avg_pool: 64}", "multiply", ["warning"]),
        ("{conv: {out_channels: 4, kernel_size: 1}}", "add", []),
    ],
)
def test_severity(way: str, merge: str, expected: list[str]) -> None:
    assert severities(line([fork(way, "", merge=merge)])) == expected


def test_what_runs_by_chance_fails_at_another_size() -> None:
    (found,) = said(line(CHANCE), "broadcast-join")
    assert found.message.endswith("is spread along L = 64; L is 1 only at this input size")
    assert {d.rule for d in api.check(line(CHANCE), sizes="128") if d.severity == "error"} == {"skip-mismatch"}
    assert [
        d for d in api.check(line(CHANCE), sizes="100") if d.severity == "error"
    ] == []  # 1 again, and still by chance


def test_an_input_of_one_pixel_is_meant() -> None:
    spec = """\
inputs:
  x: {channels: 4, size: [32]}
  scale: {channels: 4, size: [1]}
stacks:
  net:
    - multiply: {from: [x, scale]}
"""
    assert severities(spec) == ["note"]


def test_joins_that_spread_nothing_are_silent() -> None:
    assert severities(line([fork("{conv: {out_channels: 4, kernel_size: 3, padding: 1}}", "")])) == []
    assert severities(line([fork("global_avg_pool, {upsample: {size: x}}", "")])) == []
