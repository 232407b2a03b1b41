"""Arguments made to harm: the sizes are told quickly, in little memory, and not beyond what is known."""

import json

import pytest

from shapeplan import api, questions
from shapeplan.renderers.sizes import sizes_data, sizes_text
from tests.language.specs import net

HUGE = 10**11
LAYERS = [
    f"conv: {{out_channels: 4, kernel_size: {HUGE}}}", f"conv: {{out_channels: 4, kernel_size: 3, dilation: {HUGE}}}",
    f"conv: {{out_channels: 4, kernel_size: 3, stride: {HUGE}}}", f"conv: {{out_channels: 4, kernel_size: 3, padding: {HUGE}}}",
    f"conv: {{out_channels: 4, kernel_size: {HUGE}, padding: half}}", f"max_pool: {{kernel_size: {HUGE}, ceil_mode: true}}",
    f"conv_transpose: {{out_channels: 4, kernel_size: 2, stride: {HUGE}}}", f"upsample: {HUGE}", "upsample: 0.000001",
    f"upsample: {{size: {HUGE}}}", f"adaptive_avg_pool: {HUGE}", f"pad: {HUGE}", f"pad: {{padding: {HUGE}, mode: circular}}",
    f"crop: {{before: {HUGE}, after: 0}}", f"crop: {{size: {HUGE}}}", f"crop_or_pad: {HUGE}", "upsample: 1.000000000001",
    "conv: {out_channels: 4, kernel_size: 2, stride: 99991}", "max_pool: {kernel_size: 39, stride: 1999}", f"slice: {{dim: 2, start: {HUGE}}}",
    f"slice: {{dim: 2, stop: -{HUGE}}}", f"slice: {{dim: 2, step: {HUGE}}}", f"chunk: {{dim: 2, chunks: {HUGE}, index: 0}}", f"split: {{dim: 2, split_size: {HUGE}, index: 0}}",
    f"reshape: [{HUGE}, -1]", "flatten", f"linear: {{in_features: {HUGE}, out_features: 3}}", f"custom: {{name: c, axes: {{window: {{stride: 31, base_dilation: {HUGE}}}}}}}",
]  # fmt: skip


@pytest.mark.parametrize(("size", "more"), [(32, []), (32, ["max_pool: 2"]), (10**12, ["relu"])])
@pytest.mark.parametrize("layer", LAYERS)
def test_absurd_layers(layer: str, more: list[str], size: int) -> None:
    inputs = f"inputs:\n  x: {{channels: 4, size: [{size}, {size}]}}\n"
    text = net("\n".join(f"- {each}" for each in ["relu", layer, *more]), inputs)
    told = questions.sizes(text)
    assert sizes_text(told, range(1, 99))
    assert json.dumps(sizes_data(told))
    assert all(found.node is None or found.message for found in api.check(text))


PRIMES = [31, 37, 41, 43, 47, 53]


def test_a_period_that_is_too_long_is_not_told() -> None:
    layers = [f"conv: {{out_channels: 4, kernel_size: {p}, stride: {p}}}" for p in PRIMES]
    ways = "\n".join(
        f"    w{p}: [{{{layer}}}, {{upsample: {{size: start}}}}]" for p, layer in zip(PRIMES, layers, strict=True)
    )
    text = net(f"- relu:\n  id: start\n- branches:\n{ways}\n  merge: add")
    for one in questions.sizes(text).axes:
        assert one.runs.horizon is not None or one.runs.period < 40_000
        assert [n for n in range(1, 200) if n in one.runs] == [n for n in range(1, 200) if n >= max(PRIMES)]


def test_a_size_is_read_by_a_layer_of_nothing_known() -> None:
    text = net("- max_pool: 9\n- nonsense\n- upsample: {size: x}", "inputs:\n  x: {channels: 3, size: [8, 8]}\n")
    assert {d.rule for d in api.check(text)} == {"schema", "vanished-axis"}
