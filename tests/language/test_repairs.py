"""Fixes on the forms in which joins and layers are written, and causes beside the plain ones."""

import pytest

from shapeplan import api
from tests.language.specs import net

UNET = """
    - conv: {out_channels: 4, kernel_size: 3, padding: 1}
      id: enc
    - max_pool: 2
    - upsample: 2
      id: up
"""
ODD = "inputs: {x: {channels: 4, size: [33, 33]}}\n"


def titles(layers: str, top: str = ODD) -> list[str]:
    text = net(layers, top)
    (error,) = [d for d in api.check(text) if d.severity == "error"]
    for fix in error.fixes:
        if fix.edits:
            mended = api.check(api.read(text=error.source.apply(fix.edits)))
            assert error.rule not in [d.rule for d in mended if d.severity == "error"], fix.title
    return [fix.title for fix in error.fixes]


@pytest.mark.parametrize(
    "join",
    [
        "    - concat: enc\n",
        "    - concat:\n      from: [up, enc]\n",
        "    - concat: {from: [enc, up]}\n",
        "    - add\n      with: enc\n",
    ],
)
def test_an_upsampling_takes_the_size_of_the_other_way(join: str) -> None:
    join = join.replace("- add\n", "- add:\n")
    found = titles(UNET + join)
    assert "size: enc on the upsample 'up'" in found
    assert any(title.startswith("fit: pad") for title in found)


def test_a_transposed_convolution_behind_others() -> None:
    layers = UNET.replace("upsample: 2", "conv_transpose: {out_channels: 4, kernel_size: 2, stride: 2}")
    found = titles(layers + "    - batch_norm\n    - relu\n    - concat: enc\n")
    assert "output_size: enc on the conv_transpose 'up'" in found
    assert "output_padding: 1 on the conv_transpose 'up'" in found


def test_only_the_inputs_that_matter_are_resized() -> None:
    top = "inputs:\n  x: {channels: 4, size: [33, 33]}\n  guide: {channels: 4, size: [8, 8]}\n"
    text = net(UNET.replace("id: enc", "id: enc\n      from: x", 1) + "    - concat: enc\n", top)
    (error,) = [d for d in api.check(text) if d.severity == "error"]
    mended = error.source.apply(error.fixes[0].edits)
    assert "guide: {channels: 4, size: [8, 8]}" in mended
    assert "size: [33, 33]" not in mended


def test_a_missing_flatten() -> None:
    layers = "    - max_pool: 11\n    - linear: {in_features: 36, out_features: 5}\n"
    assert "flatten in front of this linear" in titles(layers)


@pytest.mark.parametrize("depth", [2, 3, 4])
@pytest.mark.parametrize("down", ["max_pool: 2", "conv: {out_channels: 4, kernel_size: 3, stride: 2, padding: 1}"])
def test_the_cause_is_the_layer_that_divides_unevenly(depth: int, down: str) -> None:
    """Brute force: of all sizes, the cause is the first halving of an odd number."""
    layers = "".join(f"    - {down}\n      id: d{i}\n" for i in range(depth))
    layers = "    - identity:\n      id: enc\n" + layers + "    - upsample: 2\n" * depth + "    - add: enc\n"
    for n in range(2**depth, 70):
        found = [
            d
            for d in api.check(net(layers, f"inputs: {{x: {{channels: 4, size: [{n}]}}}}\n"))
            if d.rule == "skip-mismatch"
        ]
        sizes = [n]
        for _ in range(depth):
            sizes.append(sizes[-1] // 2 if "pool" in down else -(-sizes[-1] // 2))
        odd = [i for i, size in enumerate(sizes[:-1]) if size % 2]
        assert [d.cause for d in found] == ([f"net.d{odd[0]}"] if odd else [])


def test_the_odd_branch_of_many() -> None:
    layers = """
    - branches:
        one: [{conv: {out_channels: 4, kernel_size: 1}}]
        three: [{conv: {out_channels: 4, kernel_size: 3, padding: 1}}]
        five: [{conv: {out_channels: 4, kernel_size: 5}}]
      merge: concat
"""
    (error,) = [d for d in api.check(net(layers, ODD)) if d.severity == "error"]
    assert error.cause == "net.five.conv"


def test_axes_have_causes_of_their_own() -> None:
    layers = "    - identity:\n      id: enc\n" + "    - max_pool: 2\n" * 2 + "    - upsample: 4\n    - add: enc\n"
    (error,) = [
        d for d in api.check(net(layers, "inputs: {x: {channels: 4, size: [33, 34]}}\n")) if d.severity == "error"
    ]
    assert [label.node for label in error.related][:2] == ["net.max_pool", "net.max_pool_2"]


def test_a_line_in_a_loop_is_reported_once() -> None:
    layers = "    - repeat: 5\n      layers: [{conv: {out_channels: 4, kernel_size: 3, stride: 2, padding: same}}]\n"
    found = [d for d in api.check(net(layers, ODD)) if d.severity == "error"]
    assert [d.message.endswith("(and in 4 more of this line)") for d in found] == [True]


def test_a_vector_may_be_custom() -> None:
    layers = "    - flatten\n    - custom: {name: exp}\n    - custom: {name: mix, out_channels: 7, parameters: 9}\n      id: mix\n"
    plan = api.plan(net(layers, ODD))
    assert (plan["mix"].shape, plan["mix"].parameters) == ((7,), 9)
