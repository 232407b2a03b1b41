"""The command `diff`: its inputs, formats and exit codes; what git makes of it, with the configuration in the README."""

import io
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from shapeplan.cli import main

ROOT = Path(__file__).parent.parent
COMMAND = f"{shlex.quote(sys.executable)} -m shapeplan"
(IN_README,) = re.findall(
    r"^```ini\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
)
SPEC = """\
shapeplan: 1
name: small
inputs:
  image: {channels: 3, size: [64, 64]}
stacks:
  net:
    - conv: {out_channels: 8, kernel_size: 3, padding: 1}
      id: enc
    - max_pool: 2
    - conv_transpose: {out_channels: 8, kernel_size: 2, stride: 2}
    - concat: enc
"""
OTHER = SPEC.replace("    - max_pool: 2\n", "    - relu\n    - max_pool: 2\n").replace(
    "kernel_size: 2", "kernel_size: 4"
)

TEXT = """\
a.yaml -> b.yaml: layers: 1 added, 1 changed, 1 finding new

   layer               op              arguments           shape                         parameters
-  ------------------  --------------  ------------------  --------------------------  ------------
+  net.relu            relu                                8 x 64 x 64
~  net.conv_transpose  conv_transpose  kernel_size 2 -> 4  8 x 64 x 64 -> 8 x 66 x 66  264 -> 1,032

1 layer whose shape or cost follows from others (shown with --all)

                            before                after
--------------------------  --------------------  ----------------
output net.concat           16 x 64 x 64          16 x ? x ?
receptive field net.concat  4 x 4 px
parameters                  488                   1,256 (+157.4 %)
multiplications             1.1 MMAC              ?
peak memory                 524.3 kB              ?
sizes image: runs           H and W = 2k, k >= 1  none
sizes image: whole          H and W = 2k, k >= 1  none
sizes image: exact          H and W = 2k, k >= 1  none

new: b.yaml:12:7: error[skip-mismatch] concat 'net.concat': H and W are 66 here and 64 in 'enc'
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(SPEC)
    (tmp_path / "b.yaml").write_text(OTHER)
    return tmp_path


def test_text(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.yaml", "b.yaml"]) == 1
    assert capsys.readouterr().out == TEXT
    assert main(["diff", "a.yaml", "b.yaml", "--all"]) == 1
    assert "net.conv_transpose" in capsys.readouterr().out


def test_other_words_for_the_same_network(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "c.yaml").write_text(
        f"# a comment\n{SPEC.replace('{out_channels: 8, kernel_size: 3, padding: 1}', '{padding: 1, out_channels: $(4 * 2), kernel_size: [3, 3]}')}"
    )
    assert main(["diff", "a.yaml", "c.yaml"]) == 0
    assert capsys.readouterr().out == "a.yaml -> c.yaml: no difference in the network\n"


def test_standard_input(here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(OTHER.encode())))
    assert main(["diff", "a.yaml", "-"]) == 1
    assert capsys.readouterr().out == TEXT.replace("b.yaml", "<stdin>")


def test_exit_codes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "a.yaml", "b.yaml", "--exit-zero"]) == 0
    for wrong in (
        ["a.yaml"],
        ["a.yaml", "nowhere.yaml"],
        ["a.yaml", "-", "b.yaml"],
        ["-", "-"],
        ["a.yaml", "no:b.yaml"],
    ):
        assert main(["diff", *wrong]) == 2
        assert capsys.readouterr().err.startswith("shapeplan: ")
    assert main(["diff", "a.yaml", "b.yaml", "--set", "width=3"]) == 2
    assert "a.yaml: the spec has no parameter 'width'" in capsys.readouterr().err


def test_settings_hold_for_both(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "c.yaml").write_text(SPEC.replace("64, 64", "32, 32"))
    assert main(["diff", "a.yaml", "c.yaml"]) == 1
    assert main(["diff", "a.yaml", "c.yaml", "--size", "96x96"]) == 1, "the text still says another size"
    capsys.readouterr()
    main(["diff", "a.yaml", "c.yaml", "--size", "96x96", "--format", "json"])
    told = json.loads(capsys.readouterr().out)
    assert told["before"]["totals"] == told["after"]["totals"]


class Repository:
    """A git repository in which `git diff` calls this shapeplan."""

    def __init__(self, folder: Path) -> None:
        config = {"user.name": "Test", "user.email": "test@example.org", "core.quotePath": "false"}
        self.folder = folder
        kept = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        self.env = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "GIT_CONFIG_NOSYSTEM": "1"}
        self("init", "-q", "-b", "main")
        for key, value in config.items():
            self("config", key, value)
        with (folder / ".git" / "config").open("a", encoding="utf-8") as file:
            file.write(
                IN_README.replace("shapeplan diff", f"{COMMAND} diff").replace("shapeplan show", f"{COMMAND} show")
            )

    def __call__(self, *arguments: str, **env: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={**self.env, **env},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture
def git(here: Path) -> Repository:
    """Two commits; the second one changes, breaks, renames, adds and removes specs, and changes what is none."""
    git = Repository(here)
    first = {"same.yaml": SPEC, "broken.yaml": SPEC, "gone.yaml": SPEC.replace("8", "4"), "data.yaml": "x: 1\n"}
    for name, text in {**first, ".gitattributes": "*.yaml diff=shapeplan\n"}.items():
        (here / name).write_text(text)
    git("add", "-A")
    git("commit", "-qm", "first")
    (here / "a.yaml").write_text(OTHER)
    git("mv", "b.yaml", "the other.yaml")
    git("rm", "-q", "gone.yaml")
    second = {
        "same.yaml": f"# {SPEC}",
        "broken.yaml": "shapeplan: 1\nstacks: [\n",
        "data.yaml": "x: 2\n",
        "새 망.yaml": "shapeplan: 1\ninputs: {x: {channels: 1, size: [8, 8]}}\nstacks: {a: [relu, sigmoid]}\n",
        "the other.yaml": f"{OTHER}    - relu\n",
    }
    for name, text in second.items():
        (here / name).write_text(text, encoding="utf-8")
    git("add", "-A")
    git("commit", "-qm", "second")
    return git


def test_revisions_and_what_is_staged(git: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "HEAD~1:a.yaml", "HEAD:a.yaml"]) == 1
    assert capsys.readouterr().out.startswith("HEAD~1:a.yaml -> HEAD:a.yaml: layers: 1 added, 1 changed")
    assert main(["diff", "HEAD:a.yaml", "a.yaml"]) == 0
    (git.folder / "a.yaml").write_text(SPEC)
    git("add", "a.yaml")
    assert main(["diff", ":a.yaml", "a.yaml"]) == 0
    assert main(["diff", "HEAD:a.yaml", ":a.yaml"]) == 1
    assert main(["diff", "HEAD:nowhere.yaml", "a.yaml"]) == 2
    assert "HEAD:nowhere.yaml: there is no such file, and git says: " in capsys.readouterr().err


def test_a_file_whose_name_has_a_colon_is_a_file(here: Path) -> None:
    (here / "HEAD:a.yaml").write_text(SPEC)
    assert main(["diff", "HEAD:a.yaml", "a.yaml"]) == 0


def test_git_diff_driver(git: Repository) -> None:
    said = git("diff", "HEAD~1", "HEAD")
    assert "a/a.yaml -> b/a.yaml: layers: 1 added, 1 changed, 1 finding new\n" in said
    assert "a/same.yaml -> b/same.yaml: no difference in the network\n" in said
    assert "a/broken.yaml -> b/broken.yaml: layers not compared, b/broken.yaml is too broken to have layers" in said
    assert "+stacks: [" in said, "and differs as text"
    assert "/dev/null -> b/새 망.yaml: layers: 3 added\n" in said
    assert "a/gone.yaml -> /dev/null: layers: 5 removed\n" in said
    assert "a/b.yaml -> b/the other.yaml: layers: 1 added\n" in said
    assert "-x: 1\n+x: 2\n" in said, "what is no spec differs as text"


def test_git_in_markdown_for_all_files(git: Repository) -> None:
    command = f"{COMMAND} diff --git --format markdown"
    (git.folder / ".gitattributes").write_text("")
    said = git("diff", "HEAD~1", "HEAD", "--", "a.yaml", "[dgs]*.yaml", GIT_EXTERNAL_DIFF=command)
    heads = [i for i, line in enumerate(said.splitlines()) if line.startswith("**")]
    assert len(heads) == 3
    assert all(said.splitlines()[i - 1] == "" for i in heads[1:])
    assert "x: 2" not in said


def test_git_textconv(git: Repository) -> None:
    said = git("log", "-p", "-1", "--no-ext-diff", "--", "a.yaml", "broken.yaml", "data.yaml")
    assert re.search(r"^-  max_pool +max_pool k2 +enc ", said, flags=re.MULTILINE)
    assert re.search(r"^\+  relu +relu +enc ", said, flags=re.MULTILINE)
    assert "+stacks: [" in said, "what cannot be planned is shown as it is"
    assert "+x: 2" in said


def test_a_file_that_is_not_merged_is_named(git: Repository) -> None:
    git("checkout", "-qb", "theirs", "HEAD~1")
    (git.folder / "a.yaml").write_text(SPEC.replace("kernel_size: 2", "kernel_size: 6"))
    git("commit", "-qam", "theirs")
    subprocess.run(["git", "merge", "-q", "main"], cwd=git.folder, env=git.env, capture_output=True, check=False)
    assert "a.yaml: not merged yet\n" in git("diff", "--cached", "--", "a.yaml")


def test_the_driver_is_called_by_git_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "--git", "a.yaml", "b.yaml"]) == 2
    assert "git config diff.shapeplan.command" in capsys.readouterr().err
