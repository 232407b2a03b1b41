"""The commands as a user runs them: what they print, and their exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shapeplan.cli import main

SPECS = Path(__file__).parent.parent / "specs"
GOOD = SPECS / "unet.yaml"
BROKEN = SPECS / "broken" / "unet_500.yaml"


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_check_exit_codes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "check", GOOD)[0] == 0
    assert run(capsys, "check", BROKEN)[0] == 1
    code, _, err = run(capsys, "check", tmp_path / "missing.yaml")
    assert code == 2
    assert "no such file" in err
    assert run(capsys, "check", GOOD, tmp_path / "missing.yaml")[0] == 2


def test_strict_makes_warnings_fail(capsys: pytest.CaptureFixture[str]) -> None:
    spec = SPECS / "broken" / "unread_rows.yaml"
    assert run(capsys, "check", spec)[0] == 0
    assert run(capsys, "check", spec, "--strict")[0] == 1


def test_check_of_a_folder_takes_only_specs(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text("a: 1\n")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "net.yaml").write_text("shapeplan: 1\n")
    (tmp_path / "net.yaml").write_text(GOOD.read_text())
    code, out, _ = run(capsys, "check", tmp_path)
    assert (code, out.splitlines()[-1].partition(":")[0]) == (0, "1 spec")


def test_all_specs_are_clean(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", SPECS, "--exclude", "broken", "--strict")
    assert code == 0, out


def test_exclude(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "net.yaml").write_text(BROKEN.read_text())
    assert run(capsys, "check", tmp_path)[0] == 1
    assert run(capsys, "check", tmp_path, "--exclude", "broken")[0] == 0


def test_size_and_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", BROKEN, "--size", "512x512")[0] == 0
    assert run(capsys, "check", BROKEN, "--size", "image=512x512")[0] == 0
    code, _, err = run(capsys, "check", BROKEN, "--size", "picture=512x512")
    assert code == 2
    assert "did you mean 'image'" in err or "known: image" in err
    assert run(capsys, "check", BROKEN, "--size", "large")[0] == 2
    assert run(capsys, "check", BROKEN, "--size", "0x5")[0] == 2
    assert run(capsys, "check", BROKEN, "--set", "nothing=1")[0] == 2
    assert run(capsys, "check", BROKEN, "--framework", "tourch")[0] == 2


def test_check_json_has_the_documented_fields(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "check", BROKEN, "--format", "json")
    assert code == 1
    error = next(d for d in json.loads(out) if d["severity"] == "error")
    assert list(error) == [
        "path", "rule", "severity", "message", "line", "column", "end_line", "end_column",
        "node", "axis", "cause", "related", "fixes",
    ]  # fmt: skip
    assert error["rule"] == "skip-mismatch"
    assert error["axis"] == "H, W"
    assert "pool" in error["cause"]
    assert error["related"]
    assert {"title", "safe", "edits"} == set(error["fixes"][0])
    line = BROKEN.read_text().splitlines()[error["line"] - 1]
    assert "concat" in line[error["column"] - 1 : error["end_column"] - 1]


def test_show_formats(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "show", GOOD, "--format", "json")
    assert code == 0
    data = json.loads(out)
    assert list(data) == ["name", "framework", "inputs", "nodes", "outputs", "totals"]
    assert list(data["nodes"][0]) == ["id", "op", "args", "inputs", "shape", "exact", "parameters"]
    assert data["totals"]["parameters"] == 31_030_658
    assert next(n for n in data["nodes"] if n["id"] == data["outputs"][0])["shape"] == [2, 388, 388]
    code, out, _ = run(capsys, "show", GOOD, "--format", "csv")
    assert out.splitlines()[0] == "id,op,args,inputs,shape,exact,parameters"
    assert len(out.splitlines()) == len(data["nodes"]) + 1
    code, out, _ = run(capsys, "show", GOOD)
    assert "31,030,658 parameters" in out
    assert "64 x 568 x 568" in out
    folded = run(capsys, "show", GOOD, "--depth", "1")[1]
    assert len(folded.splitlines()) < len(out.splitlines()) / 3
    assert "encoder/" in folded
    assert "31,030,658 parameters" in folded


def test_show_of_what_cannot_be_planned(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    spec = tmp_path / "net.yaml"
    spec.write_text("inputs:\n  x: {channels: 1, size: [8]}\nstacks:\n  net:\n    - konv: 3\n")
    code, out, err = run(capsys, "show", spec)
    assert (code, out) == (2, "")
    assert "did you mean 'conv'" in err


@pytest.mark.parametrize("suffix", [".svg", ".png", ".dot"])
def test_render(capsys: pytest.CaptureFixture[str], tmp_path: Path, suffix: str) -> None:
    for spec in (GOOD, BROKEN):
        path = tmp_path / f"{spec.stem}{suffix}"
        assert run(capsys, "render", spec, "-o", path)[0] == 0
        assert path.stat().st_size > 1000
    code, _, err = run(capsys, "render", GOOD, "-o", tmp_path / "net.bmp")
    assert code == 2
    assert ".svg" in err


def test_explain_ops_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert "kernel_size" in run(capsys, "explain", "conv")[1]
    assert "Why" in run(capsys, "explain", "skip-mismatch")[1]
    code, _, err = run(capsys, "explain", "conf")
    assert code == 2
    assert "did you mean 'conv'" in err
    assert len(run(capsys, "ops")[1].splitlines()) > 60
    assert "skip-mismatch" in run(capsys, "rules")[1]


def test_init_writes_a_clean_spec_once(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "init")[0] == 0
    assert run(capsys, "check", "unet.yaml", "--strict")[0] == 0
    Path("unet.yaml").write_text("mine")
    assert run(capsys, "init")[0] == 2
    assert Path("unet.yaml").read_text() == "mine"


def test_standard_input_and_module() -> None:
    command = [sys.executable, "-m", "shapeplan", "check", "-"]
    done = subprocess.run(command, input=BROKEN.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 1
    assert done.stdout.startswith(b"<stdin>:")


def test_a_closed_pipe_is_no_traceback() -> None:
    command = f"{sys.executable} -m shapeplan show {GOOD} --format json | head -c 10"
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=False)
    assert done.stderr == b""


def test_check_loads_nothing_for_drawing() -> None:
    code = (
        "import sys; from shapeplan.cli import main; main(['check', '--no-cache', sys.argv[1]]);"
        "print(sorted({'graphviz', 'networkx', 'difflib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(GOOD)], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("command", ["check", "show"])
def test_output_that_cannot_be_written(command: str) -> None:
    spec = Path(__file__).parent.parent / "specs" / "unet.yaml"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "shapeplan", command, spec],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "shapeplan: standard output cannot be written: no space left on device\n"
