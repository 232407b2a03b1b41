"""Many files: the cache, several processes, fixes, progress and --watch."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from shapeplan import api, cache, linting, progress
from shapeplan.cache import TAG, Cache
from shapeplan.cli import main
from shapeplan.options import FORMATS
from shapeplan.record import diagnostic, record
from shapeplan.renderers.text import report
from shapeplan.source import unread
from tests.language.specs import net

ROOT = Path(__file__).parent.parent
BROKEN = sorted((ROOT / "specs" / "broken").glob("*.yaml"))
TYPO = net("- conv: {out_channels: 4, kernelsize: 1}")
Run = tuple[int, str, str]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> Run:
    capsys.readouterr()
    code = main(["check", *map(str, arguments)])
    return code, *capsys.readouterr()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with specs, good and bad."""
    monkeypatch.chdir(tmp_path)
    for path in (*BROKEN, ROOT / "specs" / "vgg16_bn.yaml", ROOT / "specs" / "resnet18.yaml"):
        shutil.copy(path, tmp_path)
    (tmp_path / "odd.yaml").write_bytes(
        b'\xef\xbb\xbfshapeplan: 1\r\nname: "\xc3\xa4\xf0\x9f\x98\x80"\r\nstacks: {a: [relu: {x: 1}]}\r\n'
    )
    (tmp_path / "bad.yaml").write_bytes(b"shapeplan: 1\n\xff\n")
    return tmp_path


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / ".shapeplan_cache").rglob("*") if path.is_file() and len(path.name) == 64)


# Records


@pytest.mark.parametrize(
    "path", [*BROKEN, *sorted((ROOT / "tests" / "corpus" / "issues").glob("*.yaml"))], ids=lambda p: p.stem
)
def test_a_record_keeps_all_that_is_printed(path: Path) -> None:
    source = unread(path.read_bytes(), str(path))
    for d in api.check(path):
        kept = diagnostic(json.loads(json.dumps(record(d))), source)
        assert kept.to_json() == d.to_json()
        assert report(kept, "left") == report(d, "left")
        assert record(kept) == record(d)


# The cache


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_bytes_come_from_the_cache(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [".", "missing.yaml", "--notes", "--format", name]
    plain = run(capsys, *command, "--no-cache")
    assert not (folder / ".shapeplan_cache").exists()
    assert plain[0] == 2
    assert run(capsys, *command) == plain
    assert len(entries(folder)) == len(list(folder.glob("*.yaml")))
    assert run(capsys, *command) == plain
    assert run(capsys, *command, "--no-cache", "--jobs", "2") == plain


def test_what_is_kept_is_not_found_again(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(capsys, ".")
    monkeypatch.setattr(linting, "answer", lambda task: pytest.fail(f"{task.path} is checked again"))
    assert run(capsys, ".") == first
    (folder / "renamed.yaml").write_bytes((folder / "typo.yaml").read_bytes())
    assert "renamed.yaml:13:32: error[schema]" in run(capsys, ".")[1], "what counts is the text"


@pytest.mark.parametrize(
    "change",
    [
        lambda _: ["--size", "64x64"], lambda _: ["--framework", "keras"], lambda _: ["--ignore", "unused-id"],
        lambda _: ["--select", "groups"],
        lambda folder: (folder / "shapeplan.toml").write_text('severity = {groups = "note"}') and [],
        lambda folder: (folder / "shapeplan.toml").write_text('framework = "keras"') and [],
        lambda folder: (folder / "shapeplan.toml").write_text('sizes = "64x64"') and [],
        lambda folder: (folder / "shapeplan.toml").write_text('per-file-ignores = {"groups.yaml" = ["groups"]}') and [],
        lambda folder: (folder / "groups.yaml").write_text((folder / "groups.yaml").read_text() + "\n") and [],
    ],
)  # fmt: skip
def test_whatever_changes_an_answer_changes_the_key(
    change: Callable[[Path], list[str]], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "groups.yaml")
    before = entries(folder)
    options = change(folder) or []
    from shapeplan import config

    config.forget()
    kept = run(capsys, "groups.yaml", *options)
    assert len(entries(folder)) == len(before) + 1 == 2
    assert kept == run(capsys, "groups.yaml", *options, "--no-cache")
    config.forget()


def test_other_code_has_other_entries(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(capsys, "groups.yaml")
    (old,) = entries(folder)
    (folder / ".shapeplan_cache" / "mine").mkdir()
    monkeypatch.setattr(cache, "code", lambda: "0" * 64)
    run(capsys, "groups.yaml")
    (new,) = entries(folder)
    assert (old.name, old.parent != new.parent, old.exists()) == (new.name, True, False)
    assert (folder / ".shapeplan_cache" / "mine").exists()


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: b"", lambda content: content[:-1], lambda content: content + b" ", lambda content: b"\0" + content[1:],
        lambda content: content.replace(b"groups", b"grOups"), lambda content: b"[]", lambda content: b"\n[]",
    ],
)  # fmt: skip
def test_a_damaged_entry_is_none(
    harm: Callable[[bytes], bytes], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(capsys, "groups.yaml")
    (entry,) = entries(folder)
    content = entry.read_bytes()
    entry.write_bytes(harm(content))
    assert run(capsys, "groups.yaml") == first
    assert entry.read_bytes() == content


def test_git_does_not_see_the_cache(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    run(capsys, ".")
    status = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], capture_output=True, text=True, check=True
    ).stdout
    assert "typo.yaml" in status
    assert "shapeplan_cache" not in status
    tag = (folder / ".shapeplan_cache" / TAG).read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")
    shutil.rmtree(".shapeplan_cache")
    assert run(capsys, ".")[0] == 1


def test_the_cache_is_beside_the_configuration_or_where_it_is_wanted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "shapeplan.toml").write_text("")
    shutil.copy("groups.yaml", "sub")
    run(capsys, "sub/groups.yaml")
    assert (folder / "sub" / ".shapeplan_cache").exists()
    assert not (folder / ".shapeplan_cache").exists()
    run(capsys, "sub/groups.yaml", "--cache-dir", "elsewhere")
    assert (folder / "elsewhere" / TAG).exists()


def test_a_folder_of_the_user_is_not_touched(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "groups.yaml", "--cache-dir", ".")
    assert (code, out) == (2, "")
    assert "neither empty nor a cache" in err
    (folder / ".shapeplan_cache").mkdir()
    (folder / ".shapeplan_cache" / ".gitignore").write_text("mine")
    assert run(capsys, "groups.yaml")[0] == 1
    assert (folder / ".shapeplan_cache" / ".gitignore").read_text() == "mine"
    assert os.listdir(".shapeplan_cache") == [".gitignore"]


def test_a_place_where_nothing_can_be_kept_is_no_reason_to_fail(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / ".shapeplan_cache").write_text("a file")
    assert run(capsys, "groups.yaml")[::2] == (1, "")


def test_standard_input_is_not_kept(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TYPO.encode())))
    assert run(capsys, "-")[0] == 1
    assert not (folder / ".shapeplan_cache").exists()


def test_keys_do_not_run_together() -> None:
    assert cache.key_of(b"a", b"bc") != cache.key_of(b"ab", b"c")


def test_an_entry_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Cache(str(tmp_path / "c"))
    kept.put("k", [{"a": 1}])
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    kept.put("k", [{"a": 2}])
    kept.put("l", [])
    assert (kept.get("k"), kept.get("l")) == ([{"a": 1}], None)
    assert os.listdir(kept.entries) == ["k"]


# Several processes


def test_results_come_in_the_order_of_the_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for i in range(40):
        (folder / f"n{i:02}.yaml").write_text(f"shapeplan: 1\n# {i}\n" + TYPO)
    one = run(capsys, ".", "--no-cache", "--jobs", "1")
    assert run(capsys, ".", "--no-cache", "--jobs", "3") == one
    assert one[1].count("error[schema]") > 40


def test_a_process_that_dies_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform != "linux":
        pytest.skip("other processes do not share what is patched here")
    here, lint = os.getpid(), api.lint
    monkeypatch.setattr(api, "lint", lambda a: lint(a) if os.getpid() == here else os._exit(1))
    code, out, err = run(capsys, ".", "--no-cache", "--jobs", "2")
    assert (code, out, "--jobs 1" in err) == (2, "", True)


@pytest.mark.parametrize("jobs", ["0", "-1"])
def test_no_processes(jobs: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "1 or more" in run(capsys, folder / "typo.yaml", "--jobs", jobs)[2]


# Fixes


def test_all_files_are_fixed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path: path.read_bytes() for path in folder.glob("*.yaml")}
    code, out, _ = run(capsys, ".", "--fix", "-q")
    changed = {path.stem for path in before if path.read_bytes() != before[path]}
    assert (code, changed) == (1, {"typo", "concat_channels", "flatten_linear"})
    assert out.count("= left:") > 5
    after = {path: path.read_bytes() for path in before}
    run(capsys, ".", "--fix", "--unsafe-fixes")
    again = {path: path.read_bytes() for path in before}
    assert sum(again[path] != after[path] for path in before) > 5
    assert run(capsys, ".", "--fix", "--unsafe-fixes", "--diff")[1] == ""


def test_a_diff_of_many_files_is_one_patch(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, ".", "--diff", "--unsafe-fixes")
    assert code == 1
    assert "would be fixed" in err
    subprocess.run(["patch", "--binary", "-s", "-p0"], input=out.encode(), check=True)
    patched = {path.name: path.read_bytes() for path in folder.glob("*.yaml")}
    for path in BROKEN:
        shutil.copy(path, folder)
    run(capsys, ".", "--fix", "--unsafe-fixes")
    assert {path.name: path.read_bytes() for path in folder.glob("*.yaml")} == patched


def test_fixes_that_overlap_are_made_one_after_the_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both change the same list of names: the second is planned anew when the first is made."""
    text = net(
        "- max_pool: 2  # shapeplan: ignore[unread-boarder, groups]", "inputs:\n  x: {channels: 3, size: [65, 64]}\n"
    )
    path = folder / "overlap.yaml"
    path.write_text(text)
    edits = [fix.edits[0] for d in api.check(path) if d.severity == "warning" for fix in d.fixes[:1] if fix.safe]
    assert len(edits) == 2
    assert edits[0].start < edits[1].end
    assert edits[1].start < edits[0].end
    code, out, _ = run(capsys, path, "--fix", "--strict")
    assert (code, "2 fixed; no findings" in out) == (0, True)
    assert path.read_text() == text.replace("unread-boarder, groups", "unread-border")


def test_unsafe_fixes_of_one_input_are_made_one_after_the_other(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each finding wants another size of the one input; what is left after the first is planned anew."""
    text = net(
        "- max_pool: 2\n- relu\n- max_pool: 3\n- relu\n- max_pool: 2", "inputs:\n  x: {channels: 3, size: [53, 53]}\n"
    )
    path = folder / "sizes.yaml"
    path.write_text(text)
    assert sum(d.severity == "warning" for d in api.check(path)) > 1
    code, _, _ = run(capsys, path, "--fix", "--unsafe-fixes", "--strict")
    assert code == 0
    assert [d for d in api.check(path) if d.severity != "note"] == []


@pytest.mark.parametrize(
    "options", [["--ignore", "schema,reference"], ["--select", "groups", "--ignore", "schema,reference"]]
)
def test_rules_that_do_not_speak_fix_nothing(
    options: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (folder / "typo.yaml").read_bytes()
    assert run(capsys, "typo.yaml", "--fix", "--unsafe-fixes", *options)[0] == 0
    assert (folder / "typo.yaml").read_bytes() == before


def test_a_file_of_which_two_links_are_named_is_fixed_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "link.yaml").symlink_to("typo.yaml")
    assert run(capsys, "typo.yaml", "link.yaml", "typo.yaml", "--fix")[::2] == (0, "")


# Exit codes, progress, --watch


def test_exit_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "typo.yaml", "--exit-zero")[0] == 0
    assert run(capsys, "typo.yaml", "missing.yaml", "--exit-zero")[0] == 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "is_told"), [(Terminal(), True), (io.StringIO(), False)])
def test_progress(
    stream: io.StringIO,
    is_told: bool,
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(progress, "PATIENCE", 0)
    monkeypatch.setattr(progress, "PACE", 0)
    monkeypatch.setattr(sys, "stderr", stream)
    main(["check", ".", "--no-cache"])
    total = len(list(folder.glob("*.yaml")))
    assert (f"\r{total} of {total} specs" in stream.getvalue()) is is_told
    assert stream.getvalue().endswith("\r\x1b[K") is is_told
    stream.truncate(0)
    main(["check", ".", "--no-cache", "-q"])
    assert "specs" not in stream.getvalue()


@pytest.mark.parametrize("options", [["--fix"], ["--diff"], ["--format", "sarif"], ["-"]])
def test_watch_refuses(options: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, *(options if options == ["-"] else ["typo.yaml", *options]), "--watch")
    assert (code, "--watch goes with" in err) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
def test_watch(folder: Path) -> None:
    def until(words: str) -> str:
        seen = ""
        while words not in seen:
            line = process.stdout.readline() if process.stdout else ""
            assert line, seen
            seen += line
        return seen

    (folder / "nets").mkdir()
    spec = folder / "nets" / "a.yaml"
    spec.write_text("shapeplan: 1\n" + TYPO)
    command = [sys.executable, "-m", "shapeplan", "check", "nets", "--watch", "--format", "concise"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env) as process:
        try:
            assert "error[schema]" in until("1 spec: 1 error")
            spec.write_text("shapeplan: 1\n" + TYPO.replace("kernelsize", "kernel_size"))
            until("1 spec: no findings")
            (folder / "nets" / "b.yaml").write_text("shapeplan: 1\n" + TYPO)
            until("2 specs: 1 error")
            (folder / "shapeplan.toml").write_text("ignore = [3]")
            until("ignore is a list")
            (folder / "shapeplan.toml").write_text('ignore = ["schema"]')
            until("2 specs: no findings")
            time.sleep(0.1)
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()
