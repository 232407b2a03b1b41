"""Texts made to harm: each ends with a finding at a place, never with a traceback or a signal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from shapeplan import api
from shapeplan.renderers.text import WIDEST, report
from tests.language.specs import IMAGE, message, messages, net

ROOT = Path(__file__).parent.parent.parent
RELU = net("- relu")


def found(text: str | bytes) -> list[api.Diagnostic]:
    """What is wrong with a text; every finding can be placed, printed and exchanged."""
    source = api.read(text=text)
    diagnostics = api.check(source)
    for diagnostic in diagnostics:
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(source.text)
        json.dumps(diagnostic.to_json())
        report(diagnostic)
    return diagnostics


def nested(depth: int, before: str, after: str, inner: str = "relu") -> str:
    return before * depth + inner + after * depth


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

YAML = {
    "aliases": ("a: &a 1\nb: [" + "*a, " * 100_000 + "*a]\n", "more than 1,000 aliases"),
    "billion laughs": (LAUGHS, "aliases add more than 100,000 values"),
    "alias of itself": ("a: &a [*a]\n", "'*a' stands inside the value that it names"),
    "lists in flow": ("a: " + "[" * 10_000 + "]" * 10_000, "nesting deeper than 100 levels"),
    "mappings in flow": ("a: " + "{a: " * 10_000 + "}" * 10_000, "nesting deeper than 100 levels"),
    "never closed": ("[" * 100_000, "nesting deeper than 100 levels"),
    "lists in block": ("a:\n" + "- " * 10_000 + "x\n", "nesting deeper than 100 levels"),
    "mappings in block": ("\n".join(" " * i + "a:" for i in range(3000)) + " 1\n", "nesting deeper than 100 levels"),
    "conditions": (net("- " + nested(60, "{if: true, layers: [", "]}")), "nesting deeper than 100 levels"),
    "NUL": (RELU.replace("relu", "re\0lu"), "the character U+0000 cannot stand in YAML"),
    "escape": (RELU.replace("relu", "\x1b[31m"), "the character U+001B cannot stand in YAML"),
    "half a character": (net('- "\\ud800"'), "found invalid Unicode character escape code"),
    "empty": ("", "the file is empty"),
    "blank": ("\n \n\n", "the file is empty"),
    "comment": ("# nothing\n", "the file is empty"),
    "list": ("- a\n- b\n", "a spec is a mapping of keys, not a list"),
    "scalar": ("hello\n", "a spec is a mapping of keys, not a single value"),
    "two documents": (RELU + "---\n" + RELU, "a second document starts here"),
    "tag": ("!!python/object/apply:os.system ['echo']\n", "tags are not used in shapeplan specs"),
    "long number": (net(f"- max_pool: {'9' * 5000}"), "number too long: 5000 characters"),
    "bytes": (bytes(range(256)) * 1000, "byte 0x80 is not UTF-8"),
    "UTF-16": (RELU.encode("utf-16"), "byte 0xff is not UTF-8"),
}


@pytest.mark.parametrize(("text", "words"), YAML.values(), ids=YAML)
def test_yaml(text: str | bytes, words: str) -> None:
    assert any(words in d.message for d in found(text) if d.severity == "error")


def test_a_text_that_is_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shapeplan.source.MAX_CHARACTERS", 100)
    assert "longer than 100 characters" in found("# " + "x" * 100)[0].message


def blocks(count: int, layers: str, last: str = "relu") -> str:
    written = "".join(f"  b{i}: {{layers: [{layers.format(i + 1)}]}}\n" for i in range(count))
    return f"{IMAGE}blocks:\n{written}  b{count}: {{layers: [{last}]}}\nstacks:\n  net: [b0]\n"


LAYERS = {
    "repeat": (net("- {repeat: 1000000000, layers: [relu]}"), "1000000000 rounds are more than"),
    "repeat nothing": (net("- {repeat: 1000000000, layers: []}"), "1000000000 rounds are more than"),
    "nested repeats": (net("- " + nested(4, "{repeat: 1000, layers: [", "]}")), "layers and rounds"),
    "nested empty repeats": (net("- " + nested(4, "{repeat: 1000, layers: [", "]}", "")), "layers and rounds"),
    "long list": (net(f"- for: {{i: {list(range(5000))}}}\n  layers: [relu]"), "layers and rounds"),
    "doubling blocks": (blocks(45, "b{0}, b{0}"), "layers and rounds"),
    "doubling empty blocks": (blocks(45, "b{0}, b{0}", ""), "layers and rounds"),
    "2^64": (blocks(64, "b{0}, b{0}"), "layers and rounds"),
    "chain of blocks": (blocks(2000, "b{0}"), "lies more than 50 blocks deep"),
    "power": (net("- max_pool: $(9 ** 9 ** 9)"), "too large"),
    "power of a fraction": (net("- max_pool: $((1 / 3) ** 10 ** 17)"), "too large"),
    "product": (net("- max_pool: $(10 ** 17 * 10 ** 17)"), "too large"),
    "expression without end": (net("- max_pool: $(1"), "has no closing parenthesis"),
    "parentheses without end": (net(f"- max_pool: $({'(' * 5000}"), "has no closing parenthesis"),
    "parentheses": (net(f"- max_pool: $({nested(5000, '(', ')', '1')})"), "is too long"),
    "long name": (net(f"- {'x' * 100_000}"), "there is no op or block 'xxx"),
    "long reference": (net(f"- add: {'x' * 100_000}"), "there is no layer 'xxx"),
    "long path": (net(f"- add: {'x.' * 10_000}x"), "there is no layer 'x.x."),
    "long id": (net(f"- {{relu: null, id: {'x' * 100_000}}}\n- add: nope"), "there is no layer 'nope' above"),
    "many axes": (net("- max_pool: 2", f"inputs: {{x: {{channels: 3, size: {[3] * 5000}}}}}\n"), "5000"),
    "long kernel": (net(f"- conv: {{out_channels: 3, kernel_size: {[3] * 10_000}}}"), "kernel_size has 10000 entries"),
    "emoji": (net("- {relu: null, id: 😀}"), "a name consists of letters"),
    "bidi id": (net('- {relu: null, id: "a\\u202Eb"}'), "a name consists of letters"),
    "bidi reference": (net("- add: \u202enope"), "there is no layer"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "words"), LAYERS.values(), ids=LAYERS)
def test_layers(text: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("unroll", "expand"):
        monkeypatch.setattr(f"shapeplan.{module}.MOST_STEPS", 2000)
    assert any(words in d.message for d in found(text) if d.severity == "error")
    try:
        assert not all(node.is_known for node in api.plan(text))
    except api.SpecError as error:
        assert error.diagnostics  # noqa: PT017 - either will do


HUGE = 10**11


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (f"kernel_size: {HUGE}", "the window spans 100000000000 px"),
        (f"kernel_size: 3, dilation: {HUGE}", "the window spans 200000000001 px"),
        (f"kernel_size: 3, groups: {HUGE}", "does not divide the 3 input channels"),
        (f"kernel_size: 3, stride: {HUGE}", None),
        (f"kernel_size: 3, padding: {HUGE}", None),
        (f"kernel_size: {HUGE}, padding: half", None),
        (f"kernel_size: 3, stride: {10**40 - 1}", "not 9999"),
        ("kernel_size: -3", "not -3"),
        ("kernel_size: 3, stride: 0", "not 0"),
        ("kernel_size: 3, padding: -1", ""),
    ],
)
def test_absurd_windows(arguments: str, words: str | None) -> None:
    errors = [d.message for d in found(net(f"- conv: {{out_channels: 4, {arguments}}}")) if d.severity == "error"]
    assert [words in each for each in errors] == ([] if words is None else [True]), errors


@pytest.mark.parametrize("layers", ["- adaptive_avg_pool: 999999999999", "- upsample: 100000000000", "- flatten"])
def test_absurd_sizes(layers: str) -> None:
    text = net(layers, f"inputs: {{x: {{channels: {10**12}, size: [{10**12}, {10**12}]}}}}\n")
    assert messages(text) == []
    assert api.plan(text)["net"].shape is not None


@pytest.mark.parametrize(
    "layer",
    [
        f"conv: {{out_channels: 4, kernel_size: 3, stride: 2, padding: {HUGE}}}",
        f"conv: {{out_channels: 4, kernel_size: {HUGE}, stride: 7, padding: {HUGE}}}",
        f"max_pool: {{kernel_size: {2 * HUGE}, stride: 3, padding: {HUGE}}}",
    ],
)
def test_a_remainder_beside_huge_padding(layer: str) -> None:
    found(net(f"- {layer}"))


@pytest.mark.parametrize("seed", ["aaaaaaaaaa", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 0]"])
def test_values_that_double(seed: str) -> None:
    value = "$p{0}$p{0}$p{0}$p{0}$p{0}$p{0}$p{0}$p{0}" if seed[0] == "a" else f"[{', '.join(['$p{0}'] * 8)}]"
    params = "".join(f"  p{i + 1}: {value.format(i)}\n" for i in range(14))
    assert messages(net("- max_pool: $p14", f"params:\n  p0: {seed}\n{params}{IMAGE}"))


def test_thousands_of_losses() -> None:
    layers = "- repeat: 3000\n  layers: [{upsample: 2}, {conv: {out_channels: 3, kernel_size: 3, stride: 2}}]"
    found(net(layers, "inputs: {x: {channels: 3, size: [100001, 100001]}}\n"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('"rel\\e[31mu\\a"', r"'rel\x1b[31mu\x07'"), ("'\u202enope'", r"'\u202enope'"), ('"a\\nb"', r"'a\nb'"),
        ("'\x85a\u2066'", r"\u2066'"),
    ],
)  # fmt: skip
def test_reports_hold_no_control_characters(name: str, shown: str) -> None:
    (error,) = found(net(f"- {name}"))
    said = report(error)
    assert all(line.isprintable() for line in said.split("\n"))
    assert shown in said.split("\n")[0]
    assert "\\n" in json.dumps(error.to_json()) or "\\u" in json.dumps(error.to_json())


def test_control_characters_leave_the_mark_in_its_place() -> None:
    (error,) = found(net("- {add: null, note: '\u202e\u2069', with: nope}"))
    _, _, line, mark = report(error).split("\n")[:4]
    assert (line[mark.index("^") :][:4], "\ufffd\ufffd" in line) == ("with", True)


@pytest.mark.parametrize("before", [0, 70, 79, 80, 81, 150, 160, 1000, 100_000])
@pytest.mark.parametrize("after", [0, 10, 1000])
def test_excerpts_of_long_lines_show_what_is_marked(before: int, after: int) -> None:
    (error,) = found(net(f"- {{add: null, note: {'x' * before}, with: nope, id: {'y' * after}a}}"))
    _, _, line, mark = report(error).split("\n")[:4]
    assert line[mark.index("^") : len(mark)] == "with: nope"
    assert len(line.partition(" | ")[2]) <= WIDEST


def test_line_breaks_of_yaml_1_1_break_no_line_of_the_report() -> None:
    (error,) = found(f"{IMAGE}stacks:\n  net:\x85    - reul\n")
    assert "\x85" not in report(error)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends(end: str) -> None:
    (error,) = found(net("- relu\n- add: nope").replace("\n", end))
    assert (error.line, error.column) == (6, 7)


def test_names_of_other_scripts() -> None:
    text = "inputs: {图像: {channels: 3, size: [8]}}\nstacks:\n  réseau:\n"
    text += "    - {relu: null, id: слой}\n    - add: 图像\n    - add: слой\n"
    assert messages(text) == []
    assert message(text.replace("add: слой", "add: сло")).endswith("did you mean 'слой'?")


BY_SIGNAL = ["lists in flow", "never closed", "mappings in block", "billion laughs", "half a character", "bytes"]


@pytest.mark.parametrize("name", BY_SIGNAL)
def test_the_process_ends_by_itself(name: str) -> None:
    text = YAML[name][0]
    done = subprocess.run(
        [sys.executable, "-m", "shapeplan", "check", "-"],
        input=text if isinstance(text, bytes) else text.encode(), capture_output=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, b"error[yaml-syntax]" in done.stdout, done.stderr) == (1, True, b"")
