"""Where torch is installed: tiles through real networks, stitched, equal the whole image's output."""

from __future__ import annotations

from typing import Any

import pytest

import shapeplan
from shapeplan.tiling import Tiling

torch = pytest.importorskip("torch")
torch.manual_seed(0)
nn = torch.nn
F = nn.functional


def double(c: int, out: int, pad: int) -> Any:
    first = [nn.Conv2d(c, out, 3, padding=pad), nn.BatchNorm2d(out), nn.ReLU()]
    return nn.Sequential(*first, nn.Conv2d(out, out, 3, padding=pad), nn.ReLU())


class UNet(nn.Module):
    """Two levels; valid convolutions and cropped skips, or padded ones."""

    def __init__(self, pad: int) -> None:
        super().__init__()
        self.enc1, self.enc2, self.middle = double(1, 4, pad), double(4, 4, pad), double(4, 4, pad)
        self.up2, self.dec2 = nn.ConvTranspose2d(4, 4, 2, 2), double(8, 4, pad)
        self.up1, self.dec1 = nn.ConvTranspose2d(4, 4, 2, 2), double(8, 4, pad)

    def forward(self, x: Any) -> Any:
        one = self.enc1(x)
        two = self.enc2(F.max_pool2d(one, 2))
        y = self.up2(self.middle(F.max_pool2d(two, 2)))
        y = self.up1(self.dec2(torch.cat([centre(two, y), y], 1)))
        return self.dec1(torch.cat([centre(one, y), y], 1))


def centre(x: Any, y: Any) -> Any:
    h, w = ((x.shape[i] - y.shape[i]) // 2 for i in (2, 3))
    return x[:, :, h : h + y.shape[2], w : w + y.shape[3]]


def unet(pad: int) -> dict[str, Any]:
    def conv(id_: str | None = None) -> list[Any]:
        last = {"conv": {"out_channels": 4, "kernel_size": 3, "padding": pad}}
        return [{"conv": last["conv"]}, "batch_norm", "relu", {**last, **({"id": id_} if id_ else {})}, "relu"]

    up = {"conv_transpose": {"out_channels": 4, "kernel_size": 2, "stride": 2}}
    fit = {"fit": "crop"} if pad == 0 else {}
    body = [*conv("enc1"), {"max_pool": 2}, *conv("enc2"), {"max_pool": 2}, *conv()]
    for skip in ("enc2", "enc1"):
        body += [up, {"concat": {"with": skip, **fit}}, *conv()]
    return spec(body, 1)


class Strided(nn.Module):
    """A strided encoder with a shortcut and dilation, and bilinear upsampling to the size of the input."""

    def __init__(self, *, whole: bool) -> None:
        super().__init__()
        self.stem, self.pool = nn.Conv2d(1, 4, 7, 2, 3, padding_mode="reflect"), nn.MaxPool2d(3, 2, 1)
        self.main, self.short = nn.Conv2d(4, 4, 3, 2, 1), nn.Conv2d(4, 4, 1, 2)
        self.wide, self.whole = nn.Conv2d(4, 2, 3, padding=2, dilation=2), whole

    def forward(self, x: Any) -> Any:
        y = self.pool(F.relu(self.stem(x)))
        y = self.wide(F.relu(self.main(y) + self.short(y)))
        return F.interpolate(y, x.shape[2:], mode="bilinear", align_corners=False) if self.whole else y


def strided(*, whole: bool) -> dict[str, Any]:
    def conv(k: int, s: int = 1, p: int = 0, **more: Any) -> Any:
        return {"conv": {"out_channels": 4, "kernel_size": k, "stride": s, "padding": p, **more}}

    meet = {"branches": {"main": [conv(3, 2, 1)], "short": [conv(1, 2)]}, "merge": "add"}
    pool = {"max_pool": {"kernel_size": 3, "stride": 2, "padding": 1}}
    body = [conv(7, 2, 3, padding_mode="reflect"), "relu", pool, meet, "relu", conv(3, 1, 2, dilation=2)]
    resize = {"upsample": {"size": "x", "mode": "bilinear", "align_corners": False}}
    return spec([*body, resize] if whole else body, 1)


def spec(body: list[Any], channels: int) -> dict[str, Any]:
    return {"shapeplan": 1, "inputs": {"x": {"channels": channels, "size": [128, 128]}}, "stacks": {"net": body}}


def stitched(net: Any, padded: Any, tiling: Tiling, whole: Any) -> Any:
    """The outputs of all tiles, cut from the padded image, in their places."""
    rows, columns = tiling.axes
    y = torch.full((1, whole.shape[1], rows.output, columns.output), float("nan"), dtype=padded.dtype)
    for r, c in tiling:
        top = rows.padding[0] + r.start - r.pad_before
        left = columns.padding[0] + c.start - c.pad_before
        made = net(padded[:, :, top : top + rows.size, left : left + columns.size])
        y[:, :, slice(*r.output), slice(*c.output)] = made[:, :, slice(*r.keep), slice(*c.keep)]
    return y


CASES = {
    "valid U-Net": (UNet(0), unet(0), (300, 201), 140, "reflect"),
    "same U-Net": (UNet(1), unet(1), (200, 330), 128, "constant"),
    "encoder": (Strided(whole=False), strided(whole=False), (410, 300), 160, "constant"),
    "upsampled": (Strided(whole=True), strided(whole=True), (300, 203), 160, "reflect"),
}


@pytest.mark.parametrize("name", CASES)
def test_stitched_equals_whole(name: str) -> None:
    net, its_spec, image, most, mode = CASES[name]
    net = net.double().eval()
    tiling = shapeplan.tiles(its_spec, image, most)
    rows, columns = tiling.axes
    assert min(len(rows.tiles), len(columns.tiles)) > 1
    x = torch.randn(1, 1, *image, dtype=torch.float64)
    padded = F.pad(x, (*columns.padding, *rows.padding), mode=mode)
    with torch.no_grad():
        whole = net(padded)
        y = stitched(net, padded, tiling, whole)
    assert whole.shape[2:] == (rows.whole, columns.whole)
    assert torch.allclose(y, whole[:, :, : rows.output, : columns.output], rtol=0, atol=1e-12)
