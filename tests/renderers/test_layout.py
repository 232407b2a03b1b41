"""Places: of what we place ourselves, and in what Graphviz makes of it."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.renderers.arrange import arrange
from shapeplan.renderers.dot import to_dot
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.engine import RenderError, run
from shapeplan.renderers.layout import Layout, Rect, around
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Drawing
from tests.renderers.nets import HEAD, RESIDUAL, plan_of, unet

SPECS = Path(__file__).parent.parent.parent / "specs"
US = [
    *(
        "unet",
        "unet_same",
        "unet3d_small",
        "smp_unet_resnet34",
        "hourglass_add",
        "conv_ae_1d",
        "broken/output_padding",
        "broken/unet_250",
        "broken/unet_500",
        "../tests/renderers/specs/attention_unet",
    ),
]


def drawing_of(name: str, view: str = "auto") -> Drawing:
    a = api.analysis(SPECS / f"{name}.yaml")
    assert a.plan is not None
    return draw(a.plan, api.lint(a), look=Look(view=view))  # type: ignore[arg-type]


def placed(drawing: Drawing) -> Layout:
    layout = arrange(drawing)
    assert layout is not None
    return layout


@pytest.mark.parametrize("view", ["auto", "blocks", "layers"])
@pytest.mark.parametrize("name", US)
def test_partners_stand_on_one_row(name: str, view: str):
    drawing = drawing_of(name, view)
    layout = placed(drawing)
    assert layout.kind == "u"
    assert drawing.valley is not None
    down, up = ([layout.boxes[id_] for id_ in ids] for ids in (drawing.valley.down, drawing.valley.ups[0]))
    assert max(rect.right for rect in down) < min(rect.left for rect in up)
    for source, target in drawing.valley.pairs:
        assert layout.boxes[source].center.y == layout.boxes[target].center.y
    assert layout.boxes[drawing.valley.ups[0][-1]].top == min(rect.top for rect in up)
    lowest = max(rect.center.y for rect in layout.boxes.values())
    assert layout.boxes[drawing.valley.down[drawing.valley.bottom]].center.y == lowest


@pytest.mark.parametrize("view", ["auto", "blocks", "layers"])
@pytest.mark.parametrize("name", [*US, "vgg16_bn", "dcgan_discriminator"])
def test_nothing_overlaps(name: str, view: str):
    drawing = drawing_of(name, view)
    layout = arrange(drawing)
    if layout is None:
        assert len(drawing.boxes) <= 8, "only short chains are left to Graphviz"
        return
    boxes = list(layout.boxes.values())
    labels = [wire.label for wire in layout.wires.values() if wire.label]
    assert not [(a, b) for a, b in combinations(boxes, 2) if a.meets(b)]
    assert not [(a, b) for a in labels for b in boxes if a.meets(b)]
    for (source, target), wire in layout.wires.items():
        straight = around([Rect(*p, p.x + 0.1, p.y + 0.1) for p in (wire.points[0], wire.points[-1])])
        if straight.bottom - straight.top < 1:
            others = [rect for id_, rect in layout.boxes.items() if id_ not in {source, target}]
            assert not any(straight.meets(rect) for rect in others), (source, target)
    for path, frame in layout.frames.items():
        for box in drawing.boxes:
            inside = box.group[: len(path)] == path
            assert frame.meets(layout.boxes[box.id]) == inside


@pytest.mark.parametrize("name", US)
def test_graphviz_draws_it_there(name: str):
    drawing = drawing_of(name)
    layout = placed(drawing)
    drawn = json.loads(run(to_dot(drawing, layout), "json0", placed=True))
    at = {o["name"]: tuple(map(float, o["pos"].split(","))) for o in drawn["objects"] if "pos" in o}
    boxes = {drawing.keys[id_]: rect for id_, rect in layout.boxes.items()}
    assert at.keys() == boxes.keys()
    shift = at["n0"][0] - boxes["n0"].center.x, at["n0"][1] + boxes["n0"].center.y
    for key, rect in boxes.items():
        assert at[key] == pytest.approx((rect.center.x + shift[0], shift[1] - rect.center.y), abs=0.02)
    labels = [(e, tuple(map(float, e["lp"].split(",")))) for e in drawn["edges"] if "lp" in e]
    assert len(labels) == sum(wire.label is not None for wire in layout.wires.values())
    for _, (x, y) in labels:
        point = Rect(x - shift[0], shift[1] - y, x - shift[0] + 0.1, shift[1] - y + 0.1)
        assert not any(point.meets(rect) for rect in layout.boxes.values())


def test_a_long_chain_is_folded_to_the_shape_of_a_page():
    layout = placed(drawing_of("vgg16_bn"))
    assert layout.kind == "columns"
    wide = max(r.right for r in layout.boxes.values())
    high = max(r.bottom for r in layout.boxes.values())
    assert 1 < wide / high < 2.2
    assert arrange(drawing_of("broken/groups")) is None, "three boxes need no columns"


def test_layouts_that_are_asked_for():
    assert arrange(drawing_of("unet"), Look(layout="layers")) is None
    with pytest.raises(RenderError, match="not a U"):
        arrange(drawing_of("resnet18"), Look(layout="u"))
    with pytest.raises(RenderError, match="not a chain"):
        arrange(drawing_of("resnet18"), Look(layout="columns"))


def test_residual_blocks_make_no_u():
    assert draw(plan_of(HEAD + RESIDUAL + "stacks:\n  s: [residual, residual]\n")).valley is None


def test_a_picture_holds_sixty_boxes():
    for name in ("resnet50", "densenet121", "googlenet", "mobilenet_v2", "deeplabv3_resnet50", "smp_unet_resnet34"):
        assert len(drawing_of(name).boxes) <= 60, name
    assert len(drawing_of("resnet50").boxes) > 20, "only equal blocks are folded, if that is enough"
    assert len(drawing_of("resnet50", "layers").boxes) == 74
    assert len(draw(unet(), look=Look(view="blocks")).boxes) < len(draw(unet()).boxes)
