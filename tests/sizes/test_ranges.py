"""Declared ranges of input sizes: their language, and that `check` proves them or shows the smallest that fails."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from shapeplan import api, questions
from shapeplan.cli import main
from shapeplan.diagnostic import Diagnostic
from shapeplan.ops._ranges import SizeRange
from shapeplan.schema import json_schema
from tests.language.specs import errors, message, net, spec
from tests.sizes.networks import ALONE, at_size, networks, runs, sound

NET = """
    - conv: {out_channels: 8, kernel_size: 3, padding: 1}
      id: enc
    - max_pool: 16
    - upsample: 16
    - concat: enc
"""


def ranged(*sizes: str, layers: str = NET) -> str:
    return net(layers, f"inputs:\n  image: {{channels: 3, size: [{', '.join(sizes)}]}}\n")


def found(text: str) -> list[Diagnostic]:
    return [d for d in api.check(text) if d.rule == "size-range"]


# -- the language


@pytest.mark.parametrize(
    ("size", "shown", "said"),
    [
        ("any", 256, "any"), ("{min: 1}", 256, "any"), ("{min: 300}", 300, "300 or more"),
        ("{max: 100}", 100, "1 to 100"), ("{min: 60, max: 1000, multiple_of: 32}", 256, "64 to 992 in steps of 32"),
        ("{multiple_of: 100}", 300, "100 or more in steps of 100"), ("{max: 99, multiple_of: 10}", 90, "10 to 90 in steps of 10"),
        ("{min: 7, max: 7}", 7, "7 to 7"), ("{min: $low}", 290, "290 or more"),
    ],
)  # fmt: skip
def test_a_range_is_shown_at_one_size(size: str, shown: int, said: str) -> None:
    text = f"params: {{low: 290}}\n{ranged(size, layers='- relu')}"
    plan = api.plan(text)
    assert plan["image"].shape == (3, shown)
    assert str(plan.ranges["image", 1]) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        ("[{min: 64, max: 20}, 8]", "there is no size in the range: 64 to 20"),
        ("[{min: 65, max: 70, multiple_of: 32}]", "there is no size in the range: 65 to 70 in steps of 32"),
        ("[{}]", "must be a size, a range {min: 64, max: 1024, multiple_of: 32}, or any, not {}"),
        ("[{min: 0}]", "or any, not {min: 0}"), ("[{min: 1.5}]", "or any, not {min: 1.5}"), ("[{min: true}]", "or any, not {min: true}"),
        ("[{least: 3}]", "or any, not {least: 3}"), ("[anything]", "or any, not 'anything'"), ("[{multiple_of: 0}]", "or any, not {multiple_of: 0}"),
        ("[{min: 1, max: null}]", "or any, not {min: 1, max: null}"), ("[[1, 2]]", "or any, not [1, 2]"),
        ("any", "must be a list with one size an axis"), ("{min: 3}", "must be a list with one size an axis"),
    ],
)  # fmt: skip
def test_bad_ranges(size: str, said: str) -> None:
    ((line, column, text),) = errors(net("- relu", f"inputs:\n  image: {{channels: 3, size: {size}}}\n"))
    assert (line, column) == (2, 24)
    assert said in text


def test_the_schema_takes_ranges() -> None:
    validator = Draft202012Validator(json_schema())

    def is_valid(*sizes: Any) -> bool:
        return validator.is_valid({"inputs": {"x": {"channels": 3, "size": [*sizes]}}, "stacks": {"net": ["relu"]}})

    assert is_valid({"min": 64, "max": 1024, "multiple_of": 32}, "any")
    assert is_valid({"min": "$low"}, "$side")
    assert not is_valid({"min": 0}, 3)
    assert not is_valid({}, 3)
    assert not is_valid({"least": 3}, 3)


@given(st.integers(1, 60), st.one_of(st.none(), st.integers(1, 90)), st.integers(1, 12))
def test_the_sizes_of_a_range(least: int, most: int | None, step: int) -> None:
    sizes = [n for n in range(1, 400) if n >= least and n % step == 0 and (most is None or n <= most)]
    assume(sizes)
    declared = SizeRange(least, most, step)
    assert list(declared.up_to(399)) == sizes
    assert declared.least == sizes[0]
    assert declared.shown in sizes
    assert most is None or declared.most(most) == sizes[-1]


# -- the proof


def test_a_counterexample_and_its_fix() -> None:
    (d,) = found(ranged("{min: 64, max: 1024, multiple_of: 8}", "64"))
    assert d.message == (
        "input 'image': H may be 64 to 1024 in steps of 8, and H = 72 does not run: "
        "concat 'net.concat': H is 64 here and 72 in 'enc'"
    )
    assert (d.line, d.column, d.axis, d.node, d.works) == (2, 31, "H", "net.concat", "H = 16k, k >= 1")
    assert [fix.title for fix in d.fixes] == ["H: {min: 64, max: 1024, multiple_of: 16}"]
    assert d.related[0].text == "64 from 'net.upsample', 72 from 'enc'"


@pytest.mark.parametrize(
    "size", ["{min: 16, multiple_of: 16}", "{min: 32, max: 40, multiple_of: 32}", "{min: 48, max: 48}"]
)
def test_ranges_that_run(size: str) -> None:
    assert [d for d in api.check(ranged(size, size)) if d.severity == "error"] == []


@pytest.mark.parametrize(
    ("size", "wanted"),
    [
        ("any", ["H: {min: 16, multiple_of: 16}"]), ("{max: 90}", ["H: {min: 16, max: 90, multiple_of: 16}"]),
        ("{min: 10, multiple_of: 24}", ["H: {min: 48, multiple_of: 48}"]), ("{min: 17, max: 31}", []), ("{min: 17, max: 50}", ["H: {min: 32, max: 50, multiple_of: 16}"]),
    ],
)  # fmt: skip
def test_fixes(size: str, wanted: list[str]) -> None:
    (d,) = found(ranged(size, "64"))
    assert [fix.title for fix in d.fixes] == wanted
    for fix in d.fixes:
        assert errors(d.source.apply(fix.edits)) == []


def test_a_range_in_block_style_is_mended() -> None:
    text = spec("""
        inputs:
          image:
            channels: 3
            size:
              - min: 64
                multiple_of: 8
              - 64
    """) + "stacks:\n  net:\n" + "\n".join(f"  {line}" for line in NET.strip("\n").splitlines()) + "\n"  # fmt: skip
    (d,) = found(text)
    assert errors(d.source.apply(d.fixes[0].edits)) == []


def test_a_size_that_is_asked_for_is_checked_alone() -> None:
    text = ranged("{min: 64}", "64")
    assert [d.severity for d in api.check(text, sizes="80x64")].count("error") == 0
    assert [d.rule for d in api.check(text, sizes="72x64") if d.severity == "error"] == ["skip-mismatch"]


def test_expected_sizes_are_those_of_one_size_and_not_looked_at() -> None:
    text = f"{ranged('any', layers='- relu: {}')}expect:\n  net: {{channels: 3, size: [7]}}\n"
    assert errors(text) == []
    assert message(text.replace("channels: 3, size: [7]", "channels: 4, size: [7]"))


TWO = """
    inputs:
      image: {channels: 3, size: [%s]}
      mask: {channels: 3, size: [%s]}
    stacks:
      net:
        - concat: {from: [image, mask]}
"""


@pytest.mark.parametrize(
    ("image", "mask", "works"),
    [
        ("any", "any", True), ("{min: 8, max: 64}", "{min: 8, max: 64}", True), ("any", "256", False),
        ("any", "{min: 8}", False), ("{min: 256, max: 256}", "256", True), ("256", "256", True),
    ],
)  # fmt: skip
def test_inputs_of_one_range_are_of_one_size(image: str, mask: str, works: bool) -> None:
    assert (found(spec(TWO % (image, mask))) == []) == works


LINEAR = "- flatten\n- linear: {in_features: 672, out_features: 8}"


def test_axes_that_depend_on_each_other() -> None:
    (d,) = found(ranged("{min: 32, multiple_of: 32}", "{min: 7, max: 9}", layers=LINEAR))
    assert d.message == "input 'image': H = 32 with W = 8 does not run; these axes depend on each other"
    assert (d.line, d.column) == (2, 24)
    assert found(ranged("{min: 32, max: 32}", "{min: 7, max: 7}", layers=LINEAR)) == []
    assert found(ranged("{min: 30, max: 32}", "7", layers=LINEAR))[0].message.startswith(
        "input 'image': H = 30 with W = 7"
    )


def test_sizes_beyond_what_can_be_looked_at_are_noted() -> None:
    layers = "- upsample: {scale_factor: 0.7}"
    (d,) = found(ranged("{min: 8}", "8", layers=layers))
    assert (d.severity, d.message) == (
        "note",
        "input 'image': H may be 8 or more, of which sizes up to 1024 could be looked at",
    )
    assert found(ranged("{min: 8, max: 1024}", "8", layers=layers)) == []


@st.composite
def range_and_network(draw: Any) -> tuple[SizeRange, dict[str, Any]]:
    declared = SizeRange(
        draw(st.integers(1, 40)), draw(st.one_of(st.none(), st.integers(40, 90))), draw(st.integers(1, 9))
    )
    assume(declared.max is None or declared.least <= declared.max)
    network = draw(networks(most=5, alone=ALONE))
    fields = {"min": declared.min, "max": declared.max, "multiple_of": declared.multiple_of}
    network["inputs"]["x"]["size"] = [{key: value for key, value in fields.items() if value is not None}]
    return declared, network


@given(range_and_network())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_random_ranges(case: tuple[SizeRange, dict[str, Any]]) -> None:
    """The smallest size of a range that does not run, and a fix after which all run, against running every size."""
    declared, network = case
    plan = sound(network)
    assume(plan is not None and not questions.legal_sizes(api.analysis(network)).standing)
    assert plan is not None
    bad = next((n for n in declared.up_to(200) if not runs(at_size(plan, n))), None)
    told = [d for d in api.check(network) if d.rule == "size-range"]
    assert (bad is None) == (told == [])
    for d in told:
        assert f"and L = {bad} does not run" in d.message
        for fix in d.fixes:
            all_run(d.source.apply(fix.edits))


def all_run(text: str) -> None:
    plan = api.plan(text)
    declared = plan.ranges["x", 1]
    assert list(declared.up_to(200)) or declared.least > 200
    assert all(runs(at_size(plan, n)) for n in declared.up_to(200))


# -- the commands


@pytest.fixture
def path(tmp_path: Any) -> str:
    file = tmp_path / "net.yaml"
    file.write_text(ranged("{min: 64, max: 1024, multiple_of: 8}", "{multiple_of: 16}"))
    return str(file)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = main(arguments)
    return code, capsys.readouterr().out


def test_show_says_what_is_declared(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    last = "image may be H 64 to 1024 in steps of 8, W 16 or more in steps of 16; shown at 256 x 256"
    assert run(capsys, "show", path)[1].splitlines()[-1] == last
    assert "may be" not in run(capsys, "show", path, "--size", "64x64")[1]


def test_sizes_says_what_is_declared(path: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out = run(capsys, "sizes", path)
    assert code == 0
    assert "  declared 64 to 1024 in steps of 8: H = 72 does not run\n" in out
    assert "  declared 16 or more in steps of 16: these run\n" in out


@pytest.mark.parametrize("arguments", [("explain", "net.max_pool"), ("compare",), ("show", "--format", "json"), ("show", "--format", "csv"), ("check", "--format", "json"), ("sizes", "--format", "json")])  # fmt: skip
def test_commands_take_ranges(arguments: tuple[str, ...], path: str, capsys: pytest.CaptureFixture[str]) -> None:
    command, *rest = arguments
    code, out = run(capsys, command, path, *rest)
    assert code in {0, 1}
    assert "256" in out or command == "check"


def test_render_takes_ranges(path: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "render", path, "-o", str(tmp_path / "net.svg"))[0] == 0
    assert (tmp_path / "net.svg").stat().st_size > 1000
