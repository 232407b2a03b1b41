"""The classic mistakes under specs/broken: the whole printed report, byte for byte."""

import re
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.cli import main

ROOT = Path(__file__).parent.parent
BROKEN = sorted((ROOT / "specs" / "broken").glob("*.yaml"))


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_report(path: Path, update: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    main(["check", str(path.relative_to(ROOT).as_posix())])
    report = capsys.readouterr().out
    expected = path.with_suffix(".txt")
    if update:
        expected.write_text(report, encoding="utf-8")
    assert report == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_every_fix_works(path: Path) -> None:
    found = api.check(path)
    errors = [d.message for d in found if d.severity == "error"]
    for diagnostic in found:
        for fix in diagnostic.fixes:
            if fix.edits:
                mended = api.check(api.read(text=diagnostic.source.apply(fix.edits)))
                others = [message for message in errors if message != diagnostic.message]
                assert [d.message for d in mended if d.severity == "error"] == others, fix.title
            else:
                (size,) = re.findall(r"^input (\d+(?: x \d+)*) ", fix.title)
                mended = api.check(path, sizes=size.replace(" ", ""))
                assert diagnostic.rule not in [d.rule for d in mended if d.severity != "note"]


def test_every_report_has_its_spec() -> None:
    assert {p.stem for p in (ROOT / "specs" / "broken").glob("*.txt")} == {p.stem for p in BROKEN}
