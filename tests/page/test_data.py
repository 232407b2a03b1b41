"""What a page carries, without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from shapeplan import api
from shapeplan.along import Along
from shapeplan.course import Course
from shapeplan.field import receptive_field
from shapeplan.infer import infer
from shapeplan.reach import Reach
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.inline import ATTRIBUTES
from shapeplan.renderers.page import page
from shapeplan.renderers.page.picture import inlined
from tests.renderers.nets import HEAD, RESIDUAL, broken, plan_of, unet

SPECS = Path(__file__).parent.parent.parent / "specs"


def data_of(text: str) -> Any:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


def hash_of(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_names_the_only_script_and_style():
    text = page(*broken())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert policy
    assert policy[1].split("; ")[:4] == [
        "default-src 'none'", f"script-src {hash_of(scripts[0])}", f"style-src {hash_of(styles[0])}", "img-src data:",
    ]  # fmt: skip
    assert len(scripts) == len(styles) == 1
    assert "http" not in re.sub(r"http-equiv|http://www.w3.org/2000/svg", "", text)
    assert " style=" not in text


def test_the_same_plan_gives_the_same_page():
    assert page(*broken()) == page(*broken())


def test_a_page_is_small(tmp_path: Path):
    api.render(SPECS / "unet.yaml", tmp_path / "unet.html")
    assert 60_000 < (tmp_path / "unet.html").stat().st_size < 150_000


def test_only_known_elements_and_attributes_are_taken_over():
    drawing = draw(unet())
    evil = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="hurt()" viewBox="0 0 9 9">'
        '<script>hurt()</script><g class="node" id="n0" onclick="hurt()" style="x"><title>n0</title>'
        '<a xlink:href="javascript:hurt()"><text>link</text></a><foreignObject><b/></foreignObject><image href="http://x"/>'
        '<text x="1" fill="#1B1F27">a &lt;b&gt;</text></g></svg>'
    )
    kept = inlined(evil, drawing, "layers")
    assert kept == (
        '<div class="view" data-view="layers"><svg viewBox="0 0 9 9" class="drawing"><g class="node" data-box="0">'
        '<text>link</text><text x="1" fill="var(--name)">a &lt;b&gt;</text></g></svg></div>'
    ), "a link is left out, what it encloses is not"


def test_the_drawings_of_a_page_are_clean():
    text = page(*broken())
    for view in re.findall(r'<div class="view".*?</div>', text, re.DOTALL):
        for element in ET.fromstring(view).iter():
            assert element.tag in {"svg", "g", "path", "polygon", "polyline", "ellipse", "text", "div"}
            assert set(element.attrib) <= ATTRIBUTES | {"data-box", "data-edge", "data-view"}


def test_boxes_hold_every_layer_once():
    plan = plan_of(HEAD + RESIDUAL + "stacks: {s: [{repeat: 20, layers: [residual]}]}\n")
    views = data_of(page(plan, []))["views"]
    assert [view["name"] for view in views] == ["blocks", "layers"]
    assert len(views[0]["boxes"]) < len(views[1]["boxes"])
    for view in views:
        assert sorted(i for box in view["boxes"] for i in box) == list(range(len(plan.nodes)))


def test_names_are_clipped_and_stay_apart():
    names = ["x" * 1000 + "a", "x" * 1000 + "b"]
    layers = "".join(f"    - relu:\n      id: {name}\n" for name in names)
    found = [node["id"] for node in data_of(page(plan_of(f"{HEAD}stacks:\n  s:\n{layers}"), []))["nodes"]]
    assert len(set(found)) == 3
    assert max(map(len, found)) < 140


@pytest.mark.parametrize("spec", sorted(path.name for path in SPECS.glob("*.yaml")))
def test_reach_is_the_receptive_field(spec: str):
    """Where every output is looked at backward as well."""
    plan = api.plan(SPECS / spec)
    some = random.Random(spec)
    for node in some.sample(plan.nodes, 4):
        backward = receptive_field(plan, node) if max((node.shape or (0,))[1:] or (0,)) < 400 else ()  # type: ignore[type-var]
        assert tuple(Reach(plan, axis).width(node.id) for axis in range(len(backward))) == backward


def test_reach_of_the_middle():
    plan = plan_of(HEAD + "stacks: {s: [{conv: {out_channels: 1, kernel_size: 3, stride: 2}}, flatten]}\n")
    reach = Reach(plan, 0)
    assert reach.middle(plan.nodes[1].id) == (30, 32)
    assert reach.width(plan.nodes[2].id) is None
    assert reach.middle(plan.nodes[2].id) is None


@pytest.mark.parametrize("spec", ["broken/unet_250.yaml", "vgg16_bn.yaml", "hourglass_add.yaml", "conv_ae_1d.yaml"])
def test_limits_say_which_layer_fails(spec: str):
    """At every size a layer has a fault, or rounds, exactly where its sets say so."""
    plan = api.analysis(SPECS / spec).plan
    assert plan is not None
    along = Along(plan, plan.net.inputs, 1)
    shape = plan.inputs[0].shape or ()
    for n in range(1, 120):
        planned = infer(plan.net, {plan.inputs[0].id: (n, *shape[2:])})
        for node in planned:
            sizes = along.limits.get(node.id, ())
            known = all(
                entry.at(n) for i in node.inputs for entry in along.entries[i or ""] if isinstance(entry, Course)
            )
            fails = any(fault.axis == 1 for fault in node.faults)
            assert fails == (known and any(n not in each for each in sizes)), (n, node.id)
            if node.is_known and known:
                assert (1 in node.rounded) == any(n not in each for each in along.even.get(node.id, ())), (n, node.id)
