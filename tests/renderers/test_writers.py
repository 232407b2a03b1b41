"""Mermaid, Markdown, plain text, PNG of any script, and themes."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.cli import main
from shapeplan.renderers import palette
from shapeplan.renderers.dot import to_dot
from shapeplan.renderers.drawing import draw
from shapeplan.renderers.files import render, render_file
from shapeplan.renderers.look import Look
from shapeplan.renderers.markdown import plain, to_markdown
from shapeplan.renderers.mermaid import to_mermaid
from shapeplan.renderers.model import Drawing
from shapeplan.renderers.terminal import cells, clip, to_text
from shapeplan.renderers.themes import THEMES, themed, tint
from shapeplan.renderers.typeset import foreign, typeset
from tests.renderers.nets import HEAD, broken, plan_of, unet
from tests.renderers.test_files import HOSTILE, hostile

SPECS = Path(__file__).parents[2] / "specs"
LINES = (
    r"  +n\d+\[{1,2}\"[^\"]*\"\]{1,2}:::is-[a-z]+",
    r"  +subgraph g\d+\[\"[^\"]*\"\]",
    r"  +end",
    r"  n\d+ (-->|-\.->|==>)(\|\"[^\"]*\"\|)? n\d+",
    r"  linkStyle [\d,]+ stroke:#[0-9A-F]{6}(,color:#[0-9A-F]{6})?",
    r"  classDef (is-)?[a-z]+ fill:#\w{6},stroke:#\w{6},color:#\w{6}(,stroke-(dasharray:5 4|width:3px))?",
    r"  class [g\d,]+ group",
)


def is_mermaid(text: str) -> bool:
    """Whether each line is of a form that the real parser took, with texts between quotes, and groups close."""
    head, _, body = text.partition("flowchart TB\n")
    shown = [line for line in body.splitlines() if not any(re.fullmatch(form, line) for form in LINES)]
    starts, ends = (len(re.findall(rf"^ +{word}\b", body, re.MULTILINE)) for word in ("subgraph", "end"))
    return re.fullmatch(r'---\ntitle: ".*"\n---\n', head) is not None and not shown and starts == ends


def test_mermaid_of_a_broken_unet():
    drawing = draw(*broken())
    text = to_mermaid(drawing)
    assert is_mermaid(text)
    failing = next(line for line in text.splitlines() if "==>" in line)
    assert "25 × 25 ≠ 24 × 24<br/>fix: input H #61; 56" in failing
    edges = [line for line in text.splitlines() if re.search(r"(-->|-\.->|==>)", line)]
    styled = re.findall(r"linkStyle ([\d,]+) stroke:#D11A2A", text)
    assert [edges[int(i)] for i in styled[0].split(",")] == [failing]
    assert len(edges) == len(drawing.edges)
    assert ":::is-cause" in text
    assert text == to_mermaid(draw(*broken()))


def test_the_form_of_mermaid_can_be_missed():
    good = to_mermaid(draw(unet()))
    assert not is_mermaid(good.replace("  end\n", "", 1))
    assert not is_mermaid(good.replace('["', '["a"b', 1))


def test_hostile_text_stays_text_in_mermaid():
    drawing = hostile()
    text = to_mermaid(drawing)
    assert is_mermaid(text)
    assert "<B>" not in text
    assert "\u202e" not in text
    assert "`" not in text


def test_a_report_has_problems_a_table_and_the_drawing():
    plan, findings = broken()
    text = to_markdown(plan, findings, draw(plan, findings))
    assert text.startswith("# U-Net\n\n3 × 50 × 50 → ")
    assert "- **error**" in text
    assert "Fix: input H = 56." in text
    assert "| &emsp;max_pool_2 | max_pool k2 | enc2 | 16 × 12 (12 1/2) × 12 (12 1/2) |  |" in text
    assert text.count("```") == 2
    assert "## Problems" not in to_markdown(unet(), [], draw(unet()))


def test_a_long_table_is_folded(capsysbinary: pytest.CaptureFixture[bytes]):
    assert main(["render", str(SPECS / "densenet121.yaml"), "--format", "markdown"]) == 0
    table = [line for line in capsysbinary.readouterr().out.decode().splitlines() if line.startswith("| ")]
    assert 5 < len(table) <= 41


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_takes_hostile_text_for_text(text: str):
    bare = re.sub(r"\\[\\`*{}\[\]<>|#!~&$@_:]", "", plain(text))
    assert not set(bare) & set("`*<>|[]\x00\u202e")
    assert "\n" not in plain(text)


def test_a_u_in_a_terminal():
    drawing = draw(*broken())
    lines = to_text(drawing, 100).splitlines()
    rows = {box.id: [i for i, line in enumerate(lines) if re.search(rf"\b{box.name}\b", line)] for box in drawing.boxes}
    assert drawing.valley is not None
    assert len([line for line in lines if line.count("▶") == 1]) == len(drawing.valley.pairs) + 1
    for pair in drawing.valley.pairs:
        assert set(rows[pair[0]]) & set(rows[pair[1]])
    assert any("╳ 25 × 25 ≠ 24 × 24 ╳" in line for line in lines)
    assert "! error: decoder.concat_2: 24 × 24 ≠ 25 × 25" in lines
    assert any(line.startswith("^ cause: encoder.max_pool_2: 25 → 12 1/2, rounded to 12") for line in lines)
    assert "? not computed" in lines
    assert "  fix: input H = 56" in lines


@pytest.mark.parametrize("columns", [20, 30, 60, 80, 100, 200])
@pytest.mark.parametrize("drawing", [draw(unet()), draw(*broken()), hostile()], ids=["unet", "broken", "hostile"])
def test_text_stays_within_the_terminal(drawing: Drawing, columns: int):
    lines = to_text(drawing, columns).splitlines()
    assert max(map(cells, lines)) <= columns
    assert all(line.isprintable() for line in lines)


def test_a_chain_in_columns():
    layers = "".join(f"    - conv: {{out_channels: {i}, kernel_size: 3, padding: 1}}\n" for i in range(1, 31))
    drawing = draw(plan_of(f"{HEAD}stacks:\n  body:\n{layers}"))
    narrow, wide = (to_text(drawing, columns).splitlines() for columns in (50, 160))
    assert len(wide) < len(narrow) / 2
    for text in (narrow, wide):
        assert len(re.findall(r"\d+ × 64 × 64", "\n".join(text[2:]))) == len(drawing.boxes)


def test_wide_letters_are_two_wide():
    assert cells("합성곱") == 6
    assert cells(clip("합성곱층", 6)) <= 6


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_of_black_and_white():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str):
    fills = [paint.fill for paint in palette.FAMILIES.values()]
    marks = palette.MARKS
    pairs = [(ink, fill) for ink in (palette.INK, palette.NAME, palette.GREY) for fill in fills]
    pairs += [(ink, paint.fill) for ink in (palette.INK, palette.NAME, palette.GREY) for paint in marks.values()]
    pairs += [(palette.PALE, marks["unknown"].fill), (palette.RED, marks["error"].fill)]
    pairs += [(palette.AMBER, marks[mark].fill) for mark in ("cause", "warning", "error")]
    grounds = ("#FFFFFF", palette.GROUP_FILL)
    pairs += [(ink, ground) for ink in (palette.GREY, palette.SKIP, palette.RED, palette.AMBER) for ground in grounds]
    poor = [pair for pair in pairs if contrast(*(tint(color, theme) for color in pair)) < 4.5]
    assert poor == []


def test_print_is_black_and_white():
    dot = themed(to_dot(draw(*broken())), "print")
    colors = set(re.findall(r'="(#[0-9A-F]{6})"', dot))
    assert len(colors) > 3
    assert all(c[1:3] == c[3:5] == c[5:7] for c in colors)
    for sign in ("error: ", "cause: ", "style=dashed", "penwidth=2.4", 'style="filled,rounded,dashed"'):
        assert sign in dot


def test_a_theme_leaves_texts_alone():
    evil = f'="{palette.INK}" {palette.INK}'
    drawing = Drawing(evil, evil, (), ())
    texts = [re.findall(r">([^<>]+)<", themed(to_dot(drawing), theme)) for theme in THEMES]
    assert palette.INK in "".join(texts[0])
    assert all(one == other for one, other in pairwise(texts))


def test_letters_that_graphviz_lacks():
    assert foreign("conv3×3 · 1/2 → ≠ Größe α…") == set()
    assert foreign("입력 a") == {"입", "력"}


@pytest.mark.parametrize("format", ["svg", "png", "pdf", "mermaid", "text"])
def test_the_same_spec_gives_the_same_bytes(format: str):
    one, other = (render(draw(*broken()), format, look=Look(theme="dark")) for _ in range(2))
    assert one == other


def test_letters_without_a_font_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from shapeplan.renderers import typeset as module
    from shapeplan.renderers.engine import RenderError

    plan = plan_of(HEAD.replace("name: net", "name: 신경망") + "stacks: {body: [relu]}\n")
    monkeypatch.setattr(module, "_glyph", lambda _, letter: b"")
    with pytest.raises(RenderError, match="no font here has '경', '망', '신'"):
        render_file(plan, [], tmp_path / "a.png")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(module, "_glyph", lambda _, letter: letter.encode())
    render_file(plan, [], tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_formats_on_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
):
    monkeypatch.chdir(tmp_path)
    spec = str(SPECS / "broken" / "unet_250.yaml")
    for name, start in (("a.mmd", b"---\ntitle"), ("a.md", b"# small"), ("a.txt", b"small"), ("a.svg", b"<?xml")):
        assert main(["render", spec, "-o", name]) == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    assert main(["render", spec, "--format", "mermaid"]) == 0
    assert (tmp_path / "unet_250.mmd").read_bytes() == (tmp_path / "a.mmd").read_bytes()
    capsysbinary.readouterr()
    assert main(["render", spec, "-o", "-", "--format", "svg"]) == 0
    assert capsysbinary.readouterr().out == (tmp_path / "a.svg").read_bytes()
    assert main(["render", spec, "-o", "-"]) == 2
    assert b"--format" in capsysbinary.readouterr().err


def test_png_of_other_letters_is_the_same_each_time():
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><text x="2" y="16">a</text></svg>'
    assert typeset(svg, "png", "") == typeset(svg, "png", "")


@pytest.mark.parametrize("path", sorted(SPECS.glob("**/*.yaml")), ids=lambda path: path.stem)
def test_published_networks_need_no_other_letters(path: Path) -> None:
    """Their PNGs are drawn without any extra."""
    a = api.analysis(path)
    assert a.plan is not None
    dot = to_dot(draw(a.plan, api.lint(a), told=a.legal))
    assert foreign(html.unescape(dot)) == set()
