"""Places: of what we place ourselves, and in what Graphviz makes of it."""

from __future__ import annotations

import json
import random
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.renderers.arrange import arrange
from shapeplan.renderers.columns import column_layout
from shapeplan.renderers.dot import to_dot
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.engine import RenderError, run
from shapeplan.renderers.layout import Layout, Rect, around
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Box, Drawing, Edge
from shapeplan.renderers.strand import Strand, strand
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
        "../tests/corpus/issues/mmdet-2157",
    ),
]


STRANDS = [
    "dcgan_discriminator", "deeplabv3_resnet50", "fcn_resnet50", "googlenet", "mobilenet_v2", "resnet18", "resnet50", "squeezenet1_0", "tcn", "vgg16_bn",
    "broken/flatten_linear",
]  # fmt: skip


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
    down, up = ([layout.boxes[id_] for id_ in ids] for ids in (drawing.valley.down, drawing.valley.up))
    assert max(rect.right for rect in down) < min(rect.left for rect in up)
    for source, target in drawing.valley.pairs:
        assert layout.boxes[source].center.y == layout.boxes[target].center.y
    assert layout.boxes[drawing.valley.up[-1]].top == min(rect.top for rect in up)
    lowest = max(rect.center.y for rect in layout.boxes.values())
    assert layout.boxes[drawing.valley.down[drawing.valley.bottom]].center.y == lowest


@pytest.mark.parametrize("view", ["auto", "blocks", "layers"])
@pytest.mark.parametrize("name", [*US, *STRANDS])
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


@pytest.mark.parametrize("view", ["auto", "layers"])
@pytest.mark.parametrize("name", STRANDS[1:])
def test_edges_of_columns_pass_no_box(name: str, view: str):
    layout = placed(drawing_of(name, view))
    assert layout.kind == "columns"
    check_edges(layout)


@pytest.mark.parametrize("seed", range(100))
def test_random_graphs_in_columns(seed: int):
    some = random.Random(seed)
    count = some.randint(2, 40)
    ends = {(i, i + 1) for i in range(count - 1) if some.random() < 0.995 - 0.1 * (seed % 2)}
    for _ in range(some.randint(0, count // 5)):
        a = some.randrange(count - 1)
        ends.add((a, min(count - 1, a + some.randint(2, 6))))
    boxes = tuple(Box(str(i), (str(i),), str(i), "conv", (1, 8, 8), "conv") for i in range(count))
    edges = tuple(
        Edge(str(a), str(b), "flow" if b == a + 1 else some.choice(["skip", "skip", "size"])) for a, b in sorted(ends)
    )
    layout = column_layout(Drawing("", "", boxes, edges))
    if layout is not None:
        assert not [(a, b) for a, b in combinations(layout.boxes.values(), 2) if a.meets(b)]
        check_edges(layout)


def check_edges(layout: Layout) -> None:
    """Edges are level or steep, and pass no box."""
    for (source, target), wire in layout.wires.items():
        turns = wire.points[::3]
        others = [rect for id_, rect in layout.boxes.items() if id_ not in {source, target}]
        for a, b in pairwise(turns):
            piece = Rect(min(a.x, b.x) - 0.1, min(a.y, b.y) - 0.1, max(a.x, b.x) + 0.1, max(a.y, b.y) + 0.1)
            assert min(piece.right - piece.left, piece.bottom - piece.top) < 1, "level or steep"
            assert not any(piece.meets(rect) for rect in others), (source, target)


def test_columns_are_read_downward():
    drawing = drawing_of("resnet50", "layers")
    layout = placed(drawing)
    order = sorted(drawing.boxes, key=lambda box: (layout.boxes[box.id].left // 500, layout.boxes[box.id].center.y))
    place = {box.id: i for i, box in enumerate(order)}
    assert all(place[edge.source] < place[edge.target] for edge in drawing.edges)


def test_what_is_no_strand():
    def of(body: str) -> Strand | None:
        return strand(draw(plan_of(HEAD + "stacks:\n  s:\n" + body)))

    conv = "{conv: {out_channels: 3, kernel_size: 3, padding: 1}}"
    assert of(f"    - {conv}\n    - {conv}\n") is not None
    assert of(f"    - branches: {{a: [{conv}, {conv}], b: [{conv}], c: []}}\n      merge: add\n") is not None
    for names, fits in (("abcdef", True), ("abcdefg", False)):
        ways = ", ".join(f"{name}: [{conv}]" for name in names)
        assert (of(f"    - branches: {{{ways}}}\n      merge: add\n") is not None) is fits
    dense = "".join(f"    - id: c{i}\n      conv: {{out_channels: 3, kernel_size: 3, padding: 1}}\n" for i in range(6))
    assert of(dense + "    - add: {}\n      from: [c0, c1, c2, c3, c4, c5]\n") is None, "four edges beside each other"


def test_layouts_that_are_asked_for():
    assert arrange(drawing_of("unet"), Look(layout="layers")) is None
    with pytest.raises(RenderError, match="not a U"):
        arrange(drawing_of("resnet18"), Look(layout="u"))
    with pytest.raises(RenderError, match="not a chain"):
        arrange(drawing_of("unet", "layers"), Look(layout="columns"))


def test_residual_blocks_make_no_u():
    assert draw(plan_of(HEAD + RESIDUAL + "stacks:\n  s: [residual, residual]\n")).valley is None


def test_a_picture_holds_sixty_boxes():
    for name in ("resnet50", "densenet121", "googlenet", "mobilenet_v2", "deeplabv3_resnet50", "smp_unet_resnet34"):
        assert len(drawing_of(name).boxes) <= 60, name
    assert len(drawing_of("resnet50").boxes) > 20, "only equal blocks are folded, if that is enough"
    assert len(drawing_of("resnet50", "layers").boxes) == 74
    assert len(draw(unet(), look=Look(view="blocks")).boxes) < len(draw(unet()).boxes)
