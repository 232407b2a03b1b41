"""`compare`: where frameworks part on a spec, and why."""

import json
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.axis import Same, Window
from shapeplan.cli import main
from shapeplan.comparison import shift

SPECS = Path(__file__).parent.parent / "specs"


def net(layers: str, size: str = "[7, 8]", top: str = "") -> str:
    return f"{top}inputs:\n  x: {{channels: 4, size: {size}}}\nstacks:\n  net:\n{layers}"


def partings(text: str, *frameworks: str) -> list[tuple[str, str]]:
    return [(d.kind, d.why) for d in api.compare(text, frameworks).partings]


def test_agreement() -> None:
    spec = net("    - conv: {out_channels: 8, kernel_size: 3, padding: same}\n    - relu\n")
    assert api.compare(spec, ["torch", "keras", "onnx", "flax"]).differences == ()


def test_a_default_stride_parts_frameworks() -> None:
    ((kind, why),) = partings(net("    - max_pool: 2\n    - relu\n"), "torch", "onnx")
    assert kind == "size"
    assert why == (
        "torch: 4 x 3 x 4 (stride 2, 0 before and 0 after); onnx: 4 x 6 x 7 (stride 1, 0 before and 0 after)"
    )


def test_what_follows_is_told_apart() -> None:
    comparison = api.compare(net("    - max_pool: 2\n    - relu\n"), ["torch", "onnx"])
    assert [(d.node.id, d.kind) for d in comparison.differences] == [("net.max_pool", "size"), ("net.relu", "follows")]


def test_equal_sizes_read_from_other_pixels() -> None:
    layer = "    - conv: {out_channels: 4, kernel_size: 3, stride: 2, padding: %s}\n"
    ((kind, why),) = partings(net(layer % 1, "[8, 8]"), "torch", "keras")
    assert kind == "refused"
    assert "H: keras pads 0/1, torch 1/1: same size, but the window is shifted by one pixel" in why
    spec = net("    - conv: {out_channels: 4, kernel_size: 4, stride: 2, padding: same_lower}\n", "[9, 9]")
    assert partings(spec, "onnx", "flax") == []


def test_shift() -> None:
    assert shift(Window(3, 2, 1, 1), Same(3, 2), 8) == 1
    assert shift(Window(3, 2, 1, 1), Same(3, 2), 7) == 0
    assert shift(Window(3), Window(3), 9) == 0
    assert shift(Window(3, dilation=2, pad_lo=2, pad_hi=2), Window(5, pad_lo=2, pad_hi=2), 9) is None


def test_a_refusal_hides_no_later_parting_of_the_others() -> None:
    spec = net("    - conv: {out_channels: 4, kernel_size: 3, padding: 1}\n    - max_pool: 2\n")
    assert [kind for kind, _ in partings(spec, "keras", "torch", "onnx")] == ["refused", "size"]


@pytest.mark.parametrize("spec", sorted(p.stem for p in SPECS.glob("*.yaml")))
def test_every_spec_is_compared(spec: str) -> None:
    """Each framework's column is what the framework's own plan says."""
    frameworks = ["torch", "keras", "onnx", "flax"]
    comparison = api.compare(SPECS / f"{spec}.yaml", frameworks)
    plans = {name: api.plan(SPECS / f"{spec}.yaml", framework=name) for name in frameworks}
    listed = {d.node.id: d.shapes for d in comparison.differences}
    for node in plans["torch"].nodes:
        shapes = {name: plan[node.id].shape for name, plan in plans.items()}
        assert listed.get(node.id, dict.fromkeys(frameworks, node.shape)) == shapes


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    spec = str(SPECS / "resnet18.yaml")
    assert main(["compare", spec, "--frameworks", "torch,onnx"]) == 0
    assert capsys.readouterr().out == "ResNet-18: torch, onnx agree on every layer, sizes and alignment\n"
    assert main(["compare", spec, "--frameworks", "torch,keras"]) == 1
    out = capsys.readouterr().out
    assert "they part at 'stem.conv'" in out
    assert "resnet18.yaml:34:7: warning[differs]" in out
    assert main(["compare", spec, "--frameworks", "torch,keras", "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert list(data) == ["name", "frameworks", "first", "differences", "findings"]
    assert (data["first"], data["findings"][0]["line"]) == ("stem.conv", 34)
    assert list(data["differences"][0]) == ["node", "op", "kind", "shapes", "refused", "why"]
    assert main(["compare", spec, "--frameworks", "torch,caffe"]) == 2
    assert "no framework 'caffe'" in capsys.readouterr().err


def test_layouts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(net("    - relu\n"))
    main(["show", str(path), "--framework", "keras"])
    assert "7 x 8 x 4" in capsys.readouterr().out
    main(["show", str(path)])
    assert "4 x 7 x 8" in capsys.readouterr().out
    main(["render", str(path), "-o", str(tmp_path / "net.dot"), "--framework", "flax"])
    assert "7 × 8 × 4" in (tmp_path / "net.dot").read_text()


def test_a_spec_that_cannot_be_planned() -> None:
    with pytest.raises(api.SpecError):
        api.compare(net("    - konv: 3\n"), ["torch", "keras"])
