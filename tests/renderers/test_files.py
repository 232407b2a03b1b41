"""DOT, Graphviz and files."""

from __future__ import annotations

import re
import struct
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest

from shapeplan.renderers import engine
from shapeplan.renderers.dot import to_dot
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.engine import RenderError, check_pixels, find_dot, run
from shapeplan.renderers.files import render, render_file
from shapeplan.renderers.lettering import clean, width, wrap
from shapeplan.renderers.model import Box, Cluster, Drawing, Edge, Problem, Remark
from tests.renderers.nets import HEAD, broken, plan_of, unet

HOSTILE = [
    'a<b>&"c\\n', "</TD><B>x", "n0:s [label=x]", "javascript:alert(1)", "\u202eevil", "-->", "\\N \\G", "x" * 500,
    '"]; n [', "&amp;", 'font-family="Arial"', "<![CDATA[", "]]>", "&#0;", "\x00\x07", "\ud800", "\u0000",
]  # fmt: skip


def hostile() -> Drawing:
    """Every text of a picture as bad as can be, as the readers of a plan hand it on."""
    boxes = tuple(
        Box(
            f"{i}{e}", (e,), clean(e), clean(e), (1, None), "conv", "error", (Remark("error", clean(e)),), (HOSTILE[0],)
        )
        for i, e in enumerate(HOSTILE)
    )
    edges = tuple(Edge(a.id, b.id, "skip", a.name, True, a.name) for a, b in pairwise(boxes))
    problems = tuple(Problem("error", clean(e)) for e in HOSTILE)
    group = Cluster((HOSTILE[0],), clean(HOSTILE[0]), clean(HOSTILE[0]))
    return Drawing(clean(HOSTILE[0]), clean(HOSTILE[1]), boxes, edges, (group,), ("conv", "error"), problems)


def node(dot: str, name: str) -> str:
    """The line of DOT that declares a box with a text."""
    return next(line for line in dot.splitlines() if f">{name}</FONT>" in line and "cluster" not in line)


def test_dot_of_a_unet():
    drawing = draw(unet())
    dot = to_dot(drawing)
    assert dot.startswith("digraph network {")
    assert len(re.findall(r"subgraph cluster_\d+", dot)) == len(drawing.groups)
    assert len(re.findall(r"class=skip", dot)) == 3
    for word in ("input", "convolution", "upsampling", "pooling", "merge"):
        assert f">{word}" in dot
    assert "error" not in dot
    assert "dashed" not in dot


def test_dot_of_a_broken_unet():
    dot = to_dot(draw(*broken()))
    assert 'fillcolor="#FDE8E8"' in node(dot, "concat_2")
    assert 'class="op-merge error"' in node(dot, "concat_2")
    assert "error: 24 \u00d7 24 \u2260 25 \u00d7 25" in node(dot, "concat_2")
    assert "cause: 25 \u2192 12 1/2, rounded to 12:" in node(dot, "max_pool_2")
    assert "dropped</B>" in node(dot, "max_pool_2")
    assert "dashed" in node(dot, "logits")
    assert "2 \u00d7 ? \u00d7 ?" in node(dot, "logits")
    failing = next(line for line in dot.splitlines() if "fails" in line)
    assert 'color="#D11A2A"' in failing
    assert "input H = 56" in failing
    assert ">not computed" in dot


def test_the_same_drawing_gives_the_same_dot():
    assert to_dot(draw(*broken())) == to_dot(draw(*broken()))


def test_hostile_text_stays_text():
    drawing = hostile()
    dot = to_dot(drawing)
    assert "\x00" not in dot
    assert "\u202e" not in dot
    ET.fromstring(render(drawing, "svg"))
    svg = render(drawing, "svg").decode()
    assert "<script" not in svg
    assert "href" not in svg
    assert svg.count('class="node') == len(HOSTILE)


def test_svg_is_well_formed_and_names_its_layers():
    svg = render(draw(*broken()), "svg").decode()
    root = ET.fromstring(svg)
    texts = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    titles = {element.text for element in root.iter("{http://www.w3.org/2000/svg}title")}
    assert {"U-Net", "concat_2", "32 \u00d7 ? \u00d7 ?"} <= texts
    assert "encoder.enc2.relu_2 \u2192 decoder.concat_2" in titles
    assert "sans-serif" in svg
    assert "Noto Sans KR" in svg


def test_a_u_has_the_way_down_on_the_left():
    drawing = draw(unet())
    svg = render(drawing, "svg").decode()
    place = {
        key: [float(n) for n in re.findall(r'x="([-\d.]+)" y="([-\d.]+)"', svg.split(f'<g id="{key}" ')[1])[0]]
        for key in drawing.keys.values()
    }
    assert drawing.valley is not None
    down = [place[drawing.keys[id_]] for id_ in drawing.valley.down]
    up = [place[drawing.keys[id_]] for id_ in drawing.valley.ups[0]]
    assert max(x for x, _ in down) < min(x for x, _ in up)
    assert down == sorted(down, key=lambda p: p[1])
    assert up == sorted(up, key=lambda p: -p[1])
    for source, target in drawing.valley.pairs:
        assert place[drawing.keys[source]][1] == pytest.approx(place[drawing.keys[target]][1], abs=1)


def test_png_has_the_size_of_the_svg():
    drawing = draw(unet())
    png = render(drawing, "png")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", png[16:24])
    size = re.search(r'<svg width="(\d+)pt" height="(\d+)pt"', render(drawing, "svg").decode())
    assert size is not None
    assert (wide, high) == pytest.approx([int(n) * 96 / 72 for n in size.groups()], abs=2)


@pytest.mark.parametrize("name", ["net.svg", "net.PNG", "net.pdf", "net.dot", "net.gv"])
def test_files_by_suffix(tmp_path: Path, name: str):
    (tmp_path / name).write_text("old")
    render_file(*broken(), tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes()[:4] in {b"<?xm", b"\x89PNG", b"%PDF", b"digr"}


def test_an_unknown_suffix(tmp_path: Path):
    with pytest.raises(RenderError, match=r"\.svg, \.png, \.pdf, \.html, \.dot, \.gv, \.mmd, \.md or \.txt"):
        render_file(unet(), [], tmp_path / "net.jpeg")


def test_a_missing_folder(tmp_path: Path):
    with pytest.raises(RenderError, match="no folder"):
        render_file(unet(), [], tmp_path / "none" / "net.svg")


def test_a_failure_leaves_the_old_file(tmp_path: Path):
    (tmp_path / "net.svg").write_text("old")
    with pytest.raises(RenderError, match="no executable"):
        render_file(unet(), [], tmp_path / "net.svg", dot=tmp_path / "dot")
    assert (tmp_path / "net.svg").read_text() == "old"
    (tmp_path / "folder.dot").mkdir()
    with pytest.raises(RenderError, match="cannot be written"):
        render_file(unet(), [], tmp_path / "folder.dot")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.dot", "net.svg"]


def test_the_order_of_executables(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert "graphviz-pure" in find_dot()
    monkeypatch.setenv("SHAPEPLAN_DOT", sys.executable)
    assert find_dot() == sys.executable
    with pytest.raises(RenderError, match="Graphviz failed"):
        run("digraph {}", "svg")
    monkeypatch.delenv("SHAPEPLAN_DOT")
    monkeypatch.setattr(engine, "bundled", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(RenderError, match="pip install graphviz-pure"):
        find_dot()


def test_a_layout_that_does_not_finish(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "ATTEMPTS", (((), 0.001), (("-Gsplines=line",), 20)))
    assert run("digraph {a -> b}", "svg").startswith(b"<?xml")
    monkeypatch.setattr(engine, "ATTEMPTS", (((), 0.001),))
    with pytest.raises(RenderError, match="did not finish"):
        run("digraph {a -> b}", "png")


def test_a_broken_graph():
    with pytest.raises(RenderError, match="Graphviz failed"):
        run("digraph {", "svg")


def test_the_limit_of_pixels():
    check_pixels(b'<svg width="600pt" height="12000pt"')
    with pytest.raises(RenderError, match=r"266 x 16001 px; write a \.svg"):
        check_pixels(b'<svg width="200pt" height="12001pt"')
    with pytest.raises(RenderError, match=r"\.svg"):
        check_pixels(b'<svg width="6000pt" height="6000pt"')


def test_a_title_from_the_user_is_escaped():
    plan = plan_of(HEAD.replace("name: net", r"name: '<b>\N & </b>'") + "stacks: {s: [relu]}\n")
    assert r"&lt;b&gt;\\N &amp; &lt;/b&gt;" in to_dot(draw(plan))
    root = ET.fromstring(render(draw(plan), "svg"))
    assert r"<b>\N & </b>" in {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}


def test_lettering():
    assert clean("a\u202eb\x00c\nd") == "abc d"
    assert clean("x" * 50) == "x" * 39 + "\u2026"
    assert width("\u4e2d", 10) == 10
    assert wrap("one two three four", 40, 10, most=2) == ("one two", "three f\u2026")
    assert all(width(line, 10) <= 40 for line in wrap("one two threefourfive six", 40, 10))
