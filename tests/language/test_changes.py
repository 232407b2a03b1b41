"""Changes that are offered beside other input sizes: on layers, on joins and on many layers, in the forms of specs."""

import pytest

from shapeplan import api
from shapeplan.diagnostic import Diagnostic
from tests.language.specs import net

WIDE = "inputs: {x: {channels: 4, size: [32, 32]}}\n"


def error(text: str) -> Diagnostic:
    """The only error of a spec; each of its fixes leaves none."""
    (found,) = [d for d in api.check(text) if d.severity == "error"]
    for fix in found.fixes:
        if fix.edits:
            mended = api.check(api.read(text=found.source.apply(fix.edits)))
            assert [d.message for d in mended if d.severity == "error"] == [], fix.title
    return found


def titles(layers: str, after: str = "", top: str = WIDE) -> list[str]:
    return [fix.title for fix in error(net(layers, top, after)).fixes]


@pytest.mark.parametrize(
    "join",
    [
        "    - add: x\n",
        "    - add: [x]\n",
        "    - add:\n      with: x\n",
        "    - add: {with: x}\n",
        "    - add: {from: [wide, x]}\n",
        "    - add:\n      from: [x, wide]\n",
        "    - add: {from: wide, with: x}\n",
    ],
)
def test_a_projection_on_the_shortcut(join: str) -> None:
    wide = "    - conv: {out_channels: 6, kernel_size: 3, padding: 1}  # kept\n      id: wide\n"
    found = error(net(wide + join, WIDE))
    assert found.fixes[0].title == "a 1 x 1 convolution on 'x' (to 6 channels) in front of this add"
    mended = found.source.apply(found.fixes[0].edits)
    assert "# kept" in mended
    assert api.plan(mended)["net"].shape == (6, 32, 32)
    assert found.cause == "net.wide"


@pytest.mark.parametrize("shortcut", ["shortcut: []", "shortcut:\n            - relu"])
def test_a_projection_in_a_branch(shortcut: str) -> None:
    layers = f"""
    - branches:
        main:
          - conv: {{out_channels: 6, kernel_size: 3, padding: 1, stride: 2}}
        {shortcut}
      merge: add
    """
    found = [d for d in api.check(net(layers, WIDE)) if d.rule == "skip-mismatch"]
    mended = found[0].source.apply(found[0].fixes[0].edits)
    assert api.plan(mended)["net"].shape == (6, 16, 16)
    assert [d for d in api.check(mended) if d.severity == "error"] == []


def test_a_block_that_is_used_twice_is_changed_only_where_that_is_right_for_both() -> None:
    block = """
blocks:
  residual:
    params: {width: required}
    layers:
      - branches:
          main:
            - conv: {out_channels: $width, kernel_size: 3, padding: 1}
          shortcut: []
        merge: add
"""
    for d in api.check(WIDE + block + "stacks: {net: [residual: 4, residual: 6]}\n"):
        for fix in d.fixes:
            assert [e for e in api.check(d.source.apply(fix.edits)) if e.severity == "error"] == []


def test_the_layer_at_fault_is_changed_where_no_size_of_the_input_helps() -> None:
    assert titles("- conv: {out_channels: 4, kernel_size: 3}\n- add: x\n")[0] == "padding: 1 on the conv 'net.conv'"
    assert titles("- conv: {out_channels: 4, kernel_size: 4, padding: 2}\n- add: x\n")[0].startswith("padding: same")
    layers = "- global_avg_pool:\n  id: global\n- concat: x\n"
    assert titles(layers)[0] == "an upsampling of 'global' to the size of 'x' in front of this concat"
    layers = "- conv: {out_channels: 4, kernel_size: 3, stride: [1, 2], padding: 1}\n- add: x\n"
    assert "stride: 1 on the conv 'net.conv'" in titles(layers)


def test_all_ways_back_at_once() -> None:
    down = "".join(f"- relu:\n  id: e{i}\n- max_pool: 2\n" for i in range(3))
    up = "".join(f"- upsample: 2\n  id: u{i}\n- batch_norm\n- concat: e{i}\n" for i in (2, 1, 0))
    found = titles(down + up, top="inputs: {x: {channels: 4, size: [47, 47]}}\n")
    assert "the size of the skip on every layer that grows a map to meet one: 'u2', 'u1' and 'u0'" in found


@pytest.mark.parametrize(
    ("layers", "size", "first"),
    [
        ("- conv: {out_channels: 1, kernel_size: 3}", 32, "padding: 1 on the conv 'net.conv'"),
        ("- max_pool: {kernel_size: 3, stride: 2}", 16, "ceil_mode: true on the max_pool 'net.max_pool'"),
        ("- max_pool: 2\n- conv_transpose: {out_channels: 1, kernel_size: 3, stride: 2, padding: 1}", 32,
         "output_padding: 1 on the conv_transpose 'net.conv_transpose'"),
        ("- repeat: 3\n  layers: [{conv: {out_channels: 1, kernel_size: 3}}]", 32,
         "padding: 1 on the conv that makes 3 layers, 'net.conv' among them"),
        ("- max_pool: 2\n- conv: {out_channels: 1, kernel_size: 3, stride: 2, padding: 1}", 16,
         "stride: 1 on the max_pool 'net.max_pool'"),
        ("- conv: {out_channels: 1, kernel_size: 3, stride: 1}\n- conv: {out_channels: 1, kernel_size: 5}", 32,
         "padding of half the kernel on the 2 convolutions that have none"),
    ],
)  # fmt: skip
def test_an_expected_size(layers: str, size: int, first: str) -> None:
    assert titles(layers, f"expect: {{net: {{size: [{size}, {size}]}}}}")[0] == first


def test_an_expected_size_of_one_axis() -> None:
    found = titles("- conv: {out_channels: 1, kernel_size: 3, padding: [1, 0]}", "expect: {net: {size: [32, 32]}}")
    assert found[0] == "padding: 1 on the conv 'net.conv'"
    found = titles("- conv: {out_channels: 1, kernel_size: 5, padding: [1, 2]}", "expect: {net: {size: [30, 30]}}")
    assert found == [
        "input 32 x 30 (crop W by 2)",
        "padding: 1 on the conv 'net.conv'",
        "kernel_size: [5, 7] on the conv 'net.conv'",
    ]
    layers = "- conv_transpose: {out_channels: 1, kernel_size: 3, stride: 2, padding: 1}"
    assert titles(layers, "expect: {net: {size: [63, 64]}}")[0].startswith("output_padding: [0, 1] on")


def test_expected_channels_and_features() -> None:
    found = error(
        net("- conv: 8\n- relu\n", "defaults: {conv: {kernel_size: 1}}\n" + WIDE, "expect: {net: {channels: 6}}")
    )
    assert (found.cause, found.fixes[0].title) == ("net.conv", "out_channels: 6 on the conv 'net.conv'")
    assert titles("- flatten\n- linear: 8\n", "expect: {net: {features: 6}}") == [
        "out_features: 6 on the linear 'net.linear'"
    ]


def test_groups_and_what_a_framework_has() -> None:
    conv = "- conv: {out_channels: 6, kernel_size: 1}\n- conv: {out_channels: 8, kernel_size: 1, groups: 4}\n"
    assert titles(conv) == ["groups: 2", "out_channels: 8 on the conv 'net.conv'"]
    assert titles("- conv: {out_channels: 6, kernel_size: 1, groups: 4}\n") == ["groups: 2", "out_channels: 8"]
    deconv = "- conv_transpose: {out_channels: 8, kernel_size: 4, stride: 2, padding: same}\n"
    assert titles(deconv) == ["padding: 1, output_padding: 0 on the conv_transpose 'net.conv_transpose'"]
    pool = "- max_pool: {kernel_size: 3, stride: 2, padding: 2}\n"
    assert titles(pool) == ["padding: 1 on the max_pool 'net.max_pool'"]
    keras = "framework: keras\n" + WIDE
    assert titles("- conv: {out_channels: 8, kernel_size: 3, padding: 1}\n", top=keras)[0].startswith(
        "padding: same on"
    )
    assert titles("- conv: {out_channels: 8, kernel_size: [3, 3, 3]}\n") == ["kernel_size: 3 on the conv 'net.conv'"]


def test_a_target_of_another_size() -> None:
    top = "inputs:\n  x: {channels: 4, size: [32, 32]}\n  target: {channels: 4, size: [15, 16]}\n"
    layers = "- max_pool: 2\n  from: x\n- add: {with: target, broadcast: false}\n"
    assert "size: [16, 16] of the input 'target'" in titles(layers, top=top)


def test_an_input_too_small_on_both_axes() -> None:
    top = "inputs: {x: {channels: 4, size: [4, 9]}}\n"
    layers = "- max_pool: 4\n- max_pool: {kernel_size: [1, 3]}\n- conv: {out_channels: 1, kernel_size: [2, 1]}\n"
    found = [d for d in api.check(net(layers, top)) if d.rule == "vanished-axis"]
    assert [fix.title.partition(" (")[0] for d in found for fix in d.fixes if fix.title.startswith("input")]
