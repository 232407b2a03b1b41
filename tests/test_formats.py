"""The formats of `check`: golden outputs, the schemas of others, and what must hold between formats."""

import json
import os
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema

from shapeplan import __version__, rules
from shapeplan.cli import main
from shapeplan.options import FORMATS
from tests.language.specs import net

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
SCHEMAS = GOLDEN / "schemas"
SHOWN = ["unet_250", "typo", "unread_rows", "flatten_linear"]
PATHS = [f"specs/broken/{name}.yaml" for name in SHOWN] + ["specs/vgg16_bn.yaml", "specs/missing.yaml"]

# Names that want to be escaped wherever they go.
HOSTILE = net("- conv: {out_channels: 3, kernel_size: 1, '%,:]]>&\"\\x07': 1}", "name: '<&>'\ninputs:\n  x: {channels: 3, size: [8]}\n").replace("'%,:]]>&\"\\x07'", '"%,:]]>&\\"\\a\\n\U0001f600"')  # fmt: skip


@pytest.fixture(autouse=True)
def in_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def output(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    main(["check", *map(str, arguments), *([] if "--cache-dir" in arguments else ["--no-cache"])])
    return capsys.readouterr().out


def steady(text: str, name: str) -> str:
    """The output without what changes with the version and the number of rules."""
    if name != "sarif":
        return text
    log = json.loads(text)
    (run,) = log["runs"]
    used = {result["ruleId"] for result in run["results"]}
    driver = run["tool"]["driver"]
    driver["rules"] = [rule for rule in driver["rules"] if rule["id"] in used]
    driver["version"] = driver["semanticVersion"] = "X"
    for result in run["results"]:
        del result["ruleIndex"]
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


@pytest.mark.parametrize("name", FORMATS)
def test_golden(name: str, update: bool, capsys: pytest.CaptureFixture[str]) -> None:
    found = steady(output(capsys, *PATHS, "--notes", "--format", name), name)
    path = GOLDEN / f"check.{name}"
    if update:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


def test_colours_are_golden(update: bool, capsys: pytest.CaptureFixture[str]) -> None:
    found = output(capsys, *PATHS[:3], "--color", "always")
    path = GOLDEN / "check.colours"
    if update:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")
    assert re.sub(r"\x1b\[[0-9;]*m", "", found) == output(capsys, *PATHS[:3])


@cache
def schema(name: str) -> Any:
    data = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    checker = jsonschema.validators.validator_for(data)
    checker.check_schema(data)
    return checker(data, format_checker=jsonschema.FormatChecker())


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    path = tmp_path / "a b%,:é.yaml"
    path.write_text(HOSTILE, encoding="utf-8")
    return path


KEPT = tempfile.TemporaryDirectory()  # findings are the same for all tests
EVERYTHING = ["specs", "tests/corpus/issues", "specs/missing.yaml", "--notes", "--jobs", "1", "--cache-dir", KEPT.name]


@pytest.mark.parametrize(("name", "file"), [("json", "check.json"), ("sarif", "sarif-2.1.0-rtm.5.json"), ("gitlab", "gitlab.json")])  # fmt: skip
def test_json_formats_are_valid(name: str, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(output(capsys, *EVERYTHING, "--format", name))
    schema(file).validate(data)
    results = data["runs"][0]["results"] if name == "sarif" else data
    assert len(results) > 100
    assert schema(file).is_valid([{}] if name != "sarif" else {"version": "2.1.0"}) is False


def test_sarif_says_what_the_schema_cannot(capsys: pytest.CaptureFixture[str], hostile: Path) -> None:
    data = json.loads(output(capsys, hostile, *EVERYTHING, "--format", "sarif"))
    schema("sarif-2.1.0-rtm.5.json").validate(data)
    (run,) = data["runs"]
    catalogue = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["version"] == __version__
    assert [rule["id"] for rule in catalogue] == list(rules.names())
    assert all(rule["fullDescription"]["text"] and "Good" in rule["help"]["text"] for rule in catalogue)
    assert all(catalogue[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    marks = [result["partialFingerprints"]["shapeplan/v1"] for result in run["results"]]
    assert len(set(marks)) == len(marks)
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert len(invocation["toolExecutionNotifications"]) == 1
    places = [result["locations"][0]["physicalLocation"]["artifactLocation"] for result in run["results"]]
    assert {"uri": "specs/broken/typo.yaml", "uriBaseId": "%SRCROOT%"} in places
    assert {"uri": hostile.as_uri()} in places


def test_sarif_fixes_mend_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Applied by hand, as SARIF has them, the first fixes of a file make what --diff says."""
    path = "specs/broken/typo.yaml"
    (run,) = json.loads(output(capsys, path, "--format", "sarif"))["runs"]
    lines = Path(path).read_text(encoding="utf-8").splitlines(keepends=True)
    for result in run["results"]:
        (change,) = result["fixes"][0]["artifactChanges"]
        (replaced,) = change["replacements"]
        region = replaced["deletedRegion"]
        line = lines[region["startLine"] - 1]
        start, end = region["startColumn"] - 1, region["endColumn"] - 1
        lines[region["startLine"] - 1] = line[:start] + replaced["insertedContent"]["text"] + line[end:]
    added = [line[1:] for line in output(capsys, path, "--diff").splitlines(keepends=True) if re.match(r"\+[^+]", line)]
    assert len(added) == 3
    assert set(added) <= set(lines)


@pytest.mark.parametrize("strict", [[], ["--strict"]])
def test_junit_is_valid_and_counts(strict: list[str], capsys: pytest.CaptureFixture[str], hostile: Path) -> None:
    text = output(capsys, hostile, *EVERYTHING, "--format", "junit", *strict)
    xsd = xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))
    root = ET.fromstring(text)
    xsd.validate(root)
    assert not xsd.is_valid(ET.fromstring("<testsuites><testsuite/></testsuites>"))
    found = json.loads(output(capsys, hostile, *EVERYTHING, "--format", "json"))
    failing = {"error", "warning"} if strict else {"error"}
    assert len(root.findall(".//failure")) == sum(d["severity"] in failing for d in found)
    assert len(root.findall(".//error")) == 1
    for element in [root, *root.findall("testsuite")]:
        assert element.get("tests") == str(len(element.findall(".//testcase")))
        assert element.get("failures") == str(len(element.findall(".//failure")))
        assert element.get("errors") == str(len(element.findall(".//error")))


def unescaped(text: str) -> str:
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%3A", ":").replace("%2C", ",").replace("%25", "%")


def test_github_commands_can_be_read_back(capsys: pytest.CaptureFixture[str], hostile: Path) -> None:
    lines = output(capsys, hostile, *EVERYTHING, "--format", "github").splitlines()
    found = json.loads(output(capsys, hostile, *EVERYTHING, "--format", "json"))
    assert len(lines) == len(found)
    for line, d in zip(lines, found, strict=True):
        read = re.fullmatch(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)", line)
        assert read is not None
        properties = dict(each.split("=", 1) for each in read[2].split(","))
        expected = {
            "file": d["path"],
            "line": str(d["line"]),
            "endLine": str(d["end_line"]),
            "title": f"shapeplan {d['rule']}",
        }
        if d["line"] == d["end_line"]:
            expected |= {"col": str(d["column"]), "endColumn": str(d["end_column"])}
        assert {key: unescaped(value) for key, value in properties.items()} == expected
        assert "\x07" not in line
    assert any("%0Afix%3A" not in line and "%0Afix:" in line for line in lines)


@pytest.mark.parametrize("name", ["json", "sarif", "gitlab", "junit"])
def test_data_is_utf_8_in_every_terminal(name: str, hostile: Path) -> None:
    command = [sys.executable, "-m", "shapeplan", "check", str(hostile), "--no-cache", "--format", name]
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    out = subprocess.run(command, capture_output=True, check=False, env=env).stdout.decode("utf-8")
    assert "\U0001f600" in out
    assert ET.fromstring(out) is not None if name == "junit" else json.loads(out)


def test_fingerprints_stay_when_lines_move(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "net.yaml"
    marks = []
    for before in ("", "# a comment\n\n"):
        path.write_text(before + (ROOT / PATHS[0]).read_text(encoding="utf-8"), encoding="utf-8")
        marks.append([each["fingerprint"] for each in json.loads(output(capsys, path, "--format", "gitlab"))])
    assert marks[0] == marks[1]
    assert len(set(marks[0])) == len(marks[0]) > 0


@pytest.mark.parametrize("name", ["github", "gitlab", "sarif", "junit", "concise", "text"])
def test_notes_are_shown_when_they_are_asked_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = "specs/resnet18.yaml"
    assert ("fractional-size at" if name == "junit" else "2 1/2") not in output(capsys, path, "--format", name)
    assert len(output(capsys, path, "--format", name, "--notes")) > len(output(capsys, path, "--format", name))


def test_quiet_prints_findings_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert output(capsys, "specs/unet.yaml", "-q") == ""
    quiet = output(capsys, PATHS[1], "--quiet", "--format", "concise").splitlines()
    assert [line.partition(" ")[2].partition("[")[0] for line in quiet] == ["error"] * 3


def test_statistics(capsys: pytest.CaptureFixture[str]) -> None:
    lines = output(capsys, *PATHS[:4], "--statistics").splitlines()
    assert "2 error   schema" in lines
    assert "1 error   skip-mismatch" in lines
    assert lines[-2].startswith("4 specs: 5 errors, 1 warning")
    rows = json.loads(output(capsys, *PATHS[:4], "--statistics", "--format", "json"))
    assert {"rule": "schema", "severity": "error", "findings": 2, "files": 1} in rows
    counts = [row["findings"] for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == len(json.loads(output(capsys, *PATHS[:4], "--format", "json")))


@pytest.mark.parametrize(
    ("environment", "option", "is_coloured"),
    [
        ({}, [], False),
        ({"FORCE_COLOR": "1"}, [], True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, [], False),
        ({"FORCE_COLOR": "1"}, ["--color", "never"], False),
        ({"NO_COLOR": "1"}, ["--color", "always"], True),
        ({"NO_COLOR": "", "FORCE_COLOR": "1"}, [], True),
    ],
)
def test_colours(
    environment: dict[str, str], option: list[str], is_coloured: bool,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ("\x1b[" in output(capsys, PATHS[0], *option)) is is_coloured
    assert "\x1b[" not in output(capsys, PATHS[0], "--format", "sarif", *option)
