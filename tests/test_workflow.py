"""The GitHub workflow in the README and the hooks are valid, and call commands that there are."""

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from shapeplan.cli import parser

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
(WORKFLOW,) = (
    block for block in re.findall(r"^```yaml\n(.*?)^```$", README, re.MULTILINE | re.DOTALL) if "runs-on" in block
)


def steps() -> list[dict[str, Any]]:
    (job,) = yaml.safe_load(WORKFLOW)["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def commands() -> list[str]:
    """All that the workflow and the hooks call of shapeplan."""
    texts = [text for step in steps() for text in (step.get("run", ""), *step.get("env", {}).values())]
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return [text for text in (*texts, *(hook["entry"] for hook in hooks)) if text.startswith("shapeplan ")]


def valid(path: Path, schema: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_workflow_is_one(tmp_path: Path) -> None:
    path = tmp_path / "workflow.yaml"
    path.write_text(WORKFLOW)
    done = valid(path, "vendor.github-workflows")
    assert done.returncode == 0, done.stdout + done.stderr
    path.write_text(WORKFLOW.replace("runs-on", "runs_on"))
    assert valid(path, "vendor.github-workflows").returncode == 1


def test_the_hooks_are_described_as_pre_commit_wants_it() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_are_commands() -> None:
    assert len(commands()) == 4


@pytest.mark.parametrize("command", commands())
def test_the_commands_exist(command: str) -> None:
    parser().parse_args(shlex.split(command)[1:])


def test_a_step_asks_for_github_s_annotations() -> None:
    assert any("shapeplan check --format github" in step.get("run", "") for step in steps())
