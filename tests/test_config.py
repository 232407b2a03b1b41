"""The configuration: where it is found, what it does, that the command line wins, and what is said of mistakes."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shapeplan import config
from shapeplan.cli import main
from tests.language.specs import net

ROOT = Path(__file__).parent.parent
LOSS = net(
    "- conv: {out_channels: 8, kernel_size: 1}\n  id: enc\n- max_pool: 2",
    "inputs:\n  x: {channels: 3, size: [65, 64]}\n",
)
Check = Callable[..., dict[tuple[str, str], int]]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    config.forget()


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Check:
    """Counts of the findings, by severity and rule, of a folder `nets` with a spec `nets/a.yaml`."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "a.yaml").write_text("shapeplan: 1\n" + LOSS)

    def run(
        text: str = "", *arguments: str, path: str = "nets/a.yaml", name: str = "shapeplan.toml"
    ) -> dict[tuple[str, str], int]:
        (tmp_path / name).write_text(text)
        capsys.readouterr()
        config.forget()
        main(["check", path, "--format", "json", "--statistics", *arguments])
        return {(row["severity"], row["rule"]): row["findings"] for row in json.loads(capsys.readouterr().out)}

    return run


PLAIN = {("warning", "unread-border"): 1, ("note", "unused-id"): 1}
ONLY_LOSS = {("warning", "unread-border"): 1}
ONLY_ID = {("note", "unused-id"): 1}


def test_nothing_is_configured(check: Check) -> None:
    assert check("") == PLAIN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('select = ["unread-border"]', ONLY_LOSS),
        ('ignore = ["unused-id"]', ONLY_LOSS),
        ('severity = {unused-id = "off"}', ONLY_LOSS),
        ('severity = {unread-border = "error"}', {("error", "unread-border"): 1, ("note", "unused-id"): 1}),
        ('severity = {unread-border = "note", unused-id = "error"}', {("note", "unread-border"): 1, ("error", "unused-id"): 1}),
        ('[per-file-ignores]\n"nets/*" = ["unread-border"]', ONLY_ID),
        ('[per-file-ignores]\n"a.yaml" = ["unread-border"]', ONLY_ID),
        ('[per-file-ignores]\nnets = ["unread-border"]', ONLY_ID),
        ('[per-file-ignores]\n"**/nets/" = ["unread-border"]', ONLY_ID),
        ('[per-file-ignores]\n"b.yaml" = ["unread-border"]', PLAIN),
        ('sizes = "64x64"', ONLY_ID),
        ('sizes = {x = "64x64"}', ONLY_ID),
        ('sizes = {y = "64x64"}', PLAIN),  # of another spec
        ('sizes = "64"', PLAIN),  # of specs with one axis
        ('exclude = ["nets"]', {}),
        ('exclude = ["*.yaml"]', {}),
        ('exclude = ["nets/b.yaml"]', PLAIN),
    ],
)  # fmt: skip
def test_keys(text: str, found: dict[tuple[str, str], int], check: Check) -> None:
    assert check(text) == found
    assert check(text, "--isolated") == PLAIN
    assert check("[tool.shapeplan]\n" + text.replace("[per", "[tool.shapeplan.per"), name="pyproject.toml") == found


def test_the_nearest_file_holds(check: Check, tmp_path: Path) -> None:
    (tmp_path / "nets" / "pyproject.toml").write_text('[project]\nname = "shapeplan-user"\n')  # no table: passed over
    assert check('ignore = ["unused-id"]') == ONLY_LOSS
    (tmp_path / "nets" / "pyproject.toml").write_text('[tool.shapeplan]\nignore = ["unread-border"]\n')
    assert check('ignore = ["unused-id"]') == ONLY_ID
    (tmp_path / "nets" / "shapeplan.toml").write_text("")
    assert check('ignore = ["unused-id"]') == PLAIN


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (["--select", "unused-id"], ONLY_ID),
        (["--select", "unread-border,unused-id"], PLAIN),
        (["--ignore", "unread-border", "--ignore", "unused-id"], {}),
        (["--size", "64x64"], {}),
        (["--size", "65x65"], ONLY_LOSS),
        (["--isolated"], PLAIN),
        (["--config", "other.toml"], ONLY_ID),
    ],
)
def test_the_command_line_wins(
    arguments: list[str], found: dict[tuple[str, str], int], check: Check, tmp_path: Path
) -> None:
    (tmp_path / "other.toml").write_text('ignore = ["unread-border"]\n')
    assert check('ignore = ["unused-id"]\nsizes = {x = "67x67"}', *arguments) == found


def test_a_rule_that_is_off_is_selected_by_the_command_line(check: Check) -> None:
    assert check('severity = {unused-id = "off"}', "--select", "unused-id") == ONLY_ID


def test_select_hides_no_mistake_of_the_language(check: Check, tmp_path: Path) -> None:
    (tmp_path / "nets" / "a.yaml").write_text("shapeplan: 1\nstacks: [\n")
    assert check("", "--select", "groups") == {("error", "yaml-syntax"): 1}


def test_severities_keep_what_a_rule_takes_for_less(check: Check, tmp_path: Path) -> None:
    """A checkerboard that a later window mixes is a note, whatever the rule's warnings are made."""
    (tmp_path / "nets" / "a.yaml").write_text((ROOT / "tests" / "rules" / "good" / "cyclegan.yaml").read_text())
    notes = check('severity = {checkerboard = "error"}')
    assert notes[("note", "checkerboard")] > 0
    assert ("error", "checkerboard") not in notes


def test_framework_is_of_specs_that_name_none(check: Check, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check('framework = "keras"')
    assert main(["show", "nets/a.yaml"]) == 0
    assert "(keras)" in capsys.readouterr().out
    assert main(["show", "nets/a.yaml", "--framework", "onnx"]) == 0
    assert "(onnx)" in capsys.readouterr().out
    (tmp_path / "nets" / "a.yaml").write_text("framework: torch\n" + LOSS)
    assert main(["show", "nets/a.yaml"]) == 0
    assert "(torch)" in capsys.readouterr().out


def test_sizes_hold_for_other_commands(check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    check('sizes = "128x96"')
    for command in (["show", "nets/a.yaml"], ["render", "nets/a.yaml", "--format", "text"]):
        assert main(command) == 0
        assert "128" in capsys.readouterr().out
    assert main(["sizes", "nets/a.yaml"]) == 0
    assert "H = 128 now" in capsys.readouterr().out


def test_a_file_that_is_named_and_excluded_is_passed_over(check: Check, capsys: pytest.CaptureFixture[str]) -> None:
    check('exclude = ["nets"]')
    assert main(["check", "nets/a.yaml"]) == 0
    assert capsys.readouterr().out == "0 specs: no findings; 1 passed over, excluded by the configuration\n"
    assert main(["check", "nets"]) == 0
    assert capsys.readouterr().out == "0 specs: no findings\n"
    assert main(["check", "nets/a.yaml", "--isolated", "--strict"]) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("selct = []", "shapeplan.toml:1: there is no key 'selct'; did you mean 'select'?"),
        ('\nselect = [\n  "unread-bordr",\n  "skip-mismach"]', "there is no rule 'unread-bordr'"),
        ('select = ["skip-mismach"]', "shapeplan.toml:1: there is no rule 'skip-mismach'; did you mean 'skip-mismatch'?"),
        ('select = "groups"', 'select is a list such as ["a", "b"], not \'groups\''),
        ("ignore = [1]", "ignore is a list"),
        ('severity = ["groups"]', "severity is a table"),
        ('severity = {groups = "fatal"}', "there is no severity 'fatal'; known: error, warning, note, off"),
        ("severity = {groups = 1}", "there is no severity 1"),
        ('severity = {grops = "off"}', "there is no rule 'grops'; did you mean 'groups'?"),
        ('[per-file-ignores]\n"a" = ["grops"]', "shapeplan.toml:2: there is no rule 'grops'"),
        ('framework = "torhc"', "there is no framework 'torhc'; did you mean 'torch'?"),
        ("framework = 1", "there is no framework 1"),
        ("exclude = 3", "exclude is a list"),
        ("sizes = 3", "sizes is a table, not 3"),
        ('sizes = "3by3"', "a size is written as 500x500, not '3by3'"),
        ("sizes = {x = [3, 3]}", 'a size is written as "500x500", not [3, 3]'),
        ("select = [", "not TOML: "),
    ],
)  # fmt: skip
def test_mistakes(
    text: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(LOSS)
    (tmp_path / "shapeplan.toml").write_text(text)
    for command in ("check", "show"):
        assert main([command, "a.yaml"]) == 2
        out, err = capsys.readouterr()
        assert (out, words in err) == ("", True), err
        assert err.startswith("shapeplan: shapeplan.toml:")
    assert main(["check", "a.yaml", "--isolated"]) == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff", "not TOML: "), (b"[tool]\nshapeplan = 3\n", "tool.shapeplan is a table, not 3"),
        (b'[project]\nname = "groups"\n[tool.shapeplan]\nignore = ["group"]\n', "pyproject.toml:4: there is no rule"),
    ],
)  # fmt: skip
def test_mistakes_in_a_shared_file(
    content: bytes, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(LOSS)
    (tmp_path / "pyproject.toml").write_bytes(content if content[0] < 128 else b"[tool.shapeplan]\n" + content)
    assert main(["check", "a.yaml"]) == 2
    assert words in capsys.readouterr().err


def test_a_configuration_that_is_named_must_be_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.yaml").write_text(LOSS)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    for name, words in (("pyproject.toml", "no table [tool.shapeplan]"), ("none.toml", "no such file")):
        assert main(["check", str(tmp_path / "a.yaml"), "--config", str(tmp_path / name)]) == 2
        assert words in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_unknown_rules_on_the_command_line(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(ROOT / "specs" / "unet.yaml"), option, "grops"]) == 2
    assert capsys.readouterr().err == "shapeplan: there is no rule 'grops'; did you mean 'groups'?\n"


def test_without_a_configuration_nothing_is_loaded_for_one() -> None:
    code = (
        "import sys; from shapeplan.cli import main; main(['check', '--no-cache', sys.argv[1]]);"
        "print([m for m in ('tomllib', 'shapeplan.config_values', 'concurrent', 'shapeplan.watch') if m in sys.modules])"
    )
    command = [sys.executable, "-c", code, str(ROOT / "specs" / "unet.yaml")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1] == "[]"


def test_patterns_and_tables_may_be_written_in_other_ways(check: Check, tmp_path: Path) -> None:
    assert check('exclude = ["./nets"]') == check('exclude = ["nets"]')
    (tmp_path / "shapeplan.toml").unlink(missing_ok=True)
    (tmp_path / "pyproject.toml").write_text('tool = {shapeplan = {ignore = ["nonsense"]}}\n', encoding="utf-8")
    config.forget()
    assert main(["check", "nets"]) == 2


def test_an_absolute_pattern(check: Check, tmp_path: Path) -> None:
    assert check(f'exclude = ["{(tmp_path / "nets").as_posix()}"]') == check('exclude = ["nets"]')
