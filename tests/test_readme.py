"""What the README shows is what happens: its commands, outputs, specs and Python."""

import doctest
import re
import shlex
from pathlib import Path
from typing import Literal

import pytest

from shapeplan import api
from shapeplan.cli import main
from shapeplan.renderers.look import Look

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, flags=re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    return [
        (command, output)
        for block in blocks("console")
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, flags=re.MULTILINE)
    ]


@pytest.mark.parametrize(("command", "output"), sessions(), ids=lambda text: text[:40])
def test_commands(
    command: str, output: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "90")  # of a terminal
    program, *arguments = shlex.split(command)
    assert program == "shapeplan"
    main(arguments)
    assert capsys.readouterr().out == output


def test_the_first_spec_is_the_file() -> None:
    assert blocks("yaml")[0] == (ROOT / "specs" / "broken" / "unet_250.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("spec", [block for block in blocks("yaml")[1:] if block.startswith("shapeplan:")])
def test_specs_are_clean(spec: str) -> None:
    assert [d.message for d in api.check(spec) if d.severity != "note"] == []


@pytest.mark.parametrize("block", blocks("python"))
def test_python(block: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    test = doctest.DocTestParser().get_doctest(block, {}, "README", "README.md", 0)
    results = doctest.DocTestRunner().run(test)
    assert results.attempted > 5
    assert results.failed == 0


@pytest.mark.parametrize(("name", "view"), [("broken/unet_250", "auto"), ("unet", "blocks"), ("unetpp", "blocks")])
def test_the_drawing_is_the_one_that_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, update: bool, name: str, view: Literal["auto", "blocks"]
) -> None:
    monkeypatch.chdir(ROOT)
    path = tmp_path / "unet.svg"
    api.render(f"specs/{name}.yaml", path, look=Look(view=view))
    shown = ROOT / "specs" / f"{name}.svg"
    if update:
        shown.write_bytes(path.read_bytes())
    texts = [re.findall(r"<text[^>]*>([^<]*)</text>", p.read_text(encoding="utf-8")) for p in (path, shown)]
    assert len(texts[0]) > 50
    assert texts[0] == texts[1]


def test_two_commands_do_all_the_set_up() -> None:
    assert len(blocks("sh")) == 2
    assert all(len(block.splitlines()) == 1 for block in blocks("sh"))
