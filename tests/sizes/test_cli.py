"""`shapeplan sizes` as a user runs it: texts, options, JSON, exit codes."""

import json
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from shapeplan import api, dialects, questions
from shapeplan.cli import main
from tests.language.specs import IMAGE, net, spec
from tests.sizes.networks import at_size, runs
from tests.sizes.test_brute_force import works

SPECS = Path(__file__).parents[2] / "specs"
TWO = """
    shapeplan: 1
    inputs:
      a: {{channels: 3, size: [64, 64]}}
      b: {{channels: 3, size: [{size}, {size}]}}
    stacks:
      one:
        - conv: {{out_channels: 3, kernel_size: 3, padding: 1, stride: {stride}}}
          from: a
      two:
        - concat: {{from: [one, b]}}
    outputs: [one, two]
"""
Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


def written(folder: Path, text: str, **fields: object) -> Path:
    path = folder / "net.yaml"
    path.write_text(spec(text.format(**fields) if fields else text), encoding="utf-8")
    return path


GOLDEN = {
    "unet": """\
image, H and W: n = 572 now, exact
  runs          n >= 188               next to 572: 571 and 573
  whole, exact  n = 188 + 16k, k >= 0  next to 572: 556 and 588
  output 'logits': 16 floor((in - 188) / 16) + 4
  output 'logits': in - 184 where nothing is rounded
""",
    "densenet121": """\
image, H and W: n = 224 now, whole
  runs   n >= 29                             next to 224: 223 and 225
  whole  n mod 32 in {0, 29 to 31}, n >= 29  next to 224: 223 and 253
  exact  n = 29 + 32k, k >= 0                next to 224: 221 and 253
""",
    "conv_ae_1d": """\
signal, L: L = 1024 now, whole
  runs, whole  L = 64k, k >= 1; also 1  next to 1024: 960 and 1088
  exact        L = 1                    next to 1024: 1
  output 'decoder.add': in
""",
    "unet3d_small": """\
volume, D: D = 24 now, exact
  runs, whole, exact  D = 2k, k >= 1  next to 24: 22 and 26
  output 'logits': in

volume, H and W: n = 48 now, exact
  runs, whole, exact  n = 4k, k >= 1  next to 48: 44 and 52
  output 'logits': in
""",
    "broken/flatten_linear": """\
image, H and W: n = 256 now, exact
  runs          n >= 32          next to 256: 255 and 257
  whole, exact  n = 32k, k >= 1  next to 256: 224 and 288

H and W depend on each other; pairs that run, looked at up to 1024:
  H = 224 to 255 with W = 224 to 255
""",
    "broken/add_channels": """\
no size works: add 'residual.add': C is 128 and 64; apart from that:

image, H and W: n = 56 now, exact
  runs, whole, exact  any n  next to 56: 55 and 57
  output 'residual.relu': in
""",
}
LEGEND = "runs: every join fits, and nothing vanishes; whole: besides, every pixel is read; exact: nothing is rounded\n"


@pytest.mark.parametrize("name", GOLDEN)
def test_text(name: str, capsys: Capture) -> None:
    code, out, _ = run(capsys, "sizes", SPECS / f"{name}.yaml")
    assert code == int("no size works" in out)
    assert "\n".join(out.splitlines()[1:]).strip("\n") + "\n" == f"{GOLDEN[name]}\n{LEGEND}"


def test_list_and_around(capsys: Capture) -> None:
    code, out, _ = run(capsys, "sizes", SPECS / "densenet121.yaml", "--list", "28..65", "--around", 40)
    assert code == 0
    assert [line.strip() for line in out.splitlines() if "next to" in line or " in 28 " in line] == [
        "runs   n >= 29                             next to 40: 39 and 41",
        "whole  n mod 32 in {0, 29 to 31}, n >= 29  next to 40: 32 and 61",
        "exact  n = 29 + 32k, k >= 0                next to 40: 29 and 61",
        "runs in 28 to 65: 29 to 65",
        "whole in 28 to 65: 29 to 32, 61 to 64",
        "exact in 28 to 65: 29, 61",
    ]


@pytest.mark.parametrize("option", ["--list=5", "--list=9..3", "--list=0..3", "--list=a..b", "--list=1..99999999", "--list=", "--around=x", "--around=0", "--around=-3", "--around=5.5", "--around="])  # fmt: skip
def test_bad_options(option: str, capsys: Capture) -> None:
    code, out, err = run(capsys, "sizes", SPECS / "unet.yaml", option)
    assert (code, out) == (2, "")
    assert f"{option.partition('=')[0]} takes" in err


@pytest.mark.parametrize(
    ("wanted", "code", "said"),
    [
        ("388x388", 0, "image, H: 572 to 587\nimage, W: 572 to 587\nevery combination of them gives 'logits' 388 x 388\n"),
        ("logits=4x20", 0, "image, H: 188 to 203\nimage, W: 204 to 219\nevery combination of them gives 'logits' 4 x 20\n"),
        ("enc1=568x100", 1, "image, H: 572\nimage, W: none\nno input gives 'enc1' 568 x 100\n"),
        ("389x388", 1, "image, H: none\nimage, W: 572 to 587\nno input gives 'logits' 389 x 388\n"),
        ("388", 2, "'logits' is 2 x 388 x 388, and the size 388"), ("388x388x388", 2, "and the size 388 x 388 x 388"),
        ("nothing=3x3", 2, "there is no layer 'nothing'"), ("axb", 2, "a size is written as 500x500, not 'axb'"),
        ("logits=", 2, "not ''"), ("0x0", 2, "not '0x0'"), ("logits", 2, "not 'logits'"),
    ],
)  # fmt: skip
def test_output(wanted: str, code: int, said: str, capsys: Capture) -> None:
    found, out, err = run(capsys, "sizes", SPECS / "unet.yaml", "--output", wanted)
    assert found == code
    assert out == said if code < 2 else (out == "" and said in err)


def test_output_of_a_vector_is_refused(capsys: Capture) -> None:
    code, _, err = run(capsys, "sizes", SPECS / "resnet18.yaml", "--output", "7x7")
    assert (code, "'logits' is 1000" in err or "is 1000, and the size 7 x 7" in err) == (2, True)


def test_several_outputs(tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path, TWO, size=32, stride=2)
    code, out, _ = run(capsys, "sizes", path)
    assert (code, "output 'two.concat': 32" in out) == (0, True)
    code, _, err = run(capsys, "sizes", path, "--output", "32x32")
    assert (code, "there are several, one.conv=HxW, two.concat=HxW" in err) == (2, True)
    assert run(capsys, "sizes", path, "--output", "one=32x32")[:2] == (
        0,
        (
            "a, H: 63, 64\na, W: 63, 64\n"
            "every combination of them gives 'one.conv' 32 x 32, the other inputs being as they are now\n"
        ),
    )
    code, out, _ = run(capsys, "sizes", path, "--output", "two=20x20")
    assert code == 1
    assert out.endswith("no input gives 'two.concat' 20 x 20, the other inputs being as they are now\n")


def test_every_output_that_is_told_comes(capsys: Capture) -> None:
    """The inverse question against the plan."""
    _, out, _ = run(capsys, "sizes", SPECS / "hourglass_add.yaml", "--output", "40x16", "--format", "json")
    told = {one["axis"]: one["sizes"]["exceptions"] for one in json.loads(out)}
    plan = api.plan(SPECS / "hourglass_add.yaml")
    for axis, wanted in (("H", 40), ("W", 16)):
        i = "HW".index(axis)
        came = {n: at_size(plan, n, n).outputs[0].shape for n in range(1, 200) if runs(at_size(plan, n, n))}
        assert told[axis] == [n for n, shape in came.items() if shape[1 + i] == wanted] != []


def test_inputs_of_one_size_are_told_together(tmp_path: Path, capsys: Capture) -> None:
    _, out, _ = run(capsys, "sizes", written(tmp_path, TWO, size=64, stride=1))
    assert "a and b, H and W: n = 64 now, exact\n  runs, whole, exact  any n" in out
    assert "other inputs" not in out
    _, out, _ = run(capsys, "sizes", written(tmp_path, TWO, size=64, stride=1), "--format", "json")
    assert [(one["input"], one["axis"], one["together_with"]) for one in json.loads(out)] == [
        ("a", "H", ["b"]), ("b", "H", ["a"]), ("a", "W", ["b"]), ("b", "W", ["a"]),
    ]  # fmt: skip


def test_inputs_of_different_sizes_are_told_each_for_itself(tmp_path: Path, capsys: Capture) -> None:
    """Sizes that do not fit now are told for each input, and no layer is said to fail at every size."""
    code, out, _ = run(capsys, "sizes", written(tmp_path, TWO, size=30, stride=2))
    assert code == 0
    assert "a, H and W: n = 64 now, does not run\n  runs, whole  n = 59, 60" in out
    assert "b, H and W: n = 30 now, does not run\n  runs, whole  n = 32" in out
    assert out.endswith("the sizes of an input are told with the other inputs as they are now\n")


KEYS = {
    "input", "axis", "now", "declared", "runs", "whole", "exact", "nearest", "never_whole", "together_with", "outputs", "pairs",
    "fails_always",
}  # fmt: skip


@pytest.mark.parametrize("name", ["unet", "unet3d_small", "conv_ae_1d", "broken/flatten_linear", "broken/add_channels"])
def test_json(name: str, capsys: Capture) -> None:
    code, out, _ = run(capsys, "sizes", SPECS / f"{name}.yaml", "--format", "json")
    told = json.loads(out)
    assert all(one.keys() == KEYS for one in told)
    assert all(one[kind].keys() == {"period", "residues", "from", "exceptions", "proved_to"} for one in told for kind in ("runs", "whole", "exact"))  # fmt: skip
    assert any(one["fails_always"] for one in told) == bool(code)
    for one in told:
        for pair in one["pairs"]:
            assert pair == {"axes": ["H", "W"], "rows": [[[*range(224, 256)], [*range(224, 256)]]], "held": {}, "looked_at": 1024}  # fmt: skip


def test_json_of_the_readme(capsys: Capture) -> None:
    """The keys as the README lists them."""
    readme = (SPECS.parent / "README.md").read_text(encoding="utf-8")
    section = readme.partition("**`sizes --format json`**")[2].partition("**`show")[0]
    listed = section.partition("`{")[2].partition("}`")[0]
    assert {key.strip() for key in listed.split(",")} == KEYS


def test_never_whole(tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path, net("- relu\n- crop: {before: 1, after: 0}\n  id: cropped"))
    _, out, _ = run(capsys, "sizes", path)
    assert "  read in part at every size, and left out of 'whole': 'net.relu'" in out
    assert json.loads(run(capsys, "sizes", path, "--format", "json")[1])[0]["never_whole"] == ["net.relu"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (net("- linear: 3", "inputs:\n  z: {features: 9}\n"), "no input is a map, so there are no sizes to tell"),
        (net("- relux"), "did you mean 'relu'"), ("- a\n", "a spec is a mapping"), ("shapeplan: 1\n", "cannot be planned"),
        (net("- add: nothing"), "there is no layer 'nothing'"), ("a: [", "cannot be planned"), ("", "the file is empty"),
        (net("- conv: {out_channels: $x, kernel_size: 3}", f"params: {{x: required}}\n{IMAGE}"), "cannot be planned"),
    ],
)  # fmt: skip
def test_specs_that_have_no_sizes(text: str, said: str, tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(text)
    code, out, err = run(capsys, "sizes", path)
    assert (code, out) == (2, "")
    assert said in err


def test_specs_that_are_not_there(tmp_path: Path, capsys: Capture) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        assert run(capsys, "sizes", path)[0] == 2


def test_parameters_and_sizes_are_replaced(tmp_path: Path, capsys: Capture) -> None:
    layers = "- conv: {out_channels: 4, kernel_size: $k}\n- max_pool: 2\n- crop: {size: 3}"
    path = written(tmp_path, net(layers, f"params: {{k: 3}}\n{IMAGE}"))
    assert "n >= 8 " in run(capsys, "sizes", path)[1]
    assert "n >= 12 " in run(capsys, "sizes", path, "--set", "k=7")[1]
    assert "n = 99 now" in run(capsys, "sizes", path, "--size", "99x99")[1]
    assert run(capsys, "sizes", path, "--size", "99")[0] == 2
    assert run(capsys, "sizes", path, "--framework", "caffe")[0] == 2


SMALL = ["conv_ae_1d", "dcgan_discriminator", "dcgan_generator", "hourglass_add", "tcn", "unet", "unet_same", "unet3d_small"]  # fmt: skip


@pytest.mark.parametrize("framework", dialects.names())
@pytest.mark.parametrize("name", SMALL)
def test_every_framework(name: str, framework: str) -> None:
    check_framework(name, framework, range(1, 201, 7 if name.startswith("unet") else 3))


@pytest.mark.fuzz
@pytest.mark.parametrize("framework", dialects.names())
@pytest.mark.parametrize("name", sorted(path.stem for path in SPECS.glob("*.yaml")))
def test_every_framework_and_size(name: str, framework: str) -> None:
    check_framework(name, framework, range(1, 201))


def check_framework(name: str, framework: str, sizes: range) -> None:
    plan = api.plan(SPECS / f"{name}.yaml", framework=framework)
    told = questions.sizes(SPECS / f"{name}.yaml", framework=framework)
    rank = len(told.axes)
    assert [works(told, *[n] * rank) for n in sizes] == [runs(at_size(plan, *[n] * rank)) for n in sizes]


@pytest.mark.parametrize(
    ("name", "framework", "said"),
    [
        ("conv_ae_1d", "keras", "no size works: conv 'encoder.conv': keras states the padding of conv as 'same' or 'valid'"),
        ("googlenet", "tensorflow", "no size works: max_pool 'stem.max_pool': tensorflow has no ceil_mode"),
    ],
)  # fmt: skip
def test_what_a_framework_refuses_is_said(name: str, framework: str, said: str, capsys: Capture) -> None:
    code, out, _ = run(capsys, "sizes", SPECS / f"{name}.yaml", "--framework", framework)
    assert (code, said in out) == (1, True)


PAIRS = {
    "linear": ["max_pool: 2", "flatten", "linear: {in_features: 96, out_features: 2}"],
    "linear of a column": ["mean: 2", "flatten", "linear: {in_features: 12, out_features: 2}"],
    "reshape": ["reshape: [8, 6, -1]", "linear: {in_features: 4, out_features: 2}"],
    "windows": ["permute: [0, 2, 3, 1]", "reshape: [2, 4, 3, 4, 3]"],
    "transposed sum": ["permute: [0, 1, 3, 2]", "add: first"],
    "unfold": ["unfold: 2", "linear: {in_features: 12, out_features: 2}"],
}


@pytest.mark.parametrize("name", PAIRS)
def test_pairs(name: str) -> None:
    head = "- conv: {out_channels: 3, kernel_size: 3, padding: 1}\n  id: first\n"
    text = net(head + "\n".join(f"- {layer}" for layer in PAIRS[name]))
    plan, told = api.plan(text), questions.sizes(text)
    every = [(n, m) for n in range(1, 26) for m in range(1, 26)]
    found = [pair for pair in every if works(told, *pair)]
    assert found == [pair for pair in every if runs(at_size(plan, *pair))]
    assert found


VOLUME = """
    shapeplan: 1
    inputs:
      v: {channels: 1, size: [16, 16, 20]}
    stacks:
      net:
        - conv: {out_channels: 4, kernel_size: 3, padding: 1}
        - max_pool: 4
        - flatten
        - linear: {in_features: %d, out_features: 2}
"""


def test_pairs_of_a_volume_hold_the_third_axis(tmp_path: Path, capsys: Capture) -> None:
    text = spec(VOLUME % 256)
    plan, told = api.plan(text), questions.sizes(text)
    assert not told.is_empty
    for pairs in told.pairs:
        ((third, n),) = pairs.held
        for sizes in [(a, b) for a in range(4, 40, 3) for b in range(4, 40, 3)]:
            at = dict(zip((*pairs.axes, third), (*sizes, n), strict=True))
            assert (sizes in pairs) == runs(at_size(plan, at[1], at[2], at[3]))
    code, out, _ = run(capsys, "sizes", written(tmp_path, VOLUME % 256))
    assert code == 0
    assert "D and W depend on each other; pairs that run with H = 16, looked at up to" in out


def test_a_linear_layer_that_never_fits(tmp_path: Path, capsys: Capture) -> None:
    path = written(tmp_path, VOLUME % 257)
    code, out, _ = run(capsys, "sizes", path)
    assert code == 1
    assert "no size that was looked at works: linear 'net.linear': in_features is 257" in out


def test_standard_input(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO((SPECS / "unet.yaml").read_bytes())))
    code, out, _ = run(capsys, "sizes", "-")
    assert (code, "n >= 188" in out) == (0, True)


def test_a_check_without_advice_about_sizes_does_not_load_them() -> None:
    code = f"import sys; from shapeplan.cli import main; main(['check', '--no-cache', {str(SPECS / 'unet.yaml')!r}]); print(sorted(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout
    assert "shapeplan.axis" in out
    assert not any(f"'shapeplan.{name}'" in out for name in ("legal", "along", "whole", "pairs", "spelling", "sizing"))
