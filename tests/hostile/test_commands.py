"""Command lines and files made to harm: each ends with 0, 1 or 2 and says why."""

import json
import os
from pathlib import Path

import pytest

from shapeplan.cli import main
from shapeplan.files import PREFIX, is_spec
from tests.language.specs import IMAGE, net

PARAM = net("- conv: {out_channels: $x, kernel_size: 3}", f"params: {{x: 3}}\n{IMAGE}")
Run = tuple[int, str, str]


@pytest.fixture
def spec(tmp_path: Path) -> str:
    path = tmp_path / "net.yaml"
    path.write_text(PARAM)
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Run:
    """Exit code, standard output and standard error of a command line."""
    code = main(arguments)
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    return code, out, err


@pytest.mark.parametrize("command", ["check", "show"])
@pytest.mark.parametrize(
    ("size", "words"),
    [
        ("0x0", "not '0x0'"), ("9999999999999x1", "not '9999999999999x1'"), ("", "not ''"), ("x", "not 'x'"),
        ("-3x3", "not '-3x3'"), ("3.5x3", "not '3.5x3'"), ("=3x3", "no input ''"), ("img=3x3", "did you mean 'image'?"),
        ("image=", "not ''"), ("9" * 5000 + "x1", "a size is written as 500x500"),
    ],
)  # fmt: skip
def test_sizes(command: str, size: str, words: str, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, command, spec, f"--size={size}")
    assert (code, out.replace("\n", ""), words in err) == (2, "", True), err


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("x=[", "--set x: '[' is not YAML"), ("x={", "is not YAML"), ('x="', "this quote is never closed"), ("x", "NAME=VALUE"), ("", "NAME=VALUE"),
        ("=3", "no parameter ''"), ("y=3", "no parameter 'y'"),
    ],
)  # fmt: skip
def test_parameters_that_cannot_be_read(value: str, words: str, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", spec, f"--set={value}")
    assert (code, words in err) == (2, True), err


@pytest.mark.parametrize("value", ["017", "!!int 3", "&a [*a]", "1\ny: 2", "*a"])
def test_parameters_with_problems_are_refused(value: str, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", spec, f"--set=x={value}")[0] == 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("[", "--kernel-size: '[' is not YAML"), ("017", "write 17, or 0o17"), ("*a", "no '&a'"), ("!!int 3", "tags"),
        ("1\ny: 2", "cannot stand here"), ("\0", "U+0000"),
    ],
)  # fmt: skip
def test_arguments_of_calc_that_cannot_be_read(value: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "calc", "max_pool", "--input", "8", "--kernel-size", value)
    assert (code, said in err) == (2, True), err


@pytest.mark.parametrize("value", ["required", "$x", "$(1+1)", "yes", "1e400", "-1", "[1]", "{a: b}", "9" * 39])
def test_parameters_that_do_not_fit(value: str, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", spec, f"--set=x={value}")
    assert (code, "must be a whole number" in out) == (1, True)


@pytest.mark.parametrize("value", ["", "null", "~"])
def test_parameters_set_to_nothing(value: str, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", spec, f"--set=x={value}")[0] != 0


@pytest.mark.parametrize("framework", ["caffe", "", "../torch", "torch\n", "_tables"])
def test_frameworks(framework: str, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "check", spec, f"--framework={framework}")
    assert (code, "there is no framework" in err) == (2, True)


@pytest.mark.parametrize("name", ["nope", "", "../conv", "_base", "conv.py", "x" * 10_000, "😀"])
def test_explain(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "explain", name)[0] == 2


@pytest.mark.parametrize("command", ["check", "show", "render"])
def test_files_that_are_not_there(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(tmp_path / "nowhere.yaml")
    for path in (tmp_path / "missing.yaml", link, tmp_path / "missing" / "a.yaml"):
        code, _, err = run(capsys, command, str(path))
        assert (code, str(path) in err) == (2, True)


@pytest.mark.parametrize("command", ["check", "show", "render", "init"])
@pytest.mark.parametrize(("path", "words"), [("x" * 300, "name too long"), ("a\0b", "null byte")])
def test_paths_that_no_file_can_have(command: str, path: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, command, path)
    assert (code, words in err) == (2, True), err


def test_a_link_to_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    assert run(capsys, "check", str(tmp_path / "loop.yaml"))[0] == 2
    assert run(capsys, "check", str(tmp_path))[0] == 2


@pytest.mark.parametrize("command", ["show", "render"])
def test_a_folder_instead_of_a_file(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, command, str(tmp_path))
    assert (code, "is a directory" in err) == (2, True)


def test_a_folder_without_specs(tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", str(tmp_path))
    assert (code, out, f"no specs in {tmp_path} " in err) == (2, "", True)
    code, out, err = run(capsys, "check", str(tmp_path), spec)
    assert (code, out, "no specs in" in err) == (2, "1 spec: no findings\n", True)


def test_a_folder_named_as_a_spec(tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(spec).write_text(f"shapeplan: 1\n{PARAM}")
    (tmp_path / "folder.yaml").mkdir()
    code, out, _ = run(capsys, "check", str(tmp_path))
    assert (code, out) == (0, "1 spec: no findings\n")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind root")
def test_permissions(tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0o500)
    assert run(capsys, "render", spec, "-o", str(folder / "a.svg"))[0] == 2
    assert run(capsys, "init", str(folder / "a.yaml"))[0] == 2
    Path(spec).chmod(0)
    for command in ("check", "show", "render"):
        code, _, err = run(capsys, command, spec)
        assert (code, "permission denied" in err) == (2, True)


@pytest.mark.parametrize("suffix", ["svg", "png", "dot"])
def test_drawings_that_cannot_be_written(
    suffix: str, tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"folder.{suffix}").mkdir()  # the message names it, or the folder that is missing
    for path in (tmp_path / "missing" / f"a.{suffix}", tmp_path / f"folder.{suffix}", Path(spec) / f"a.{suffix}"):
        code, _, err = run(capsys, "render", spec, "-o", str(path))
        assert (code, str(path) in err or str(path.parent) in err) == (2, True), err


@pytest.mark.parametrize("name", ["a", "a.", "a.exe", "a.yaml", ".svg/", "a.svg.doc"])
def test_drawings_of_an_unknown_kind(name: str, tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "render", spec, "-o", str(tmp_path / name))[0] == 2
    assert Path(spec).read_text() == PARAM


@pytest.mark.parametrize("dot", ["/nonexistent/dot", "", "-h", os.devnull])
def test_a_program_that_does_not_draw(dot: str, tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "render", spec, "-o", str(tmp_path / "a.svg"), f"--dot={dot}")
    assert code in ({2} if dot else {0, 2}), err


def test_one_bad_file_hides_no_other(tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(b"shapeplan: 1\n\xff\xfe\0")
    code, out, _ = run(capsys, "check", str(tmp_path / "missing.yaml"), str(bad), spec, "--format", "json")
    assert code == 2
    assert {each["rule"] for each in json.loads(out)} == {"yaml-syntax"}


@pytest.mark.parametrize("command", ["show", "compare"])
def test_control_characters_of_a_title(command: str, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(spec).write_text(f'name: "a\\e[31mb\\nc"\n{PARAM}')
    assert run(capsys, command, spec)[1].startswith(r"a\x1b[31mb\nc")


def test_control_characters_of_a_path(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a\x1b[31m.yaml").symlink_to(tmp_path / "nowhere")
    assert r"a\x1b[31m.yaml" in run(capsys, "check", str(tmp_path))[2]
    assert r"a\x1b[31m.yaml" in run(capsys, "show", str(tmp_path / "a\x1b[31m.yaml"))[2]


@pytest.mark.parametrize("command", ["check", "show", "render"])
def test_a_spec_that_is_no_text(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(bytes(range(256)) * 100)
    code, out, err = run(capsys, command, str(path), *(["-o", str(tmp_path / "a.svg")] if command == "render" else []))
    assert (code, "not UTF-8" in out + err) == (1 if command == "check" else 2, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_in_a_folder(tmp_path: Path, spec: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(spec).write_text(f"shapeplan: 1\n{PARAM}")
    os.mkfifo(tmp_path / "pipe.yaml")
    assert run(capsys, "check", str(tmp_path))[:2] == (0, "1 spec: no findings\n")


def test_only_the_start_of_a_file_says_that_it_is_a_spec(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for before, is_said in ((1000, True), (PREFIX, False)):
        path.write_text("#" * before + f"\nshapeplan: 1\n{PARAM}")
        assert is_spec(str(path)) is is_said
