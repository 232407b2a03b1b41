"""The page in a real Chromium: what it shows, what can be done with it, and that it does nothing else."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from shapeplan import api
from shapeplan.infer import Plan, infer
from shapeplan.renderers.engine import RenderError
from shapeplan.renderers.look import Look
from shapeplan.renderers.page import page as html_page
from tests.page.browser import Watched

BROKEN = "broken/unet_250.yaml"
NAMES = (
    "</title><script>hurt=1</script>", "<svg onload=hurt=1>", "javascript:hurt=1", "__proto__", "x" * 100_000, 'x" onclick="hurt=1', "$script",
    "constructor",
)  # fmt: skip
HOSTILE = """
shapeplan: 1
name: "</script><script>hurt=1</script><img src=x onerror=hurt=1>"
inputs: {image: {channels: 3, size: [32, 32]}}
stacks:
  body:
    - conv: {out_channels: 4, kernel_size: 3}
      note: "<script>hurt=1</script><img src=x onerror=hurt=1>"
    - relu
    - conv: {out_channels: 4, kernel_size: 3}
    - max_pool: 2
    - conv: {out_channels: 4, kernel_size: 3}
    - relu
    - conv: {out_channels: 4, kernel_size: 99}
"""
MIXED = """
shapeplan: 1
inputs: {image: {channels: 3, size: [32, 48]}}
stacks:
  body:
    - conv: {out_channels: 4, kernel_size: 3, stride: 2}
    - relu
    - flatten
    - dropout
    - linear: {out_features: 10, in_features: 1380}
    - relu
    - linear: 64
    - reshape: [4, 4, 4]
    - conv: {out_channels: 2, kernel_size: 3, padding: 1}
"""
COMPUTED = """sizes => sizes.map(each => {
  state.sizes = each;
  compute();
  return state.now.map(one => [one.shape && one.shape.map(n => n === null ? null : Number(n)), one.fails]);
})"""


def shapes(page: Any) -> dict[str, str]:
    """The shape of each layer as the table shows it."""
    rows = page.eval_on_selector_all(
        "#table tbody tr", "rows => rows.map(row => [...row.cells].map(c => c.textContent))"
    )
    return {row[0]: row[4] for row in rows}


def typed(page: Any, *sizes: int | str) -> None:
    for box, size in zip(page.query_selector_all("#boxes input"), sizes, strict=True):
        box.fill(str(size))


def heads(page: Any, name: str) -> None:
    """Of which layer the panel is; a link is followed a moment after it is clicked."""
    page.wait_for_function("name => document.querySelector('#panel h2')?.textContent === name", arg=name)


def text(page: Any, selector: str) -> str:
    return str(page.text_content(selector))


@pytest.mark.parametrize(
    "spec",
    ["unet.yaml", BROKEN, "vgg16_bn.yaml", "hourglass_add.yaml", "conv_ae_1d.yaml", "unet3d_small.yaml", "dcgan_generator.yaml", MIXED],
    ids=lambda spec: spec.split("\n")[0] or "mixed",
)  # fmt: skip
def test_the_size_box_agrees_with_show(opened: Any, spec: str):
    page = opened(spec)
    axes = page.evaluate("axes.map(axis => [axis.inputs, axis.now])")
    some = random.Random(spec)
    sizes = [[some.choice([some.randint(1, 40), some.randint(1, 600), now + 8]) for _, now in axes] for _ in range(50)]
    found = page.evaluate(COMPUTED, sizes)
    for each, layers in zip(sizes, found, strict=True):
        by_input: dict[str, tuple[int, ...]] = {}
        for (inputs, _), n in zip(axes, each, strict=True):
            by_input |= {name: (*by_input.get(name, ()), n) for name in inputs}
        source = spec if "\n" in spec else f"specs/{spec}"
        plan = api.analysis(source, by_input).plan
        assert plan is not None
        told = [(node.shape, bool(node.faults)) for node in plan]
        assert told == [(tuple(shape) if shape else None, fails) for shape, fails in layers], each


def test_a_size_is_typed(opened: Any):
    page = opened(BROKEN)
    assert "does not run; nearest 248 and 256" in text(page, "#said")
    typed(page, 256, 256)
    assert text(page, "#said") == "H and W = 256: runs, and nothing is rounded"
    assert shapes(page)["decoder.conv_3"] == "32 \u00d7 256 \u00d7 256"
    assert page.locator(".now-fails, .now-unknown").count() == 0
    assert page.locator("#next").is_hidden()
    typed(page, 252, 256)
    assert "decoder.concat" in text(page, ".problem.error")
    assert page.locator(".node.now-fails").count() == 1
    assert page.locator(".node.now-fails text.shape").text_content() == "256 \u00d7 ? \u00d7 64"
    assert page.locator(".node.now-unknown").count() == 7
    typed(page, "1e3", "<b>")
    assert "whole number" in text(page, "#said")
    page.click("#reset")
    assert shapes(page)["encoder.max_pool_2"] == "64 \u00d7 62 \u00d7 62"
    assert page.input_value("#boxes input") == "250"


def test_huge_sizes_are_exact(opened: Any):
    page = opened("unet_same.yaml")
    typed(page, 999_999_984, 16)
    assert "999999984" in shapes(page)["image"]
    plan = api.plan("specs/unet_same.yaml", sizes=(999_999_984, 16))
    assert shapes(page)[plan.nodes[-1].id] == " \u00d7 ".join(map(str, plan.nodes[-1].shape or ()))


def test_a_layer_is_chosen(opened: Any):
    page = opened(BROKEN)
    page.click("[aria-label^='encoder.max_pool_2,']")
    panel = text(page, "#panel")
    assert "o = floor((125 - 2) / 2) + 1 = 62 1/2, rounded to 62" in panel
    assert "10 \u00d7 10 px of the input" in panel
    assert page.evaluate("location.hash") == "#encoder.max_pool_2"
    assert page.locator(".node.above").count() == 4
    assert page.locator(".node.below").count() == 11
    part = page.evaluate(
        "['x', 'width'].map(name => Number(document.querySelector('.thumb .part').getAttribute(name)))"
    )
    whole = page.evaluate("Number(document.querySelector('.thumb .whole').getAttribute('width'))")
    assert part[1] / whole == pytest.approx(10 / 250, rel=0.01)
    assert (part[0] - 1) / whole == pytest.approx(121 / 250, rel=0.01)
    page.click("#panel a:has-text('encoder.enc2')")
    heads(page, "encoder.enc2")
    page.keyboard.press("Escape")
    heads(page, "small U-Net")


def test_an_address_leads_to_a_layer(opened: Any):
    page = opened("resnet50.yaml", "stage2.bottleneck.shortcut.conv")
    heads(page, "stage2.bottleneck.shortcut.conv")
    assert page.locator(".view:visible .node.chosen").count() == 1


def test_problems_in_turn(opened: Any):
    page = opened(BROKEN)
    assert text(page, "#next") == "2 problems \u203a"
    page.click("#next")
    heads(page, "decoder.concat_2")
    assert "fix: input 248 \u00d7 248" in text(page, ".problem")
    page.keyboard.press("n")
    heads(page, "encoder.max_pool_2")
    page.keyboard.press("p")
    heads(page, "decoder.concat_2")


def test_search_and_keys(opened: Any):
    page = opened("resnet50.yaml")
    page.keyboard.press("/")
    page.keyboard.type("MAX_POOL")
    assert "stem.max_pool" in text(page, "#hits button")
    page.keyboard.press("Enter")
    heads(page, "stem.max_pool")
    page.keyboard.press("Escape")
    page.locator("body").press("Escape")
    box = "document.querySelector('.view:not([hidden]) svg').getAttribute('viewBox').split(' ').map(Number)"
    before = page.evaluate(box)
    page.keyboard.press("+")
    nearer = page.evaluate(box)
    assert nearer[2] == pytest.approx(before[2] * 0.8)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(box)[0] > nearer[0]
    page.keyboard.press("0")
    page.focus(".view:not([hidden]) [data-box='1']")
    page.keyboard.press("Enter")
    assert page.locator(".view:visible .node.chosen").count() == 1


def test_wheel_drag_and_pinch(opened: Any):
    page = opened(BROKEN)
    box = "document.querySelector('.view svg').getAttribute('viewBox').split(' ').map(Number)"
    before = page.evaluate(box)
    page.mouse.move(100, 700)
    page.mouse.wheel(0, 200)
    page.wait_for_function(f"{box}[2] > {before[2] * 1.2}")
    farther = page.evaluate(box)
    page.mouse.down()
    page.mouse.move(160, 640, steps=4)
    page.mouse.up()
    moved = page.evaluate(box)
    assert moved[0] < farther[0]
    assert moved[1] > farther[1]
    heads(page, "small U-Net")
    page.evaluate(
        """() => {
          const svg = document.querySelector('.view svg');
          svg.setPointerCapture = () => {};
          const send = (type, pointerId, clientX) => svg.dispatchEvent(
            new PointerEvent(type, {pointerId, clientX, clientY: 500, pointerType: 'touch', bubbles: true}));
          send('pointerdown', 1, 300); send('pointerdown', 2, 400);
          send('pointermove', 1, 200); send('pointermove', 2, 500);
          send('pointerup', 1, 200); send('pointerup', 2, 500);
        }"""
    )
    assert page.evaluate(box)[2] == pytest.approx(moved[2] / 3)


def test_the_tooltip_has_the_formula(opened: Any):
    page = opened(BROKEN)
    page.hover("[aria-label^='encoder.max_pool_2,']")
    assert "o = floor((125 - 2) / 2) + 1" in text(page, "#tip")
    page.mouse.move(20, 300)
    assert page.locator("#tip").is_hidden()


def test_the_table_is_sorted(opened: Any):
    page = opened("vgg16_bn.yaml")
    page.click("#views [data-view=table]")
    assert page.locator("#canvas").is_hidden()
    page.click("th >> nth=5")
    page.click("th >> nth=5")
    assert page.get_attribute("th >> nth=5", "aria-sort") == "descending"
    counts = page.eval_on_selector_all(
        "td.number", "cells => cells.map(c => Number(c.textContent.replaceAll(',', '')))"
    )
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == api.plan("specs/vgg16_bn.yaml").parameters


def test_views_and_themes(opened: Any):
    page = opened("resnet50.yaml", color_scheme="dark")
    back = "getComputedStyle(document.body).backgroundColor"
    night = page.evaluate(back)
    blocks = page.locator(".view:visible .node").count()
    page.click("#views [data-view=layers]")
    assert page.locator(".view:visible .node").count() > blocks
    page.click("#theme")
    assert page.evaluate(back) != night
    assert page.get_attribute("#theme", "aria-pressed") == "false"


def test_a_phone_and_paper(opened: Any):
    page = opened(BROKEN, viewport={"width": 390, "height": 780}, is_mobile=True, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(media="print")
    assert page.locator("#table").is_visible()
    assert page.locator("#theme").is_hidden()


def renamed(plan: Plan) -> Plan:
    """The plan with names that the language does not allow."""
    new = dict(zip(plan.net.nodes, NAMES, strict=True))
    nodes = {
        new[node.id]: replace(node, id=new[node.id], inputs=tuple(new[i or ""] for i in node.inputs), path=())
        for node in plan.net
    }
    net = replace(plan.net, nodes=nodes, groups={}, inputs=[NAMES[0]], outputs=[NAMES[-1]])
    return infer(net)


def test_a_hostile_spec_runs_nothing(browser: Any, tmp_path: Path):
    a = api.analysis(HOSTILE)
    assert a.plan is not None
    findings = [replace(finding, node=NAMES[-1], message="<img src=x onerror=hurt=1>") for finding in api.lint(a)]
    assert findings
    file = tmp_path / "net.html"
    file.write_text(html_page(renamed(a.plan), findings), encoding="utf-8")
    watched = Watched(browser, file)
    page = watched.page
    for i in range(len(NAMES)):
        page.evaluate(f"choose({i})")
    page.click("#views [data-view=table]")
    page.click("th >> nth=0")
    page.fill("#search", "script")
    page.click("#next")
    assert page.evaluate("typeof hurt") == "undefined"
    assert page.evaluate("document.querySelectorAll('script').length") == 2
    assert (
        page.evaluate("document.querySelectorAll('img, iframe, object, foreignObject, animate, [onclick]').length") == 0
    )
    hrefs = page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href'))")
    assert all(href.startswith("#") for href in hrefs)
    assert len(page.content()) < 500_000
    assert watched.wrongs == []
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("document.body.innerHTML = '<img src=x>'")


def test_a_page_opens_as_it_is_asked_to(browser: Any, tmp_path: Path):
    file = tmp_path / "net.html"
    look = Look(view="layers", theme="dark", hide=frozenset({"norm", "activation"}), fold=("stage1",))
    api.render("specs/resnet50.yaml", file, look=look)
    page = Watched(browser, file).page
    assert page.get_attribute("[data-view=layers][aria-pressed]", "aria-pressed") == "true"
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    assert page.locator(".view:visible [aria-label^='stage1.']").count() == 1
    with pytest.raises(RenderError, match="leave --annotate out"):
        api.render("specs/resnet50.yaml", file, look=Look(annotate=("macs",)))
