"""What a picture consists of."""

from __future__ import annotations

from shapeplan import api
from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.model import Box, Drawing, Edge
from tests.renderers.nets import HEAD, RESIDUAL, broken, plan_of, unet

TIMES, UNEQUAL, ARROW = "\u00d7", "\u2260", "\u2192"


def by_id(drawing: Drawing) -> dict[str, Box]:
    return {box.id: box for box in drawing.boxes}


def edge(drawing: Drawing, source: str, target: str) -> Edge:
    return next(e for e in drawing.edges if (e.source, e.target) == (source, target))


def test_activations_are_drawn_with_what_they_follow():
    boxes = by_id(draw(unet()))
    assert boxes["encoder.enc1.relu"].members == ("encoder.enc1.conv", "encoder.enc1.relu")
    assert boxes["encoder.enc1.relu"].brief == f"conv3{TIMES}3 p1 \u00b7 relu"
    assert boxes["encoder.enc1.relu"].name == "conv"
    assert "encoder.enc1.conv" not in boxes


def test_a_layer_that_others_read_keeps_its_box():
    plan = plan_of(
        HEAD + "stacks:\n  s:\n    - conv: {out_channels: 8, kernel_size: 1}\n      id: c\n    - relu\n    - add: c\n"
    )
    assert [box.id for box in draw(plan).boxes] == ["image", "s.c", "s.relu", "s.add"]


def test_groups_and_their_parents():
    groups = {group.path: group for group in draw(unet()).groups}
    assert groups["encoder", "enc1"].parent == ("encoder",)
    assert (groups["encoder", "enc1"].title, groups["encoder", "enc1"].kind) == ("enc1", "double_conv")
    assert ("bottleneck", "double_conv") not in groups, "the same boxes as the stack around it"
    assert ("head",) not in groups, "one box needs no frame"


def test_the_skips_of_a_unet():
    drawing = draw(unet(92, padding=0, fit=", fit: crop"))
    skip = edge(drawing, "encoder.enc3.relu_2", "decoder.concat")
    assert (skip.kind, skip.text, skip.fails) == ("skip", f"crop 16 {ARROW} 8", False)
    assert edge(drawing, "decoder.conv_transpose", "decoder.concat").kind == "flow"
    assert drawing.valley is not None
    assert drawing.valley.pairs[0] == ("encoder.enc1.relu_2", "decoder.concat_3")
    assert drawing.valley.down[-1] == "bottleneck.double_conv.relu_2"


def test_branches_side_by_side_are_no_skips():
    text = """stacks:
  s:
    - branches:
        a: [{conv: {out_channels: 8, kernel_size: 1}}]
        b: [{conv: {out_channels: 8, kernel_size: 3, padding: 1}}]
      merge: add
"""
    drawing = draw(plan_of(HEAD + text))
    assert {e.kind for e in drawing.edges} == {"flow"}
    assert [box.name for box in drawing.boxes] == ["image", "a", "b", "add"]
    assert drawing.valley is None


def test_an_identity_is_a_skip_but_makes_no_u():
    drawing = draw(plan_of(HEAD + RESIDUAL + "stacks:\n  s: [residual, residual]\n"))
    assert [e.kind for e in drawing.edges].count("skip") == 2
    assert drawing.valley is None


def test_a_mismatch_its_cause_and_what_follows():
    drawing = draw(*broken())
    boxes = by_id(drawing)
    assert boxes["decoder.concat_2"].mark == "error"
    assert boxes["decoder.concat_2"].remarks[0].text == f"24 {TIMES} 24 {UNEQUAL} 25 {TIMES} 25"
    assert boxes["encoder.max_pool_2"].mark == "cause"
    assert boxes["encoder.max_pool_2"].remarks[0].text == f"25 {ARROW} 12 1/2, rounded to 12: 1 px dropped"
    assert boxes["head.logits"].mark == "unknown"
    assert boxes["head.logits"].shape == (2, None, None)
    skip = edge(drawing, "encoder.enc2.relu_2", "decoder.concat_2")
    assert (skip.text, skip.fails, skip.fix) == (f"25 {TIMES} 25 {UNEQUAL} 24 {TIMES} 24", True, "input H = 56")
    assert drawing.valley is not None, "broken or not, it is a U"
    assert "1 error" in drawing.summary
    assert set(drawing.legend) >= {"error", "cause", "unknown"}


def test_faults_are_marked_without_findings():
    drawing = draw(unet(50))
    assert by_id(drawing)["decoder.concat_2"].mark == "error"


def test_a_note_without_a_fraction_has_no_line():
    plan = unet()
    said = [Diagnostic("x", "note", "just so", plan["logits"].route, plan.net.source, node="head.logits")]
    assert by_id(draw(plan, said))["head.logits"].mark is None


def test_a_typo_marks_its_layer():
    plan = plan_of(HEAD + "stacks:\n  s:\n    - cnov: 8\n    - relu\n")
    wrong = plan.net.wrongs[0]
    drawing = draw(plan, [Diagnostic(wrong.rule, "error", wrong.message, wrong.at, plan.net.source)])
    assert [box.mark for box in drawing.boxes] == [None, "error", "unknown"]
    assert drawing.problems[0].box == "s.cnov"


def test_equal_blocks_are_folded_in_a_large_network():
    drawing = draw(
        plan_of(HEAD + RESIDUAL + "stacks:\n  s:\n    - repeat: 1000\n      layers: [residual]\n    - max_pool: 2\n")
    )
    assert [(box.name, box.brief, box.count) for box in drawing.boxes] == [
        ("image", "", 1),
        ("residual \u2013 residual_1000", f"residual {TIMES} 1000", 1000),
        ("max_pool", "maxpool k2", 1),
    ]
    assert [e.kind for e in drawing.edges] == ["flow", "flow"]


def test_folding_leaves_trouble_visible():
    text = "stacks:\n  s:\n    - repeat: 100\n      layers: [residual]\n    - conv: {out_channels: 8, kernel_size: 99}\n      id: bad\n"
    drawing = draw(plan_of(HEAD + RESIDUAL + text))
    assert len(drawing.boxes) < 10
    assert by_id(drawing)["s.bad"].mark == "error"


def test_blocks_are_folded_before_stacks():
    drawing = draw(unet(), most_boxes=20)
    assert len(drawing.boxes) == 18
    assert drawing.valley is not None
    assert [box.name for box in draw(unet(), most_boxes=5).boxes] == [
        "image",
        "encoder",
        "bottleneck",
        "decoder",
        "logits",
    ]


def test_the_summary():
    assert draw(unet()).summary.startswith(f"3 {TIMES} 64 {TIMES} 64 {ARROW} 2 {TIMES} 64 {TIMES} 64  \u00b7  ")
    assert draw(unet()).summary.endswith("no problems")


def test_names_tell_boxes_of_one_group_apart():
    text = """stacks:
  s:
    - branches:
        a: [{conv: {out_channels: 8, kernel_size: 1}}, {conv: {out_channels: 8, kernel_size: 1}}]
        b: [{conv: {out_channels: 8, kernel_size: 1}}, {conv: {out_channels: 8, kernel_size: 1}}]
      merge: concat
"""
    names = [box.name for box in draw(plan_of(HEAD + text)).boxes]
    assert names == ["image", "a.conv", "a.conv_2", "b.conv", "b.conv_2", "concat"]


def test_a_plan_without_layers_is_drawn():
    plan = plan_of(HEAD + "stacks: {s: [relu]}\n")
    plan.net.nodes.clear()
    assert draw(Plan(plan.net, {})).boxes == ()


def test_a_mismatch_is_told_by_sizes_that_are_known_and_its_fix_once():
    a = api.analysis("""
shapeplan: 1
inputs: {rgb: {channels: 3, size: [16, 16]}, depth: {channels: 1, size: [14, 16]}}
stacks:
  one: [{from: rgb, conv: {out_channels: 4, kernel_size: 1}, id: r}, {max_pool: 2}]
  two: [{from: depth, conv: {out_channels: 4, kernel_size: 1}, id: d}, {max_pool: 2}]
  up:
    - concat: {from: [one, two]}
    - upsample: 2
    - concat: {with: [r, d]}
""")
    assert a.plan is not None
    drawing = draw(a.plan, api.lint(a))
    told = {edge.source: edge for edge in drawing.edges if edge.target == "up.concat_2"}
    assert told["one.r"].text == "16 × 16 ≠ 14 × 16"
    assert told["two.d"].text == "14 × 16 ≠ 16 × 16"
    assert [bool(edge.fix) for edge in told.values()].count(True) == 1
    (box,) = (box for box in drawing.boxes if box.id == "up.concat_2")
    assert box.remarks[0].text == "16 × 16 ≠ 14 × 16"
