"""Places: of what we place ourselves, and in what Graphviz makes of it."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.renderers import engine
from shapeplan.renderers.arrange import arrange
from shapeplan.renderers.columns import column_layout
from shapeplan.renderers.dot import to_dot
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.engine import RenderError, run
from shapeplan.renderers.files import render
from shapeplan.renderers.ladder import picture
from shapeplan.renderers.layout import ROUND, Layout, Rect, Wire, around
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Box, Drawing, Edge
from shapeplan.renderers.stack import passes, stack_layout
from shapeplan.renderers.strand import Strand, strand
from tests.renderers.nets import HEAD, RESIDUAL, plan_of, unet

SPECS = Path(__file__).parent.parent.parent / "specs"
VIEWS = ["auto", "blocks", "layers"]
US = [
    *(
        "unet",
        "unet_same",
        "unet3d_small",
        "smp_unet_resnet34",
        "hourglass_add",
        "conv_ae_1d",
        "unetpp",
        "two_decoders",
        "broken/concat_channels",
        "broken/output_padding",
        "broken/unet_250",
        "broken/unet_500",
        "../tests/renderers/specs/attention_unet",
        "../tests/corpus/issues/mmdet-2157",
        "../tests/renderers/specs/three_decoders",
        "../tests/renderers/specs/two_decoders_250",
        "../tests/renderers/specs/unetpp_100",
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


def test_every_u_is_looked_at():
    found = set()
    for path in SPECS.rglob("*.yaml"):
        a = api.analysis(path)
        if a.plan is not None and draw(a.plan).valley:
            found.add(path.relative_to(SPECS).with_suffix("").as_posix())
    assert found == {name for name in US if not name.startswith("..")}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", US)
def test_partners_stand_on_one_row(name: str, view: str):
    drawing = drawing_of(name, view)
    layout = placed(drawing)
    assert layout.kind == "u"
    assert drawing.valley is not None
    for source, target in drawing.valley.pairs:
        assert layout.boxes[source].center.y == layout.boxes[target].center.y
    lowest = max(rect.center.y for rect in layout.boxes.values())
    assert layout.boxes[drawing.valley.down[drawing.valley.bottom]].center.y == lowest


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", US)
def test_the_encoder_stands_left_and_each_decoder_right_of_it(name: str, view: str):
    drawing = drawing_of(name, view)
    layout = placed(drawing)
    assert drawing.valley is not None
    ways = [[layout.boxes[id_] for id_ in ids] for ids in (drawing.valley.down, *drawing.valley.ups)]
    for left, right in pairwise(ways):
        assert max(rect.right for rect in left) < min(rect.left for rect in right)
    for ids, way in zip(drawing.valley.ups, ways[1:], strict=True):
        assert layout.boxes[ids[-1]].top == min(rect.top for rect in way)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", [*US, *STRANDS])
def test_nothing_overlaps(name: str, view: str):
    drawing = drawing_of(name, view)
    layout = arrange(drawing)
    if layout is None:
        assert len(drawing.boxes) <= 8, "only short chains are left to Graphviz"
        return
    check_places(layout)
    for path, parts in layout.frames.items():
        for box in drawing.boxes:
            around_it = sum(frame.meets(layout.boxes[box.id]) for frame in parts)
            assert around_it == (box.group[: len(path)] == path), (path, box.id)


def check_places(layout: Layout) -> None:
    """No box, label or line stands on a box that is not its own, no label on a label or a line."""
    labels = {ends: wire.label for ends, wire in layout.wires.items() if wire.label}
    assert not [(a, b) for a, b in combinations(layout.boxes.values(), 2) if a.meets(b)]
    assert not [(a, b) for a in labels.values() for b in layout.boxes.values() if a.meets(b)]
    assert not [(a, b) for a, b in combinations(labels.values(), 2) if a.meets(b)]
    for ends, wire in layout.wires.items():
        pieces = list(straight(wire))
        others = [rect for id_, rect in layout.boxes.items() if id_ not in ends]
        assert not [(ends, rect) for rect in others for piece in pieces if piece.meets(rect)]
        assert not [(ends, other) for other, label in labels.items() for piece in pieces if piece.meets(label)]


def straight(wire: Wire) -> Iterator[Rect]:
    """Rectangles that hold the pieces of a wire: what is not straight is a round corner."""
    for i in range(0, len(wire.points) - 1, 3):
        left, top, right, bottom = around(Rect(*point, *point) for point in wire.points[i : i + 4])
        assert min(right - left, bottom - top) <= ROUND
        yield Rect(left, top, right + 0.01, bottom + 0.01)


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
        assert at[key] == pytest.approx(
            (rect.center.x + shift[0], shift[1] - rect.center.y), abs=0.06
        )  # json0 has five digits
    labels = [(e, tuple(map(float, e["lp"].split(",")))) for e in drawn["edges"] if "lp" in e]
    assert len(labels) == sum(wire.label is not None for wire in layout.wires.values())
    for _, (x, y) in labels:
        point = Rect(x - shift[0], shift[1] - y, x - shift[0] + 0.1, shift[1] - y + 0.1)
        assert not any(point.meets(rect) for rect in layout.boxes.values())


def test_a_stack_on_both_sides_of_others_has_a_frame_on_each():
    text = """stacks:
  top: [{conv: {out_channels: 8, kernel_size: 1}, id: e1}, {max_pool: 2}, {conv: {out_channels: 8, kernel_size: 1}, id: e2}]
  turn: [{max_pool: 2}, {upsample: 2}, {concat: e2}]
  end: [{upsample: 2}, {concat: e1}]
"""
    drawing = draw(plan_of(HEAD + text))
    layout = placed(drawing)
    left, right = layout.frames["turn",]
    assert left.right < right.left
    assert left.top != right.top
    drawn = json.loads(run(to_dot(drawing, layout), "json0", placed=True))
    assert len([o for o in drawn["objects"] if o["name"].startswith("cluster_") and "turn" in o.get("label", "")]) == 2


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


def tangled(count: int, reach: int) -> Drawing:
    """Boxes each of which reads all of so many before it."""
    boxes = tuple(Box(f"b{i}", (f"b{i}",), f"b{i}", "conv", (8, 4, 4), "conv") for i in range(count))
    edges = (Edge(f"b{i}", f"b{j}") for j in range(count) for i in range(max(0, j - reach), j))
    return Drawing("tangle", "all read all", boxes, tuple(edges))


def test_long_edges_are_counted_by_the_layers_that_they_pass():
    assert passes(tangled(5, 1)) == 0
    assert passes(tangled(5, 2)) == 3
    assert passes(tangled(5, 4)) == 3 + 2 * 2 + 3


def test_hopeless_graphs_are_known_beforehand():
    """80 layers that all read all others kept Graphviz busy for 90 s and more."""
    drawing = tangled(80, 80)
    layout = arrange(drawing, Look(layout="layers"))
    assert layout is not None
    assert layout.kind == "stack"
    check_places(layout)
    assert len({rect.left for rect in layout.boxes.values()}) == 1
    assert "--view blocks" in to_dot(drawing, layout)
    assert b"<svg" in render(drawing, "svg")


def test_hard_graphs_are_made_easy_for_graphviz():
    assert arrange(tangled(45, 45)) is None
    assert "nslimit" in to_dot(tangled(45, 45))
    assert "nslimit" not in to_dot(tangled(20, 20))


def test_where_graphviz_does_not_finish_all_stand_in_one_column(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "ATTEMPTS", (((), 0.0001),))
    made: list[bool] = []

    def make(text: str, placed: bool) -> bytes:
        made.append(placed)
        return b"placed" if placed else run(text, "svg")

    assert picture(tangled(20, 20), Look(), make) == b"placed"
    assert made == [False, True]


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(40))
def test_random_graphs_in_one_column(seed: int):
    draw_one = random.Random(seed)
    count = draw_one.randint(2, 40)
    some = tangled(count, count)
    edges = tuple(edge for edge in some.edges if draw_one.random() < 0.2)
    texts = tuple(replace(edge, text="crop 9 -> 7") if draw_one.random() < 0.1 else edge for edge in edges)
    layout = stack_layout(replace(some, edges=texts))
    assert not [(a, b) for a, b in combinations(layout.boxes.values(), 2) if a.meets(b)]
    labels = [wire.label for wire in layout.wires.values() if wire.label]
    assert not [(a, b) for a in labels for b in layout.boxes.values() if a.meets(b)]
