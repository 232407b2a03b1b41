"""What is told in boxes, beside edges and under the title when it is asked for; signs of problems."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.cli import FACTS as OFFERED
from shapeplan.cli import main
from shapeplan.renderers import facts, palette
from shapeplan.renderers.dot import to_dot
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Box, Drawing
from shapeplan.renderers.works import works
from tests.renderers.nets import HEAD, RESIDUAL, broken, plan_of, unet

EVERYTHING = Look(annotate=tuple(facts.FACTS))
TIMES, ARROW, UNEQUAL = "\u00d7", "\u2192", "\u2260"


def boxes(drawing: Drawing) -> dict[str, Box]:
    return {box.id: box for box in drawing.boxes}


def drawn(text: str, framework: str = "torch") -> Drawing:
    a = api.analysis(HEAD.replace("torch", framework) + text)
    assert a.plan is not None
    return draw(a.plan, api.lint(a))


def test_the_facts_of_a_box():
    found = boxes(draw(unet(), look=EVERYTHING))
    # conv 3 -> 8, 3 x 3, on 64 x 64, and a relu
    assert found["encoder.enc1.relu"].facts == (f"RF 3{TIMES}3 px", "884.7 kMAC", "224 params", "131.1 kB")
    assert found["encoder.max_pool"].facts == (f"RF 6{TIMES}6 px", "32.8 kB"), "what is 0 is not told"
    assert found["image"].facts == ("49.2 kB",)


def test_facts_stand_in_the_order_asked_for():
    found = boxes(draw(unet(), look=Look(annotate=("params", "receptive-field"))))
    assert found["encoder.enc1.relu"].facts == ("224 params", f"RF 3{TIMES}3 px")
    assert boxes(draw(unet()))["encoder.enc1.relu"].facts == ()


def test_a_folded_box_adds_up_its_layers():
    text = RESIDUAL + "stacks:\n  s:\n    - repeat: 100\n      layers: [residual]\n"
    box = next(box for box in draw(plan_of(HEAD + text), look=EVERYTHING).boxes if box.count == 100)
    assert box.facts == (f"RF 64{TIMES}64 px", "235.9 MMAC", "60.0 k params", "131.1 kB")


def test_facts_are_drawn():
    dot = to_dot(draw(unet(), look=EVERYTHING))
    assert f">RF 3{TIMES}3 px \u00b7 884.7 kMAC \u00b7 224 params \u00b7 131.1 kB</FONT>" in dot


def test_what_is_unknown_is_not_told():
    found = boxes(draw(*broken(), look=EVERYTHING))
    assert found["head.logits"].facts == ("18 params",)


def test_the_command_offers_what_there_is():
    assert tuple(facts.FACTS) == OFFERED


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    path = tmp_path / "net.dot"
    assert main(["render", "specs/unet.yaml", "-o", str(path), "--annotate", "memory, macs"]) == 0
    assert "83.2 MB \u00b7 187.1 MMAC" in path.read_text(encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        main(["render", "specs/unet.yaml", "-o", str(path), "--annotate", "flops"])
    assert end.value.code == 2
    assert "there is no 'flops'; known are receptive-field, macs" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("spec", "line"),
    [
        ("unet_same", "works: H and W = 16k, k \u2265 1"),
        ("unet3d_small", "works: D = 2k, k \u2265 1; H and W = 4k, k \u2265 1"),
        ("broken/unet_250", "works: H and W = 8k, k \u2265 1"),
        ("broken/flatten_linear", "works: H and W together: see shapeplan sizes"),
        ("broken/add_channels", ""),
    ],
)
def test_the_sizes_that_work(spec: str, line: str):
    a = api.analysis(f"specs/{spec}.yaml")
    assert a.plan is not None
    told = api.told(a)
    assert works(told) == line
    drawing = draw(a.plan, told=told)
    assert drawing.works == line
    assert ("works: " in to_dot(drawing)) == bool(line)
    assert line in to_dot(drawing)


def test_a_spec_with_a_typo_has_no_sizes():
    assert api.told(api.analysis("specs/broken/typo.yaml")) is None


GATE = """stacks:
  s:
    - {conv: {out_channels: 4, kernel_size: 1}, id: a}
    - {conv: {out_channels: 1, kernel_size: 1}, id: mask}
    - {multiply: a, id: gated}
    - max_pool: {kernel_size: 2, stride: 2}
    - {add: {with: gated, fit: resize}, id: sum}
    - {conv: {out_channels: 3, kernel_size: 1}, id: b}
    - {add: a, id: last}
"""


@pytest.mark.parametrize(("framework", "one", "four", "three"), [("torch", "1 64 64", "4 64 64", "3 64 64"), ("keras", "64 64 1", "64 64 4", "64 64 3")])  # fmt: skip
def test_edges_follow_the_layout_of_the_framework(framework: str, one: str, four: str, three: str):
    one, four, three = (text.replace(" ", f" {TIMES} ") for text in (one, four, three))
    drawing = drawn(GATE, framework)
    texts = {(edge.source, edge.target): edge.text for edge in drawing.edges}
    assert texts["s.mask", "s.gated"] == f"broadcast {one} {ARROW} {four}"
    assert texts["s.max_pool", "s.sum"] == f"resize 32 {ARROW} 64"
    assert texts["s.a", "s.last"] == f"{four} {UNEQUAL} {three}"
    assert boxes(drawing)["s.last"].remarks[0].text == f"{three} {UNEQUAL} {four}"
    assert boxes(drawing)["s.mask"].shape == ((1, 64, 64) if framework == "torch" else (64, 64, 1))


def test_spatial_sizes_that_differ_with_channels_last():
    text = "stacks:\n  s:\n    - {max_pool: {kernel_size: 2, stride: 2}, id: half}\n    - {add: image, id: sum}\n"
    drawing = drawn(text, "keras")
    assert boxes(drawing)["s.sum"].remarks[0].text == f"32 {TIMES} 32 {UNEQUAL} 64 {TIMES} 64"


def test_what_rounding_drops_is_told():
    pooled = drawn("stacks: {s: [{max_pool: 3}, {conv: {out_channels: 2, kernel_size: 3, stride: 2, padding: 1}}]}\n")
    said = {box.name: [remark.text for remark in box.remarks] for box in pooled.boxes}
    assert f"64 {ARROW} 21 1/3, rounded to 21" in said["max_pool"][0]
    plan = plan_of(
        HEAD + "stacks: {s: [{conv: {out_channels: 2, kernel_size: 3, stride: 2, padding: 1}}, {max_pool: 2}]}"
    )
    a = api.analysis(HEAD + "stacks: {s: [{conv: {out_channels: 2, kernel_size: 3, stride: 2, padding: 1}}]}\n")
    note = draw(plan, api.lint(a)).boxes[1].remarks[0]
    assert (note.mark, note.text) == ("note", f"64 {ARROW} 32 1/2, rounded to 32: only padding dropped")


def test_every_grave_mark_has_a_sign_of_its_own():
    assert set(palette.SIGNS) == set(palette.MARKS) - {"unknown"}, "what is unknown is dashed, and has ? for sizes"
    assert len(set(palette.SIGNS.values())) == len(palette.SIGNS)


def test_problems_are_read_without_colours():
    """With all colours made one, the marks still differ."""
    dot = re.sub(r"#[0-9A-Fa-f]{6}", "#000000", to_dot(draw(*broken())))
    lines = {name: next(x for x in dot.splitlines() if f">{name}</FONT>" in x) for name in ("concat_2", "max_pool_2", "logits", "max_pool")}  # fmt: skip
    looks = {
        name: (
            re.findall(r"<B>([^<]*)</B>", line)[0],
            re.findall(r"penwidth=([\d.]+)", line),
            re.findall(r'style="([^"]*)"', line),
        )
        for name, line in lines.items()
    }
    assert looks["concat_2"][:2] == (TIMES, ["2.4"])
    assert looks["max_pool_2"][:2] == ("&lt;", ["2.4"])
    assert looks["logits"][2] == ["filled,rounded,dashed"]
    assert looks["max_pool"][1:] == ([], [])
    failing = next(line for line in dot.splitlines() if "fails" in line)
    assert "style=dashed" in failing
    assert "fix: " in failing
