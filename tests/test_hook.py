"""The real pre-commit, in a real git repository, with this checkout as the hook's repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ("shapeplan", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")

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


def run(*command: str, cwd: Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def repository(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    run("git", "init", "-q", "-b", "main", cwd=folder)
    run("git", "config", "user.name", "Test", cwd=folder)
    run("git", "config", "user.email", "test@example.org", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = tmp_path_factory.mktemp("pre-commit-home")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))}
    return {**kept, "PRE_COMMIT_HOME": str(home), "PRE_COMMIT_COLOR": "never"}


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = repository(tmp_path_factory.mktemp("hook"))
    for name in PACKAGE:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    run("git", "add", "-A", cwd=folder)
    assert run("git", "commit", "-qm", "the package", cwd=folder).returncode == 0
    return folder


def committer(user: Path, hook: Path, environment: dict[str, str], id_: str) -> None:
    """Installs one hook of the package in a repository."""
    head = run("git", "rev-parse", "HEAD", cwd=hook).stdout.strip()
    config = f"repos:\n- repo: {hook}\n  rev: {head}\n  hooks:\n  - id: {id_}\n"
    (user / ".pre-commit-config.yaml").write_text(config)
    installed = run(sys.executable, "-m", "pre_commit", "install", cwd=user, env=environment)
    assert installed.returncode == 0, installed.stdout + installed.stderr
    (user / "specs").mkdir()


def commit(user: Path, environment: dict[str, str], message: str) -> subprocess.CompletedProcess[str]:
    run("git", "add", "-A", cwd=user)
    return run("git", "commit", "-m", message, cwd=user, env=environment)


def test_a_broken_spec_stops_the_commit_and_a_good_one_passes(
    tmp_path: Path, hook: Path, environment: dict[str, str]
) -> None:
    user = repository(tmp_path / "user")
    committer(user, hook, environment, "shapeplan-check")
    spec = user / "specs" / "net.yaml"
    (user / "data.yaml").write_text("this: is no spec\n")
    spec.write_text(BROKEN)
    refused = commit(user, environment, "broken")
    assert refused.returncode == 1
    assert "skip-mismatch" in refused.stdout + refused.stderr
    assert "specs/net.yaml:10:7" in refused.stdout + refused.stderr
    assert run("git", "rev-parse", "HEAD", cwd=user).returncode != 0, "nothing was committed"

    spec.write_text(GOOD)
    passed = commit(user, environment, "good")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert run("git", "log", "--format=%s", cwd=user).stdout == "good\n"


def test_a_misspelled_spec_is_fixed_and_passes_when_it_is_staged_again(
    tmp_path: Path, hook: Path, environment: dict[str, str]
) -> None:
    user = repository(tmp_path / "user")
    committer(user, hook, environment, "shapeplan-fix")
    spec = user / "specs" / "net.yaml"
    spec.write_text(GOOD.replace("kernel_size: 3", "kernelsize: 3"))
    stopped = commit(user, environment, "misspelled")
    assert stopped.returncode == 1
    assert "files were modified by this hook" in stopped.stdout + stopped.stderr
    assert run("git", "rev-parse", "HEAD", cwd=user).returncode != 0, "nothing was committed"
    assert spec.read_text() == GOOD
    passed = commit(user, environment, "fixed")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert run("git", "show", "HEAD:specs/net.yaml", cwd=user).stdout == GOOD
