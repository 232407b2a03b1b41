"""`tiles` as a user runs it, and the pictures that it draws."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from fractions import Fraction
from math import ceil, prod
from pathlib import Path
from typing import Any

import pytest

import shapeplan
from shapeplan.cli import main
from tests.tiles.nets import one, spec

ROOT = Path(__file__).parent.parent.parent
SPECS = ROOT / "specs"
SVG = "{http://www.w3.org/2000/svg}"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["tiles", *map(str, arguments)])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_published_unet(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, SPECS / "unet.yaml", "--image", "2048x1536", "--max-tile", 572)
    assert code == 0
    assert out.startswith("U-Net (torch): 24 tiles of 572 x 572 for 2048 x 1536\n")
    assert "H     1     292:864    0        4:388    388:772\n" in out
    assert "equals the first 2048 x 1536 of the network's output on the image padded to 2236 x 1724" in out


def test_json_drives_a_loop(capsys: pytest.CaptureFixture[str]) -> None:
    """Tiles have one size and lie on the padded image; what they keep lies side by side."""
    for name, image in (("unet", "700x1100"), ("unet_same", "1000x1500"), ("hourglass_add", "2000x1999")):
        code, out, _ = run(capsys, SPECS / f"{name}.yaml", "--image", image, "--format", "json")
        data = json.loads(out)
        assert code == 0
        for axis in data["axes"]:
            assert axis["padded"] == axis["image"] + sum(axis["padding"])
            ends = [0, *(tile["output"][1] for tile in axis["tiles"])]
            assert [tile["output"][0] for tile in axis["tiles"]] == ends[:-1]
            assert ends[-1] == axis["output"] == ceil(Fraction(axis["scale"]) * axis["image"])
            for tile in axis["tiles"]:
                place = tile["start"] - tile["pad_before"] + axis["padding"][0]
                assert place % axis["period"] == 0
                assert tile["output"][0] - tile["keep"][0] == place * Fraction(axis["scale"])
                assert tile["pad_before"] + tile["stop"] - tile["start"] + tile["pad_after"] == axis["tile"] <= 512
        totals = data["totals"]
        assert totals["tiles"] == prod(len(axis["tiles"]) for axis in data["axes"])
        assert totals["computed"] == totals["tiles"] * prod(axis["tile"] for axis in data["axes"])
        assert totals["overhead"] == pytest.approx(totals["computed"] / totals["image"], abs=1e-4)


def test_an_image_that_is_no_legal_size(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, SPECS / "unet_same.yaml", "--image", "500x512", "--max-tile", 256)
    assert "the first 500 x 512 of the network's output on the image padded to 512 x 512 (H 0 + 12;" in out
    assert "padded since at H = 500, concat 'decoder.concat_2' does not work: H is 124 and 125\n" in out
    assert "W =" not in out


def test_a_ratio_that_follows_from_the_size_is_padded_away(capsys: pytest.CaptureFixture[str]) -> None:
    """The network runs at 700, but resizes 88 px to 700 there, which no tile does."""
    _, out, _ = run(capsys, SPECS / "fcn_resnet50.yaml", "--image", "700x704", "--max-tile", 640)
    assert "padded since at H = 700, upsample 'logits' resizes by a factor that depends on the size\n" in out


def test_valid_pads_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, SPECS / "unet.yaml", "--image", "1020x1020", "--valid")
    assert out.endswith("equals the network's output on the whole image, in evaluation mode\n")
    assert shapeplan.tiles(SPECS / "unet.yaml", "1020x1020", valid=True).axes[0].output == 1020 - 184


def test_one_and_three_axes() -> None:
    tcn = shapeplan.tiles(SPECS / "tcn.yaml", [160_000], 16_000)
    assert (len(tcn), tcn.axes[0].halo, tcn.axes[0].stride) == (11, (1023, 0), 16_000 - 1023)
    net = spec([one("conv", kernel_size=3, padding=1)], (16, 16, 16))
    volume = shapeplan.tiles(net, "40x100x64", "40x32x32")
    assert [len(axis.tiles) for axis in volume.axes] == [1, 4, 3]
    assert len(list(volume)) == len(volume) == 12


def test_a_small_image_is_one_tile() -> None:
    (tile,) = shapeplan.tiles(SPECS / "unet_same.yaml", "320x256")
    assert [t.output for t in tile] == [(0, 320), (0, 256)]


def test_the_least_tile_is_the_least(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, SPECS / "unet_same.yaml", "--image", "2048x2048", "--max-tile", 200)
    assert code == 2
    assert "a tile of at most 200 px is too small, 94 + 94 px are its halo; it takes at least 208 px" in err
    assert shapeplan.tiles(SPECS / "unet_same.yaml", "2048x2048", 208).axes[0].size == 208
    with pytest.raises(shapeplan.SpecError):
        shapeplan.tiles(SPECS / "unet_same.yaml", "2048x2048", 207)


WHOLE = {
    "adaptive_avg_pool": ({"adaptive_avg_pool": 1}, "sees the whole image"),
    "adaptive_to_7": ({"adaptive_avg_pool": 7}, "makes 7 px of any size"),
    "global_max_pool": ({"global_max_pool": {}}, "sees the whole image"),
    "global_without_axes": ({"global_avg_pool": {"keepdim": False}}, "mixes the axes of its map"),
    "mean": ({"mean": {"dim": [2, 3], "keepdim": True}}, "sees the whole image"),
    "flatten": ("flatten", "mixes the axes of its map"),
    "upsample_size": ({"upsample": {"size": 64}}, "makes 64 px of any size"),
    "align_corners": ({"upsample": {"scale_factor": 2, "mode": "bilinear", "align_corners": True}}, "aligns the corners"),
    "instance_norm": ("instance_norm", "normalises over the whole map"),
    "group_norm": ({"group_norm": 4}, "normalises over the whole map"),
    "layer_norm": ("layer_norm", "normalises over the whole axis"),
    "softmax": ({"softmax": 2}, "looks along the whole axis"),
    "circular": ({"conv": {"out_channels": 4, "kernel_size": 3, "padding": 1, "padding_mode": "circular"}}, "pads each end"),
    "circular_pad": ({"pad": {"padding": 1, "mode": "circular"}}, "pads each end"),
    "max_unpool": ({"max_unpool": 2}, "takes its places from a max pooling elsewhere"),
    "fractional": ({"fractional_max_pool": {"kernel_size": 2, "output_ratio": 0.5}}, "places its windows at random"),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_layers_that_see_the_whole_image(name: str) -> None:
    layer, reason = WHOLE[name]
    net = spec([one("conv", kernel_size=3, padding=1, out_channels=4), layer], (64, 64))
    with pytest.raises(shapeplan.SpecError) as error:
        shapeplan.tiles(net, "640x640", 128)
    op = layer if isinstance(layer, str) else next(iter(layer))
    assert f"{op} 'net.{op}" in str(error.value)
    assert f"cannot be tiled: it {reason}" in str(error.value)
    assert "--output" in str(error.value)


LOCAL = {
    "softmax over channels": {"softmax": 1},
    "kept statistics": {"instance_norm": {"track_running_stats": True}},
    "batch norm": "batch_norm",
    "reflect": {"pad": {"padding": 1, "mode": "reflect"}},
    "circular of nothing": {"pad": {"padding": 0, "mode": "circular"}},
}


@pytest.mark.parametrize("name", LOCAL)
def test_layers_that_do_not(name: str) -> None:
    net = spec([one("conv", kernel_size=3, padding=1), LOCAL[name]], (64, 64))
    assert len(shapeplan.tiles(net, "640x640", 128)) > 1


def test_the_hint_works(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, SPECS / "resnet18.yaml", "--image", "2040x2048")
    assert code == 2
    assert "adaptive_avg_pool 'head.adaptive_avg_pool' cannot be tiled: it sees the whole image" in err
    assert err.endswith("--output stage4\n")
    code, out, _ = run(
        capsys, SPECS / "resnet18.yaml", "--image", "2040x2048", "--output", "stage4", "--max-tile", 1024
    )
    assert code == 0
    assert out.endswith("equals the network's output on the whole image, in evaluation mode\n")


def test_mistakes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    unet = SPECS / "unet.yaml"
    image = ("--image", "2048x2048")
    for arguments, words in (
        ((unet, "--image", "0x5"), "a size is written as 500x500"),
        ((unet, "--image", "5"), "another number of spatial axes"),
        ((unet, *image, "--max-tile", "0"), "a size is written as"),
        ((unet, *image, "--max-tile", "5x5x5"), "the largest tile 3"),
        ((unet, *image, "--output", "logit"), "logit"),
        ((unet, "--image", "1000000000000x1000"), "more than 100,000 tiles"),
        ((unet, "--image", "50x50", "--valid"), "leaves no output"),
        ((unet, *image, "--figure", tmp_path / "a.gif"), ".svg or .png"),
        ((unet, *image, "--figure", tmp_path / "missing" / "a.svg"), "cannot be written: No such file"),
        ((SPECS / "missing.yaml", *image), "no such file"),
        ((SPECS / "broken" / "typo.yaml", *image), "cannot be planned"),
        ((SPECS / "broken" / "groups.yaml", *image), "runs neither at 2048 x 2048"),
    ):
        code, _, err = run(capsys, *arguments)
        assert code == 2, arguments
        assert words in err
        assert err.startswith("shapeplan: ")
    assert list(tmp_path.iterdir()) == []


def test_which_input_and_which_output() -> None:
    first = {**one("conv", kernel_size=3, padding=1), "from": "x"}
    net: dict[str, Any] = spec([first, one("max_pool", kernel_size=2)], (64, 64))
    two_ends = {**net, "outputs": ["net.conv", "net.max_pool"]}
    with pytest.raises(shapeplan.SpecError, match="has 2 outputs: name one"):
        shapeplan.tiles(two_ends, "200x200", 64)
    assert shapeplan.tiles(two_ends, "200x200", 64, "net.max_pool").axes[0].output == 100
    two_starts = {**net, "inputs": {**net["inputs"], "mask": {"channels": 1, "size": [64, 64]}}}
    with pytest.raises(shapeplan.SpecError, match="has 2 inputs"):
        shapeplan.tiles(two_starts, "200x200", 64)


def test_the_figure_shows_every_tile() -> None:
    from shapeplan.renderers.tile_figure import tiling_svg

    for image, count in (("2048x1536", 30), ("500x2000", 6)):
        tiling = shapeplan.tiles(SPECS / "unet_same.yaml", image)
        boxes = list(ET.fromstring(tiling_svg(tiling)).iter(f"{SVG}rect"))
        assert sum(box.get("fill-opacity") == "0.10" for box in boxes) == len(tiling) == count
        assert sum(box.get("fill") == "#E3EEFB" for box in boxes) == count - 1  # parts of the output but the marked one


def test_figures_of_one_and_three_axes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "tcn.png"
    code, out, _ = run(capsys, SPECS / "tcn.yaml", "--image", 160_000, "--max-tile", 16_000, "--figure", path)
    assert (code, out.splitlines()[-1]) == (0, str(path))
    assert path.read_bytes().startswith(b"\x89PNG")
    code, _, err = run(capsys, SPECS / "tcn.yaml", "--image", 16_000_000, "--max-tile", 3000, "--figure", path)
    assert code == 2
    assert "a figure shows at most 2,000 tiles" in err


def test_the_figure_of_the_readme_is_the_one_that_is_made(update: bool) -> None:
    from shapeplan.renderers.tile_figure import tiling_svg

    shown = SPECS / "unet_tiles.svg"
    made = tiling_svg(shapeplan.tiles(SPECS / "unet.yaml", "2048x1536", 572))
    if update:
        shown.write_text(made, encoding="utf-8")
    assert shown.read_text(encoding="utf-8") == made
