"""Every bug of bugs.yaml: its spec and report under issues/, the place, the cause, and fixes that work."""

from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.cli import main
from tests.corpus import bugs, entries, judging, replay, writing

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ISSUES = HERE / "issues"
RAW = {raw["id"]: raw for raw in entries.load(HERE / "bugs.yaml")}
MORE = {raw["id"]: raw for raw in entries.load(HERE / "more_bugs.yaml")}
CAUSES = judging.causes()
NAMES = sorted(RAW)


def entry(name: str) -> entries.Entry:
    return entries.entry_of(RAW[name])


def spec(name: str) -> Path:
    return ISSUES / f"{name}.yaml"


@pytest.mark.parametrize("name", NAMES)
def test_spec(name: str, update: bool) -> None:
    text = writing.spec_of(entry(name))
    if update:
        spec(name).write_text(text, encoding="utf-8")
    assert spec(name).read_text(encoding="utf-8") == text
    assert text.startswith(f"# {RAW[name]['url']}\n# ")


@pytest.mark.parametrize("name", NAMES)
def test_report(name: str, update: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    main(["check", spec(name).relative_to(ROOT).as_posix()])
    report = capsys.readouterr().out
    if update:
        spec(name).with_suffix(".txt").write_text(report, encoding="utf-8")
    assert report == spec(name).with_suffix(".txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*NAMES, *MORE])
def test_place_cause_and_fixes(name: str) -> None:
    assert judging.judge({**RAW, **MORE}[name], CAUSES).wrong == []


@pytest.mark.parametrize("name", [*NAMES, *MORE])
def test_entry_replays_as_it_says(name: str) -> None:
    """The replay, which is independent of shapeplan, fails where the entry says that torch did."""
    entry = entries.entry_of({**RAW, **MORE}[name])
    run = replay.replay(entry)
    silent = entry.kind in {"ok", "size"}
    assert (run.at, run.kind) == ((None, None) if silent else (entry.at, entry.kind))
    if silent:
        assert [list(run.shapes[entry.layers[-1].id][1])] == entry.expect["sizes"]


@pytest.mark.parametrize("name", NAMES)
def test_every_fix_works(name: str) -> None:
    """Not only the best one: the network has no error and the wanted size with each."""
    error = judging.first_error(spec(name).read_text(encoding="utf-8"))
    for fix in error.fixes if error else ():
        assert judging.works(entry(name), error.source.text, error, fix), fix.title


def test_the_silent_ones_are_silent_without_an_expectation() -> None:
    for name in NAMES:
        if entry(name).kind == "size":
            text = spec(name).read_text(encoding="utf-8").partition("\nexpect:")[0] + "\n"
            assert judging.errors(api.check(text)) == []


def test_all_bugs_have_a_spec_a_report_and_a_cause() -> None:
    for suffix in ("yaml", "txt"):
        assert sorted(path.stem for path in ISSUES.glob(f"*.{suffix}")) == NAMES
    assert sorted(CAUSES) == NAMES


def test_the_tool(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "two.yaml"
    file.write_text("".join(f"- {{id: {name}, input: [33], expect: {{at: s, kind: {kind}}}, layers: {LAYERS}}}\n"
                            for name, kind in (("right", "mismatch"), ("wrong", "ok"))), encoding="utf-8")  # fmt: skip
    assert bugs.main([str(file), "--write", str(tmp_path / "specs")]) == 1
    out = capsys.readouterr().out
    assert "wrong: reported, though nothing is wrong: add 's': L is 34 here and 33 in 'x'" in out
    assert out.endswith("2 entries, 1 as expected, 1 not\n")
    assert sorted(path.name for path in (tmp_path / "specs").iterdir()) == ["right.yaml", "wrong.yaml"]


LAYERS = (
    "[{id: d, op: conv, in: x, k: 3, s: 2, p: 1}, {id: u, op: upsample, in: d, scale: 2}, {id: s, op: add, in: [u, x]}]"
)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("{id: a}", "'input' must be a list"),
        ("{id: a, input: [3], layers: [{id: c, op: conv, in: x, k: 3, colour: 3}]}", "conv has no argument 'colour'"),
        ("{id: a, input: [3], layers: [{id: c, op: lstm, in: x}]}", "there is no op 'lstm'"),
        ("{id: a, input: [3], layers: [{id: c, op: relu, in: y}]}", "reads 'y', and no layer above has that id"),
        ("{id: a, input: [3], expect: {at: d}, layers: [{id: c, op: relu, in: x}]}", "'expect' is at 'd'"),
        ("{id: a, input: [3], expect: {at: c}, layers: [{id: c, op: pad, in: x, p: {}}]}", "a list of pairs"),
    ],
)
def test_what_cannot_be_written_is_said(
    raw: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.yaml"
    file.write_text(f"- {raw}\n", encoding="utf-8")
    assert bugs.main([str(file)]) == 1
    assert said in capsys.readouterr().out


def test_a_file_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "none.yaml"
    file.write_text("a: [\n", encoding="utf-8")
    assert bugs.main([str(file)]) == 2
    assert bugs.main([str(tmp_path / "missing.yaml")]) == 2
    assert "none.yaml" in capsys.readouterr().err
