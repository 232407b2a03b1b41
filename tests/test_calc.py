"""`calc` and `explain SPEC LAYER` as a user runs them, and the figures they draw."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from shapeplan import dialects, ops
from shapeplan.calculation import calculate
from shapeplan.cli import main
from shapeplan.renderers.engine import RenderError
from shapeplan.renderers.figure import draw_figure, figure

SPECS = Path(__file__).parent.parent / "specs"
SVG = "{http://www.w3.org/2000/svg}"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "calc", "conv", "--input", 5, "--kernel-size", 3, "--stride", 2, "--padding", 1)
    assert code == 0
    assert "o = floor((5 + 2 * 1 - 3) / 2) + 1 = 3" in out
    assert "half (same) padding" in out


def test_axes_of_their_own(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "calc", "conv", "--input", "8x9x7", "--kernel-size", "3x1x2", "--padding=1")
    assert code == 0
    assert re.findall(r"^([DHW]): (\d+) -> (\d+)", out, flags=re.MULTILINE) == [
        ("D", "8", "8"), ("H", "9", "11"), ("W", "7", "8"),
    ]  # fmt: skip


def test_the_inverse_question(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "calc", "conv", "--output", 10, "--kernel-size", 3, "--stride", 2)
    assert (code, out) == (0, "L: 10 comes from 21 to 22\n")
    code, out, _ = run(capsys, "calc", "conv_transpose", "--output", 10, "--kernel-size", 3, "--stride", 2)
    assert out == "L: no input gives 10\n"


def test_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "calc", "conv", "--input", "5", "--kernel-size", 3, "--stride", 3, "--format", "json")
    data = json.loads(out)
    assert (code, data["output"], data["axes"][0]["exact"], data["axes"][0]["unread"]) == (0, [1, 1], "5/3", 2)


def test_cost_of_grouped_depthwise_and_separable(capsys: pytest.CaptureFixture[str]) -> None:
    size = ("--input", "56x56", "--kernel-size", 3, "--padding", 1)
    for op, more, parameters, macs in (
        ("conv", ("--in-channels", 128, "--out-channels", 128), "147,584", "462,422,016"),
        ("conv", ("--in-channels", 128, "--out-channels", 128, "--groups", 4), "36,992", "115,605,504"),
        ("depthwise_conv", ("--in-channels", 128), "1,280", "3,612,672"),
        ("separable_conv", ("--in-channels", 128, "--out-channels", 128), "17,792", "54,992,896"),
    ):
        out = run(capsys, "calc", op, *size, *more)[1]
        assert out.splitlines()[-1] == f"parameters: {parameters} with 128 input channels; {macs} multiplications"


def test_refusals_and_mistakes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "calc", "conv", "--input", 2, "--kernel-size", 3)[0] == 1
    for arguments in (
        ("conv", "--kernel-size", 3),
        ("conv", "--input", "x", "--kernel-size", 3),
        ("conv", "--input", 5, "--kernel-siz", 3),
        ("conv", "--input", 5, "3"),
        ("flatten", "--output", 5),
        ("conv", "--input", 10**12, "--kernel-size", 3, "--matrix"),
        ("upsample", "--input", 5, "--scale-factor", 2, "--matrix"),
        ("conv", "--input", 5, "--kernel-size", 3, "--figure", tmp_path / "a.gif"),
        ("conv", "--input", 500, "--kernel-size", 3, "--figure", tmp_path / "a.svg"),
        ("upsample", "--input", 5, "--scale-factor", 2, "--figure", tmp_path / "a.svg"),
        ("conv", "--input", 5, "--kernel-size", 3, "--figure", tmp_path / "missing" / "a.svg"),
        ("conv", "--input", 5, "--kernel-size", 3, "--animate", "--figure", tmp_path / "a.png"),
    ):
        code, _, err = run(capsys, "calc", *arguments)
        assert code == 2, arguments
        assert err.startswith("shapeplan: ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("op", ops.names())
def test_no_op_ends_in_a_traceback(op: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In every framework, with what an op needs at least: it is calculated, refused or complained of."""
    needed = {"kernel_size": 3, "scale_factor": 2, "output_size": 4, "groups": 1, "index": 0, "dim": 1, "mode": "sum"}
    given = [w for f, v in needed.items() if f in ops.load(op).model_fields for w in (f"--{f.replace('_', '-')}", v)]
    if op == "bilinear_resize":
        given = ["--mode", "to_even_up"]
    for framework in dialects.names():
        assert run(capsys, "calc", op, "--input", "9x8", "--framework", framework, *given)[0] in {0, 1, 2}


def test_explain_a_layer(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "pool.svg"
    spec = SPECS / "broken" / "unet_250.yaml"
    code, out, _ = run(capsys, "explain", spec, "encoder.max_pool_2")
    assert code == 0
    assert out.startswith("max_pool 'encoder.max_pool_2' of 'enc2'")
    assert "o = floor((125 - 2) / 2) + 1 = 62 1/2, rounded to 62" in out
    assert "unread: 1 px at the end reaches no output" in out
    assert "one output depends on 10 x 10 px of the input" in out
    assert "frameworks differ: ceil_mode: torch and ONNX Runtime drop a window" in out
    assert run(capsys, "explain", spec, "encoder.max_pool_2", "--size", "10x10", "--figure", path)[0] == 0
    assert path.exists()
    code, _, _err = run(capsys, "explain", spec, "encoder.max_pol")
    assert code == 2
    assert run(capsys, "explain", spec, "image")[0] == 2


def test_figure_shows_every_cell() -> None:
    root = ET.fromstring(figure(calculate("conv", [5, 5], {"kernel_size": 3, "stride": 2, "padding": 1})))
    boxes = [rect.get("stroke-dasharray") for rect in root.iter(f"{SVG}rect") if rect.get("width") == "34"]
    assert boxes.count("3 3") == 49 - 25  # padding
    assert len(boxes) == 49 + 9 + 1  # input with padding, output, the mark of one output
    assert [text.text for text in root.iter(f"{SVG}text")].count("24") == 1


def test_figure_hatches_what_is_unread() -> None:
    pool = figure(calculate("max_pool", [5, 6], {"kernel_size": 2}))
    assert pool.count("url(#unread)") == 6 + 1  # the last row, and the legend
    assert "url(#unread)" not in figure(calculate("max_pool", [4, 6], {"kernel_size": 2}))


def test_figure_of_a_transposed_convolution_shows_the_zeros() -> None:
    words = figure(calculate("conv_transpose", [3, 3], {"kernel_size": 3, "stride": 2, "padding": 1}))
    assert "zero between pixels" in words


def test_animation_goes_through_all_outputs() -> None:
    root = ET.fromstring(figure(calculate("conv", [4, 4], {"kernel_size": 3}), animate=True))
    window, output = [a.get("values").split(";") for a in root.iter(f"{SVG}animateTransform")]
    assert len(window) == len(output) == 4
    assert len(set(window)) == 4


def test_png(tmp_path: Path) -> None:
    path = tmp_path / "conv.png"
    draw_figure(calculate("conv", [5], {"kernel_size": 3}), path)
    assert path.read_bytes().startswith(b"\x89PNG")
    with pytest.raises(RenderError):
        draw_figure(calculate("conv", [5, 5, 5], {"kernel_size": 3}), path)
