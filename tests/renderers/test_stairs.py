"""The U in blocks: stairs, what is told on their edges; and what --fold and --hide do."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.cli import main
from shapeplan.renderers.arrange import arrange
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.layout import Layout
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Drawing
from shapeplan.renderers.terminal import to_text
from tests.renderers.nets import HEAD, plan_of

SPECS = Path(__file__).parents[2] / "specs"
STAIRS = ["unet", "unet_same", "unet3d_small", "smp_unet_resnet34", "broken/unet_500"]
BLOCKS = Look(view="blocks")
WRONG = (
    HEAD
    + """
blocks:
  stage:
    params: {c: required}
    layers:
      - {id: a, conv: {out_channels: $c, kernel_size: 3, padding: 1}}
      - batch_norm
      - {id: b, conv: {out_channels: $c, kernel_size: 3, padding: 1, groups: 7}}
stacks:
  body:
    - stage: {c: 16}
    - max_pool: 2
    - relu
    - stage: {c: 28}
"""
)


def drawing_of(name: str, look: Look = BLOCKS) -> Drawing:
    a = api.analysis(SPECS / f"{name}.yaml")
    assert a.plan is not None
    return draw(a.plan, api.lint(a), look=look)


def stairs(drawing: Drawing) -> Layout:
    layout = arrange(drawing, BLOCKS)
    assert layout is not None
    assert layout.kind == "stairs"
    return layout


@pytest.mark.parametrize("name", STAIRS)
def test_coarser_maps_stand_further_in(name: str):
    drawing = drawing_of(name)
    layout, valley = stairs(drawing), drawing.valley
    assert valley is not None
    down, up = ([layout.boxes[id_] for id_ in way] for way in (valley.down, valley.ups[0]))
    assert all(a.left <= b.left and a.bottom < b.top for a, b in pairwise(down))
    assert all(a.left <= b.left and a.top > b.bottom for a, b in pairwise(up))
    for source, target in valley.pairs:
        one, other = layout.boxes[source], layout.boxes[target]
        assert one.center.y == other.center.y
        assert one.right < other.left


@pytest.mark.parametrize("name", STAIRS)
def test_nothing_overlaps(name: str):
    layout = stairs(drawing_of(name))
    boxes = list(layout.boxes.values())
    labels = [wire.label for wire in layout.wires.values() if wire.label]
    assert not [(a, b) for a, b in combinations(boxes, 2) if a.meets(b)]
    assert not [(a, b) for a in labels for b in boxes if a.meets(b)]
    assert not [(a, b) for a, b in combinations(labels, 2) if a.meets(b)]


def test_edges_tell_what_scales():
    drawing = drawing_of("unet")
    told = {edge.target.rpartition(".")[0]: (edge.text, edge.family) for edge in drawing.edges if edge.family}
    assert told["encoder.enc2"] == ("maxpool k2", "pool")
    assert told["decoder.dec1"] == ("convT2×2 s2, concat", "upsample")
    assert len(told) == 8
    layers = [id_ for box in drawing.boxes for id_ in box.members]
    assert layers == [node.id for node in api.plan(SPECS / "unet.yaml")]
    assert "dec1 ← convT2×2 s2, concat" in to_text(drawing, 140)


def test_a_problem_stays_a_box():
    drawing = drawing_of("broken/unet_500")
    marks = {box.name: box.mark for box in drawing.boxes if box.mark}
    assert marks["max_pool_3"] == "cause"
    assert marks["concat_2"] == "error"
    assert [edge.family for edge in drawing.edges if edge.text.endswith("concat")] == ["upsample", "", ""]


def test_a_scaling_that_no_box_follows_keeps_all_boxes():
    drawing = drawing_of("hourglass_add")
    assert {"upsample", "add"} <= {box.name for box in drawing.boxes}
    assert not any(edge.family for edge in drawing.edges)
    layout = arrange(drawing, BLOCKS)
    assert layout is not None
    assert layout.kind == "u"


def test_a_folded_block_shows_what_is_wrong_in_it():
    a = api.analysis(WRONG)
    assert a.plan is not None
    boxes = {box.name: box for box in draw(a.plan, api.lint(a), look=Look(fold=("stage",))).boxes}
    assert boxes.keys() == {"image", "stage", "max_pool", "relu", "stage_2"}
    assert boxes["stage"].mark == "error"
    assert boxes["stage"].remarks[0].text.startswith("b: groups = 7 does not divide")
    assert boxes["stage_2"].mark is None


def test_names_and_paths_are_folded():
    def names(*fold: str) -> list[str]:
        return [box.name for box in drawing_of("resnet50", Look(fold=fold)).boxes]

    assert names("stage2").count("stage2") == 1
    assert names("stage2.bottleneck").count("bottleneck") == 1
    assert names("bottleneck", "stem") == names("stem", "bottleneck")
    assert len(names("stage1", "stage2", "stage3", "stage4")) < len(names("stage1")) < len(names())


def test_what_is_hidden_is_not_told():
    plan = plan_of(
        HEAD + "stacks: {body: [{conv: {out_channels: 4, kernel_size: 3}}, batch_norm, {max_pool: 2}, relu]}"
    )
    told = draw(plan)
    assert [box.brief for box in told.boxes] == ["", "conv3×3 p0 · bn", "maxpool k2", "relu"]
    hidden = draw(plan, look=Look(hide=frozenset({"activation", "norm"})))
    assert [box.brief for box in hidden.boxes] == ["", "conv3×3 p0", "maxpool k2"]
    assert [id_ for box in hidden.boxes for id_ in box.members] == [node.id for node in plan]


def test_options_that_are_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    spec = str(SPECS / "resnet18.yaml")
    assert main(["render", spec, "-o", str(tmp_path / "a.txt"), "--fold", "basic_blok"]) == 2
    assert "did you mean 'basic_block'?" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["render", spec, "--hide", "pools"])
    assert "known are activations, norms" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
