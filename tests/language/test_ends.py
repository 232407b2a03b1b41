"""Outputs and expectations."""

import pytest

from shapeplan import api
from tests.language.specs import IMAGE, errors, message, messages, net

LAYERS = "- {conv: {out_channels: 4, kernel_size: 3}, id: a}\n- {max_pool: 2, id: b}\n- flatten\n- {linear: 10, id: c}"


def outputs(text: str) -> list[str]:
    return [node.id for node in api.plan(text).outputs]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("", ["net.c"]), ("outputs: []", ["net.c"]), ("outputs: a", ["net.a"]), ("outputs: [a, c]", ["net.a", "net.c"]),
        ("outputs: [net]", ["net.c"]), ("outputs: net.b", ["net.b"]), ("outputs: [image]", ["image"]),
    ],
)  # fmt: skip
def test_outputs(after: str, expected: list[str]) -> None:
    assert outputs(net(LAYERS, after=after)) == expected


@pytest.mark.parametrize(
    ("after", "place", "words"),
    [
        ("outputs: [a, nope]", (9, 14), "there is no layer 'nope' above"),
        ("outputs: nett", (9, 1), "did you mean 'net'?"),
        ("output: [a]", (9, 1), "unknown key 'output'; did you mean 'outputs'?"),
        ("outputs: {a: 1}", (9, 1), "must be the name of a layer"),
    ],
)
def test_bad_outputs(after: str, place: tuple[int, int], words: str) -> None:
    line, column, said = errors(net(LAYERS, after=after))[0]
    assert ((line, column), words in said) == (place, True), said


def test_outputs_of_the_wrong_kind_are_reported_once() -> None:
    assert message(net(LAYERS, after="outputs: 3")) == "must be the name of a layer or a list of names, not 3"


@pytest.mark.parametrize(
    "expected",
    [
        "{}", "{a: {channels: 4}}", "{a: {channels: 4, size: [30, 30]}}",
        "{b: {size: [15, 15], receptive_field: [4, 4]}}",
        "{c: {features: 10}}", "{image: {channels: 3, size: [32, 32]}}", "{net: {features: 10}}",
        "{net.b: {channels: 4}}",
        "{a: {channels: $n}}", "{a: {channels: $(2 * 2), size: [30, $(n + 26)]}}",
    ],
)  # fmt: skip
def test_what_is_expected_comes_out(expected: str) -> None:
    assert messages(net(LAYERS, f"params: {{n: 4}}\n{IMAGE}", f"expect: {expected}")) == []


@pytest.mark.parametrize(
    ("expected", "column", "said"),
    [
        ("a: {channels: 5}", 7, "'a': channels 5 is expected, and 4 comes out"),
        ("a: {size: [30, 31]}", 7, "'a': size 30 x 31 is expected, and 30 x 30 comes out"),
        ("a: {size: [30]}", 7, "'a': size 30 is expected, and 30 x 30 comes out"),
        ("a: {features: 4}", 7, "'a': features 4 is expected, and a map 4 x 30 x 30 comes out"),
        ("b: {receptive_field: [4, 5]}", 7, "'b': receptive field 4 x 5 is expected, and 4 x 4 comes out"),
        ("c: {features: 9}", 7, "'c': features 9 is expected, and 10 comes out"),
        ("c: {channels: 10}", 7, "'c': channels 10 is expected, and a vector comes out"),
        ("c: {size: [1, 1]}", 7, "'c': size 1 x 1 is expected, and a vector comes out"),
        ("nope: {channels: 1}", 3, "there is no layer 'nope' above; known: image, net, a, b, c"),
        ("a: {chanels: 1}", 7, "unknown key 'chanels'; did you mean 'channels'?"),
        ("a: 4", 3, "an expectation is a mapping with channels and size, not 4"),
        ("a: {channels: -1}", 7, "must be a whole number, 1 or more, not -1"),
    ],
)
def test_what_is_not_as_expected(expected: str, column: int, said: str) -> None:
    assert errors(net(LAYERS, after=f"expect:\n  {expected}")) == [(10, column, said)]


def test_all_that_differs_is_reported() -> None:
    assert len(messages(net(LAYERS, after="expect: {a: {channels: 5, size: [1, 1]}, c: {features: 2}}"))) == 3


def test_sizes_are_expected_of_the_own_input() -> None:
    text = net(LAYERS, after="expect: {a: {channels: 5, size: [30, 30]}}")
    assert messages(text, sizes="64x64") == ["'a': channels 5 is expected, and 4 comes out"]


def test_an_expectation_that_cannot_be_computed_is_reported_once() -> None:
    assert messages(net(LAYERS, after="expect: {a: {channels: $q}}")) == ["there is no parameter 'q' here"]


def test_what_is_unknown_is_not_compared() -> None:
    text = net(
        "- {conv: {out_channels: 4, kernel_size: 50}, id: a}\n- flatten",
        after="expect: {a: {size: [1, 1]}, net: {features: 3}}",
    )
    assert len(messages(text)) == 1


def test_a_bad_setting_is_an_error_of_its_own() -> None:
    with pytest.raises(api.SpecError):
        api.check(net(LAYERS), sizes={"imag": (1, 1)})


def test_a_fix_breaks_no_further_expectation() -> None:
    text = (
        "inputs: {image: {channels: 1, size: [64, 64]}}\n"
        "defaults:\n  conv: {kernel_size: 3, stride: 2, padding: 1}\n"
        "  conv_transpose: {kernel_size: 3, stride: 2, padding: 1}\n"
        "stacks:\n  net:\n    - {conv: 16, id: half}\n    - conv: 32\n"
        "    - conv_transpose: 16\n    - {add: half, id: out}\n"
        "expect: {out: {channels: 1, size: [32, 32]}}\n"
    )
    for diagnostic in (d for d in api.check(text) if d.severity == "error"):
        for fix in (fix for fix in diagnostic.fixes if fix.edits):
            assert len(messages(diagnostic.source.apply(fix.edits))) < len(messages(text)), fix.title
    assert message(text.replace("channels: 1, size: [32", "channels: 16, size: [32"))
