"""The hooks in real git repositories, run by the real pre-commit and by prek.

What the hooks do is tried with this Python, as local hooks; that they install from a repository, once for each runner.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
PACKAGE = ("shapeplan", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
RUNNERS = {"pre-commit": "pre_commit", "prek": "prek"}

GOOD = """\
shapeplan: 1
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
BROKEN = GOOD.replace("[64, 64]", "[63, 64]")
MISSPELLED = GOOD.replace("kernel_size: 3", "kernelsize: 3")


class User:
    """A git repository with hooks in it."""

    def __init__(self, folder: Path, runner: str, home: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.runner = folder, (sys.executable, "-m", RUNNERS[runner])
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT", "PREK"))}
        self.env = {
            **kept,
            "PRE_COMMIT_HOME": str(home),
            "PREK_HOME": str(home),
            "PRE_COMMIT_COLOR": "never",
            "PREK_COLOR": "never",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        self.git("init", "-q", "-b", "main")
        for key, value in {"user.name": "Test", "user.email": "test@example.org", "core.quotePath": "false"}.items():
            self.git("config", key, value)

    def run(self, *command: str) -> tuple[int, str]:
        done = subprocess.run(
            command, cwd=self.folder, env=self.env, capture_output=True, text=True, encoding="utf-8", check=False
        )
        return done.returncode, done.stdout + done.stderr

    def git(self, *command: str) -> str:
        code, said = self.run("git", *command)
        assert code == 0, said
        return said

    def install(self, config: object, *types: str) -> None:
        (self.folder / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
        code, said = self.run(*self.runner, "install", *(f"--hook-type={each}" for each in types))
        assert code == 0, said

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, files: dict[str, str], *options: str) -> tuple[int, str]:
        self.write(files)
        self.git("add", "-A")
        return self.run("git", "commit", "-m", "a change", *options)


def local(*ids: str) -> dict[str, object]:
    """The hooks as they are, but run by this Python instead of being installed."""
    command = f"{shlex.quote(sys.executable)} -m"
    hooks = [{**hook, "language": "system", "entry": f"{command} {hook['entry']}"} for hook in HOOKS]
    return {"repos": [{"repo": "local", "hooks": [hook for hook in hooks if hook["id"] in ids]}]}


@pytest.fixture(params=RUNNERS)
def user(request: pytest.FixtureRequest, tmp_path: Path) -> User:
    return User(tmp_path / "user", request.param, tmp_path / "home")


@pytest.fixture
def checking(user: User) -> User:
    user.install(local("shapeplan-check"), "pre-commit", "pre-merge-commit")
    return user


def test_a_broken_spec_stops_the_commit_and_a_good_one_passes(checking: User) -> None:
    others = {"data.yaml": "this: is no spec\n", "half.yml": "is: no yaml [\n", "notes.txt": "shapeplan: 1\n"}
    code, said = checking.commit({**others, "a/net.yaml": BROKEN, "b/net.yml": "shapeplan: 1\nstacks: [\n"})
    assert code == 1
    assert "a/net.yaml:10:7: error[skip-mismatch]" in said
    assert "b/net.yml:2:10: error[yaml-syntax]" in said
    assert "2 specs: 2 errors" in said, "what is no spec is passed over"
    code, said = checking.commit({"a/net.yaml": GOOD, "b/net.yml": GOOD})
    assert code == 0, said
    assert "error[" not in said


def test_a_misspelled_spec_is_fixed_and_passes_when_it_is_staged_again(user: User) -> None:
    user.install(local("shapeplan-fix"), "pre-commit")
    name = "모델 망/합성곱 망.yaml"
    code, said = user.commit({name: MISSPELLED, "data.yaml": "kernelsize: 3\n"})
    assert code == 1
    assert "files were modified by this hook" in said.lower()
    assert f"{name}:6:31: fixed[schema]" in said
    assert (user.folder / name).read_text(encoding="utf-8") == GOOD
    code, said = user.commit({})
    assert code == 0, said
    assert user.git("show", f"HEAD:{name}") == GOOD
    assert user.git("show", "HEAD:data.yaml") == "kernelsize: 3\n"


def test_only_what_is_committed_is_checked(checking: User) -> None:
    checking.commit({"old net.yaml": BROKEN, "net.yaml": GOOD}, "--no-verify")
    code, said = checking.commit({"net.yaml": GOOD.replace("64, 64", "32, 32")})
    assert code == 0, said
    (checking.folder / "net.yaml").write_text(BROKEN)
    code, said = checking.run("git", "commit", "-m", "nothing of it", "--allow-empty")
    assert code == 0, said
    checking.git("checkout", "-q", "net.yaml")
    code, said = checking.run(*checking.runner, "run", "--all-files")
    assert code == 1
    assert "old net.yaml:10:7: error[skip-mismatch]" in said
    assert "2 specs: 1 error" in said
    checking.git("mv", "old net.yaml", "new net.yaml")
    code, said = checking.commit({})
    assert code == 1
    assert "new net.yaml:10:7: error[skip-mismatch]" in said, "a renamed file is checked"
    checking.git("rm", "-qf", "new net.yaml")
    code, said = checking.commit({})
    assert code == 0, said


def test_many_files_are_checked_by_one_process(checking: User) -> None:
    files = {f"nets/net {i:03}.yaml": BROKEN if i % 100 == 99 else GOOD for i in range(300)}
    code, said = checking.commit(files)
    assert code == 1
    assert "300 specs: 3 errors" in said
    assert all(f"nets/net {i}.yaml:10:7: error[skip-mismatch]" in said for i in ("099", "199", "299"))


@pytest.mark.parametrize("is_clean", [True, False], ids=["without conflict", "with conflict"])
def test_a_merge_of_good_specs_that_is_broken_is_stopped(checking: User, is_clean: bool) -> None:
    theirs, ours = ("[63, 64]", "    - relu\n") if is_clean else ("[63, 64]", "")
    start = GOOD.replace("    - concat: enc\n", "")
    checking.commit({"net.yaml": start}, "--no-verify")
    checking.git("checkout", "-qb", "theirs")
    checking.commit({"net.yaml": start.replace("[64, 64]", theirs)}, "--no-verify")
    checking.git("checkout", "-q", "main")
    mine = (GOOD if is_clean else GOOD.replace("[64, 64]", "[32, 32]")) + ours
    checking.commit({"net.yaml": mine}, "--no-verify")
    code, said = checking.run("git", "merge", "--no-edit", "theirs")
    if not is_clean:
        assert "conflict" in said.lower()
        code, said = checking.commit({"net.yaml": BROKEN})
    assert code == 1
    assert "error[skip-mismatch]" in said
    code, said = checking.commit({"net.yaml": GOOD})
    assert code == 0, said
    assert len(checking.git("log", "-1", "--format=%P").split()) == 2


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This checkout as a repository of hooks."""
    user = User(tmp_path_factory.mktemp("package"), "pre-commit", tmp_path_factory.mktemp("home"))
    for name in PACKAGE:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, user.folder / name)
    code, said = user.commit({})
    assert code == 0, said
    return user.folder


def test_the_hooks_install_from_a_repository(user: User, package: Path) -> None:
    revision = subprocess.run(["git", "rev-parse", "HEAD"], cwd=package, capture_output=True, text=True, check=True)
    hooks = [{"id": "shapeplan-fix"}, {"id": "shapeplan-check"}]
    user.env.pop("PYTHONPATH")
    user.install({"repos": [{"repo": str(package), "rev": revision.stdout.strip(), "hooks": hooks}]}, "pre-commit")
    code, said = user.commit({"net.yaml": BROKEN, "other.yaml": MISSPELLED, "data.yaml": "a: 1\n"})
    assert code == 1
    assert "net.yaml:10:7: error[skip-mismatch]" in said
    assert "other.yaml:6:31: fixed[schema]" in said
    code, said = user.commit({"net.yaml": GOOD})
    assert code == 0, said
