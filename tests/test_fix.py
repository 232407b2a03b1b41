"""`check --fix`, `--unsafe-fixes` and `--diff`: what is changed, what is left, and that nothing else is touched."""

import io
import json
import shutil
import subprocess
import sys
from codecs import BOM_UTF8
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.cli import main
from tests.language.specs import net

ROOT = Path(__file__).parent.parent
BROKEN = sorted((ROOT / "specs" / "broken").glob("*.yaml"))
SAFE = {"typo": 3, "concat_channels": 1, "flatten_linear": 1}  # with so many fixes these end clean
UNSAFE = {
    "add_channels": 1,
    "expectation": 1,
    "groups": 1,
    "output_padding_range": 2,  # and an even kernel
    "kernel_too_large": 1,
    "output_padding": 2,
    "unet_250": 1,
    "unet_500": 1,
    "unread_rows": 1,
}
FORMS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace(b"\n", b"\r\n"),
    "BOM": lambda text: BOM_UTF8 + text,
    "BOM and CRLF": lambda text: BOM_UTF8 + text.replace(b"\n", b"\r\n"),
    "no line break at the end": lambda text: text.rstrip(b"\n"),
    "comments": lambda text: text.replace(b"\n", b"   # \xc3\xa4\t'\n") + b"\n\n# the end\n\n",
}

TYPO = net("- conv: {out_channels: 4, kernelsize: 1}")
Run = tuple[int, str, str]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> Run:
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def spec(tmp_path: Path) -> Callable[..., Path]:
    def write(text: str | bytes, name: str = "net.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.mark.parametrize("options", [["--fix"], ["--fix", "--unsafe-fixes"]], ids=["safe", "unsafe"])
@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_spec_ends_clean_or_says_why_not(
    path: Path, options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Path(shutil.copy(path, tmp_path))
    code, out, _ = run(capsys, "check", copy, *options)
    expected = (SAFE if len(options) == 1 else {**SAFE, **UNSAFE}).get(path.stem, 0)
    left = [d for d in api.check(copy) if d.severity != "note"]
    assert f"1 spec: {expected} fixed; " in out
    assert (not left) is (expected > 0)
    assert out.count(" = left:  ") == len(left)
    assert code == int(any(d.severity == "error" for d in left))
    before = copy.read_bytes()
    assert (before == path.read_bytes()) is (expected == 0)
    assert run(capsys, "check", copy, *options)[0] == code
    assert copy.read_bytes() == before, "a second run changes nothing"


@cache
def fixed(path: Path) -> bytes:
    return api.fix(path, unsafe=True).text.encode()


@pytest.mark.parametrize("form", ["BOM and CRLF", "no line break at the end", "comments"])
@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_all_but_the_edits_is_byte_for_byte_as_it_was(path: Path, form: str, tmp_path: Path) -> None:
    """The fixed file in another form is the other form of the fixed file."""
    copy = tmp_path / "net.yaml"
    copy.write_bytes(FORMS[form](path.read_bytes()))
    main(["check", str(copy), "--fix", "--unsafe-fixes"])
    assert copy.read_bytes() == FORMS[form](fixed(path))


def changed_lines(before: str, after: str) -> list[int]:
    pairs = zip(before.split("\n"), after.split("\n"), strict=True)
    return [i for i, (old, new) in enumerate(pairs, 1) if old != new]


def test_only_the_lines_of_the_findings_change(spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    path = spec((ROOT / "specs" / "broken" / "typo.yaml").read_bytes())
    before = path.read_text()
    code, out, err = run(capsys, "check", path, "--fix")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{path}:13:32: fixed[schema] 'kernel_size' instead of 'kernelsize'",
        f"{path}:14:7: fixed[schema] 'conv' instead of 'conv2'",
        f"{path}:15:7: fixed[reference] 'first' instead of 'frist'",
        "",
        "1 spec: 3 fixed; no findings",
    ]
    assert changed_lines(before, path.read_text()) == [13, 14, 15]


# What a line of the summary says


def test_what_can_be_fixed_is_counted(spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    typo, unet = spec(TYPO), BROKEN[[p.stem for p in BROKEN].index("unet_250")]
    assert run(capsys, "check", typo)[1].endswith("1 spec: 1 error\n[*] 1 fixable with --fix\n")
    assert run(capsys, "check", unet)[1].endswith("\n1 fixable with --fix --unsafe-fixes\n")
    assert run(capsys, "check", typo, unet)[1].endswith("\n[*] 1 fixable with --fix, 1 more with --unsafe-fixes\n")
    assert " 'kernel_size' instead of 'kernelsize' [*]\n" in run(capsys, "check", typo)[1]
    assert run(capsys, "check", typo, unet, "--fix")[1].endswith("\n1 fixable with --unsafe-fixes\n")
    assert typo.read_text() != TYPO


def test_findings_with_one_fix_are_counted_once(spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    path = spec(net("- repeat: 5\n  layers:\n    - conv: {in_channels: 8, out_channels: 3, kernel_size: 1}"))
    assert run(capsys, "check", path)[1].endswith("\n1 spec: 3 errors\n[*] 1 fixable with --fix\n")
    assert run(capsys, "check", path, "--fix")[1].endswith("\n1 spec: 1 fixed; no findings\n")


def test_json_has_what_remains(spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    path = spec(TYPO + "outputs: [nowhere]\n")
    code, out, _ = run(capsys, "check", path, "--fix", "--format", "json")
    (left,) = json.loads(out)
    assert (code, left["rule"]) == (1, "reference")
    assert path.read_text() == TYPO.replace("kernelsize", "kernel_size") + "outputs: [nowhere]\n"


def test_unsafe_fixes_go_with_fix(spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", spec(TYPO), "--unsafe-fixes") == (
        2, "", "shapeplan: --unsafe-fixes goes with --fix or --diff\n",
    )  # fmt: skip


def test_strict_goes_by_what_remains(spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    path = spec((ROOT / "specs" / "broken" / "unread_rows.yaml").read_bytes())
    assert run(capsys, "check", path, "--fix", "--strict")[0] == 1
    assert run(capsys, "check", path, "--fix", "--strict", "--unsafe-fixes")[0] == 0


# Differences and standard input


@pytest.mark.parametrize("form", FORMS)
def test_patch_makes_of_a_diff_what_fix_makes(
    form: str, spec: Callable[..., Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    before = FORMS[form](BROKEN[[p.stem for p in BROKEN].index("typo")].read_bytes())
    path = spec(before)
    assert main(["check", str(path), "--diff"]) == 1
    out, err = capfdbinary.readouterr()
    assert path.read_bytes() == before
    assert b"1 spec: 3 would be fixed; no findings" in err
    subprocess.run(["patch", "--binary", "-s", str(path)], input=out, check=True)
    patched = path.read_bytes()
    path.write_bytes(before)
    assert main(["check", str(path), "--fix"]) == 0
    assert path.read_bytes() == patched


def test_diff_of_nothing_is_a_check(spec: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = spec(net("- relu")), spec(net("- add: nowhere"), "bad.yaml")
    assert run(capsys, "check", good, "--diff") == (0, "", "1 spec: 0 would be fixed; no findings\n")
    code, out, err = run(capsys, "check", bad, "--diff", "--fix")
    assert (code, out) == (1, "")
    assert "= left:  no fix was found" in err
    assert run(capsys, "check", bad, bad.parent / "missing.yaml", "--diff")[0] == 2


def test_standard_input_is_fixed_on_standard_output(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for text, fixed, code in (
        (TYPO.encode(), TYPO.replace("kernelsize", "kernel_size").encode(), 0),
        (BOM_UTF8 + b"x: 1\r\n", BOM_UTF8 + b"x: 1\r\n", 1),
        (b"\xff no text\n", b"\xff no text\n", 1),
        (b"", b"", 1),
    ):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text)))
        assert main(["check", "-", "--fix"]) == code
        out, err = capfdbinary.readouterr()
        assert out == fixed
        assert b"1 spec: " in err


def test_python() -> None:
    fixed = api.fix(TYPO)
    assert (fixed.found, [fix.title for _, fix in fixed.steps]) == ([], ["'kernel_size' instead of 'kernelsize'"])
    assert fixed.text == TYPO.replace("kernelsize", "kernel_size")
    assert api.fix(fixed.text).text == fixed.text


def test_a_check_loads_nothing_for_fixes() -> None:
    code = (
        "import sys; from shapeplan.cli import main; main(['check', '--no-cache', sys.argv[1]]);"
        "print([m for m in sys.modules if m.startswith('shapeplan.') and m.rpartition('.')[2] in"
        " {'fixing', 'fixer', 'fixes', 'meaning', 'rewriting', '_meant'}])"
    )
    command = [sys.executable, "-c", code, str(ROOT / "specs" / "unet.yaml")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1] == "[]"
