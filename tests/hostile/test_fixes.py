"""Fixes where they can do harm: specs made so that fixes conflict, and files that change, vanish or cannot be written."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeplan import api, files, rewriting
from shapeplan.cli import main
from tests.language.specs import IMAGE, net

ROOT = Path(__file__).parent.parent.parent
SPECS = sorted(
    path for path in (ROOT / "specs").rglob("*.yaml") if path.stem not in {"kernel_too_large", "densenet121"}
)
TYPO = net("- conv: {out_channels: 4, kernelsize: 1}")
FIXED = TYPO.replace("kernelsize", "kernel_size")
STATED = "conv: {in_channels: %s, out_channels: $c, kernel_size: 1}"


def block(uses: str, stated: object = 5) -> str:
    return net(uses, f"{IMAGE}blocks:\n  body:\n    params: {{c: 3}}\n    layers:\n      - {STATED % stated}\n")


def errors(text: str, **settings_: str) -> list[str]:
    return [d.message for d in api.check(text, **settings_) if d.severity == "error"]


def unmoved(text: str, *, unsafe: bool = False) -> bool:
    """Whether the fixes leave a text as it is."""
    return api.fix(text, unsafe=unsafe).text == text


# Specs


def test_a_fix_inside_a_block_mends_all_its_uses() -> None:
    assert api.fix(block("- body\n- body\n- relu\n- body")).text == block("- body\n- body\n- relu\n- body", 3)


@pytest.mark.parametrize(
    "uses", ["- body: 4\n- body: 6", "- body: 4\n- body: 6\n- body: 7", "- body: 6\n- body: 5\n- body"]
)
def test_uses_of_a_block_that_want_different_numbers_are_left(uses: str) -> None:
    text = block(uses)
    fixed = api.fix(text)
    assert (fixed.text, fixed.steps) == (text, [])
    unsafe = api.fix(text, unsafe=True)
    assert len(errors(unsafe.text)) <= len(errors(text))
    assert unmoved(unsafe.text, unsafe=True)


def test_a_fix_inside_a_loop() -> None:
    layers = "- for: {c: [3, 3, 3]}\n  layers:\n    - conv: {in_channels: 8, out_channels: $c, kernelsize: 1}"
    fixed = api.fix(net(layers))
    assert fixed.text == net(layers.replace("8", "3").replace("kernelsize", "kernel_size"))
    assert len(fixed.steps) == 2
    growing = net(layers.replace("[3, 3, 3]", "[3, 4, 5]").replace("kernelsize", "kernel_size"))
    assert unmoved(growing), "no number is right in every round"


def test_a_loop_that_computes_what_arrives_is_left() -> None:
    assert unmoved(
        net("- for: {c: [3, 4]}\n  layers: [{conv: {in_channels: $(c + 1), out_channels: 3, kernel_size: 1}}]")
    )


def test_aliases_and_merged_mappings() -> None:
    layers = """
        - conv: &c {in_channels: 5, out_channels: 3, kernelsize: 1}  # in_channels: 5
        - conv: *c
        - conv: {<<: *c, out_channels: 3}
    """
    fixed = api.fix(net(layers))
    assert fixed.found == []
    assert fixed.text == net(layers.replace("{in_channels: 5", "{in_channels: 3").replace("kernelsize", "kernel_size"))


def test_an_alias_whose_uses_want_different_numbers_is_left() -> None:
    layers = "- conv: &c {in_channels: 5, out_channels: 4, kernel_size: 1}\n- conv: *c"
    assert unmoved(net(layers))


def test_all_findings_of_one_line() -> None:
    layers = (
        "[{Conv2d: {in_channels: 9, filters: 4, kernel: 1}}, {batch_nrom: 9}, {ad: nte}, {relu: , id: x}, {add: xx}]"
    )
    text = f"{IMAGE}stacks: {{net: {layers}}}\n"
    fixed = api.fix(text)
    assert fixed.text.splitlines()[:2] == text.splitlines()[:2]
    assert "{conv: {in_channels: 3, out_channels: 4, kernel_size: 1}}, {batch_norm: 4}" in fixed.text


def test_what_hides_a_mistake_is_fixed_first() -> None:
    text = f"{IMAGE}stacks:\n  net:\n    - depthwise: 2\nblocs:\n  depthwise: {{params: {{c: 2}}, layers: [relu]}}\n"
    assert api.fix(text).text == text.replace("blocs", "blocks")


def test_other_words_for_everything() -> None:
    layers = (
        "- Conv2D: {filters: $widht, kernel: 1}\n- BatchNormalization\n- ReLU\n- Conv2D: {filters: 2, kernel_size: 1}"
    )
    head = "framework: tourch\ninput:\n  image: {channels: 3, size: [32, 32]}\nparams: {width: 4}\n"
    fixed = api.fix(net(layers, head))
    right = "- conv: {out_channels: $width, kernel_size: 1}\n- batch_norm\n- relu\n- conv: {out_channels: 2, kernel_size: 1}"
    assert fixed.text == net(right, head.replace("tourch", "torch").replace("input:", "inputs:"))


@pytest.mark.parametrize(
    "layers",
    [
        "- {relu: , id: enc1}\n- {relu: , id: enc2}\n- add: enc5",  # which one?
        "- {relu: , id: enc1}\n- relu\n- add: enc2",  # another number is another layer
        "- {relu: , id: skip_a}\n- relu\n- add: skip_b",
        "- rlu",  # relu or elu
        "- conv: {out_channels: 4, kernel_size: 1, kernelsize: 1}",  # it is there already
        "- conv: {out_channels: 4, kernel_size: 1, pad: 1}",
        "- ad: image",
    ],
)
def test_what_may_mean_something_else_is_no_safe_fix(layers: str) -> None:
    assert unmoved(net(layers))


@pytest.mark.parametrize(
    "text",
    [
        net("- conv: {out_channels: 4, kernel_size: 3}", f"{IMAGE}defualts: {{conv: {{padding: 1}}}}\n"),
        net("- body: {strid: 2}", f"{IMAGE}blocks: {{body: {{params: {{stride: 1}}, layers: [max_pool: $stride]}}}}\n"),
        net("- {relu: , id: a}\n- relu", after="output: [a]"),
        net("- relu\n- rellu\n- relu\n- add: net.relu_2\n"),  # with the name, 'net.relu_2' is another layer
        net("- flatten\n- linear: {in_features: 9, out_features: 2}").replace("- flatten\n    ", ""),  # or no flatten
    ],
)
def test_what_changes_something_known_is_no_safe_fix(text: str) -> None:
    assert errors(text)
    assert unmoved(text)


def test_a_silenced_finding_is_not_fixed() -> None:
    assert unmoved(TYPO.replace("1}", "1}  # shapeplan: ignore[schema]"))


def test_settings_do_not_break_the_spec_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = net("- max_pool: 16\n- flatten\n- linear: {in_features: 12, out_features: 2}")
    path = tmp_path / "net.yaml"
    path.write_text(text)
    assert errors(text) == []
    for options in (["--fix"], ["--fix", "--unsafe-fixes"]):
        assert main(["check", str(path), "--size", "64x64", *options]) == 1
        assert "left:  the fix would bring another error, here or without --size" in capsys.readouterr().out
        assert path.read_text() == text


def test_a_size_that_is_no_number_of_the_spec_is_left_and_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = "- max_pool: 2"
    path = tmp_path / "net.yaml"
    text = net(layers, "params: {n: 13}\ninputs:\n  image: {channels: 3, size: [$n, $n]}\n")
    path.write_text(text)
    assert main(["check", str(path), "--fix", "--unsafe-fixes"]) == 0
    assert "left:  a fix is another input size, and the spec does not write it as numbers" in capsys.readouterr().out
    assert path.read_text() == text


def words(text: str) -> list[tuple[int, int]]:
    """Where the words of a spec stand, without those of comments."""
    found, start = [], None
    for i, letter in enumerate(f"{text}\n"):
        if letter.isalpha() or letter == "_" or (start is not None and letter.isdigit()):
            start = i if start is None else start
        elif start is not None:
            if i - start > 2 and "#" not in text[text.rfind("\n", 0, start) + 1 : start]:
                found.append((start, i))
            start = None
    return found


@st.composite
def misspelled(draw: st.DrawFn) -> tuple[str, str]:
    """A spec of the folder, and the same with one to three slips."""
    text = right = draw(st.sampled_from(SPECS)).read_text(encoding="utf-8")
    for _ in range(draw(st.integers(1, 3))):
        start, end = draw(st.sampled_from(words(text)))
        i = draw(st.integers(start, end - 1))
        letter = draw(st.sampled_from("aeiorstn_2"))
        slip = draw(st.sampled_from([letter, "", letter + text[i], text[i + 1 : i + 2] + text[i]]))
        text = text[:i] + slip + text[i + 1 + (len(slip) == 2 and slip[1] == text[i] and slip[0] != letter) :]
    return right, text


def signature(text: str) -> list[tuple[object, ...]]:
    return [(node.op, node.shape, node.parameters) for node in api.plan(text).nodes]


def check_fixes(text: str) -> None:
    """Fixes end, are fewer errors or none, keep what works, and are no more when they are made again."""
    for unsafe in (False, True):
        fixed = api.fix(text, unsafe=unsafe)
        assert bool(fixed.steps) is (fixed.text != text)
        assert unmoved(fixed.text, unsafe=unsafe), "a second run changes nothing"
        assert not errors(fixed.text) or errors(text), "no error comes where there was none"
        if not unsafe and fixed.steps and not errors(text):
            assert signature(fixed.text) == signature(text)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(misspelled())
def test_slips(pair: tuple[str, str]) -> None:
    check_fixes(pair[1])


@pytest.mark.fuzz
@settings(max_examples=600, deadline=None, suppress_health_check=list(HealthCheck))
@given(misspelled())
def test_many_slips(pair: tuple[str, str]) -> None:
    check_fixes(pair[1])


# Files


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "net.yaml"
    path.write_text(TYPO)
    return path


def fix(path: Path, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, str]:
    """Exit code and standard error; nothing stays behind beside the file."""
    code = main(["check", str(path), "--fix", *options])
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert not list(path.parent.glob(f"{rewriting.TEMPORARY}*"))
    return code, err


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_mode_and_owner_stay(mode: int, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.chmod(mode)
    before = spec.stat()
    assert fix(spec, capsys) == (0, "")
    after = spec.stat()
    assert spec.read_text() == FIXED
    assert (stat.S_IMODE(after.st_mode), after.st_uid, after.st_gid) == (mode, before.st_uid, before.st_gid)


def test_the_target_of_a_link_is_written(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "links").mkdir()
    first, second = tmp_path / "links" / "a.yaml", tmp_path / "links" / "b.yaml"
    first.symlink_to("../net.yaml")
    second.symlink_to(first)
    assert fix(second, capsys) == (0, "")
    assert first.is_symlink()
    assert second.is_symlink()
    assert spec.read_text() == FIXED


def test_a_file_that_changes_nothing_is_not_written(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_text(FIXED)
    before = spec.stat()
    assert fix(spec, capsys)[0] == 0
    assert (spec.stat().st_mtime_ns, spec.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def removed(path: Path) -> None:
    path.unlink()


def replaced_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def changed(path: Path) -> None:
    path.write_text(TYPO + "# mine\n")


def shortened(path: Path) -> None:
    path.write_text("")


@pytest.mark.parametrize(
    ("happen", "words_"),
    [(removed, "no such file"), (replaced_by_a_folder, "not a regular file"), (changed, "run again"), (shortened, "run again")],
)  # fmt: skip
@pytest.mark.parametrize("moment", ["while it is checked", "while it is written"])
def test_a_file_that_changes_meanwhile_is_left(
    happen: Callable[[Path], None], words_: str, moment: str, spec: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    where, name = (api, "fixed") if moment == "while it is checked" else (os, "fsync")
    run = getattr(where, name)

    def late(*arguments: object, **named: object) -> object:
        result = run(*arguments, **named)
        happen(spec)
        return result

    monkeypatch.setattr(where, name, late)
    code, err = fix(spec, capsys)
    assert code == 2
    assert words_ in err
    assert "cannot be fixed" in err
    after = spec.read_text() if spec.is_file() else None
    assert after in (None, TYPO + "# mine\n", "")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_the_file(
    call: str, spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    code, err = fix(spec, capsys)
    assert (code, "no space left on device" in err) == (2, True)
    assert spec.read_text() == TYPO


def test_an_interruption_leaves_the_file(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    assert main(["check", str(spec), "--fix"]) == 130
    assert [path.name for path in spec.parent.iterdir()] == ["net.yaml"]
    assert spec.read_text() == TYPO


def test_a_file_that_may_not_be_written(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    spec.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda *_: False)  # as for anybody but root
    code, err = fix(spec, capsys)
    assert (code, "not writable" in err) == (2, True)
    assert spec.read_text() == TYPO


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions do not bind root")
def test_a_folder_that_may_not_be_written(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.parent.chmod(0o555)
    code, err = fix(spec, capsys)
    spec.parent.chmod(0o755)
    assert (code, "permission denied" in err) == (2, True)
    assert spec.read_text() == TYPO


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_is_not_written(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "shapeplan", "check", "--fix", str(pipe)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True) as run:
        pipe.write_text(TYPO)
        _, err = run.communicate()
    assert (run.returncode, "not a regular file" in err) == (2, True)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_one_file_that_cannot_be_fixed_stops_no_other(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = spec.with_name("other.yaml")
    other.write_text(f"shapeplan: 1\n{TYPO}")
    spec.write_text(f"shapeplan: 1\n{TYPO}")
    assert main(["check", str(spec.parent), str(spec.with_name("missing.yaml")), "--fix"]) == 2
    assert "2 specs: 2 fixed; no findings" in capsys.readouterr().out
    assert spec.read_text() == other.read_text() == f"shapeplan: 1\n{FIXED}"


def test_a_file_that_is_called_as_standard_input_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("<stdin>").write_text(TYPO)
    assert main(["check", "<stdin>", "--fix"]) == 0
    assert Path("<stdin>").read_text() == FIXED


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\xef\xbb\xbf", b"- a\n", b"a: [\n", b"a: 1\na: 2\n", bytes(range(256))]
)
def test_what_is_no_spec_is_left(content: bytes, spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec.write_bytes(content)
    assert fix(spec, capsys, "--unsafe-fixes")[0] == 1
    assert spec.read_bytes() == content


def test_a_file_that_is_too_large_is_left(
    spec: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert fix(spec, capsys)[0] == 2
    assert spec.read_text() == TYPO


def test_a_long_file(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["- conv: {out_channels: 3, kernel_size: 1}", "- relu"] * 750
    lines[700], lines[1499] = "- conv: {in_channels: 9, out_chanels: 3, kernel_size: 1}", "- rellu"
    spec.write_text(net("\n".join(lines)) + "# " + "x" * 1_000_000 + "\n")
    code, _ = fix(spec, capsys)
    lines[700], lines[1499] = "- conv: {in_channels: 3, out_channels: 3, kernel_size: 1}", "- relu"
    assert (code, spec.read_text()) == (0, net("\n".join(lines)) + "# " + "x" * 1_000_000 + "\n")
