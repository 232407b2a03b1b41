"""Errors are collected, placed and reported once; what fails spoils only what reads it."""

import pytest

from shapeplan import api
from tests.language.specs import errors, message, messages, net, spec

SIX = """
    inputs:
      image: {chanels: 3, size: [32, 32]}
    blocks:
      unit: {params: {c: required}, layers: [{conv: {out_channels: $c, kernel_sise: 3}}]}
    stacks:
      net:
        - unit: 3
        - reul
        - conv: {out_channels: $(3 +), kernel_size: 1}
        - concat: nope
        - max_pool: {kernel_size: -1}
    outputs: [nett]
"""


def test_all_mistakes_of_layers_are_found() -> None:
    assert [found[:2] for found in errors(spec(SIX))] == [
        (2, 11), (4, 68), (8, 7), (9, 14), (10, 7), (11, 18), (12, 11),
    ]  # fmt: skip


OUTLINE = """
    nam: x
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - {repeat: 3}
        - {relu: null, conv: 3}
        - 3
        - reul
        - max_pool: {kernel_sise: 2}
        - concat: nope
"""


def test_all_mistakes_of_the_outline_are_found() -> None:
    assert [line for line, *_ in errors(spec(OUTLINE))][:4] == [1, 6, 7, 8]


def test_mistakes_of_the_outline_hide_no_others() -> None:
    assert [line for line, *_ in errors(spec(OUTLINE))] == [1, 6, 7, 8, 9, 10, 11]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("{}", "and there is none"),
        ("3", "a layer is the name of an op"),
        ("null", "a layer is the name of an op"),
        ("[relu]", "a layer is the name of an op"),
        ("{relu: null, max_pool: 2}", "and these are 'relu', 'max_pool'"),
        ("{id: a}", "and there is none"),
        ("{relu: null, note: 3}", "must be a text, not 3"),
        ("relu: 6", ""),
        ("{relu: {in_place: true}}", "did you mean 'inplace'?"),
        ("conv", "'out_channels' is missing"),
        ("{conv: {out_channels: 3}}", "'kernel_size' is missing"),
        ("conv2d: 3", "did you mean 'conv'?"),
        ("'$op'", "there is no op or block '$op'"),
    ],
)
def test_badly_written_layers(step: str, words: str) -> None:
    found = messages(net(f"- {step}"))
    assert any(words in each for each in found), found
    assert all(line == 5 for line, *_ in errors(net(f"- {step}")))


@pytest.mark.parametrize("layers", ["- {relu: null, 'a{b}': 1}", "- {'{x': 3, '}{': 4}"])
def test_braces_of_the_spec_are_not_doubled(layers: str) -> None:
    assert "{{" not in message(net(layers))


def test_braces_of_an_example_are_not_doubled() -> None:
    assert "{{" not in message(net("- relu", "inputs: {x: {channels: 3}}\n"))


@pytest.mark.parametrize("name", ["from", "with"])
def test_a_reference_of_the_wrong_kind_is_reported_once(name: str) -> None:
    said = "must be the name of a layer or a list of names, not "
    assert messages(net(f"- {{add: null, {name}: 3}}")) == [f"{said}3"]
    assert messages(net(f"- {{add: null, {name}: [image, 3]}}")) == [f"{said}['image', 3]"]


def test_a_misspelled_key_is_not_missing_as_well() -> None:
    assert messages(net("- {repeat: 2, layer: [relu]}")) == ["unknown key 'layer'; did you mean 'layers'?"]
    assert messages("input: {}\nstacks: {net: [relu]}\n") == ["unknown key 'input'; did you mean 'inputs'?"]


def test_a_key_that_is_misspelled_elsewhere_is_missing_here() -> None:
    assert messages(net("- {repeat: 2, layer: [relu]}\n- {repeat: 2}")) == [
        "unknown key 'layer'; did you mean 'layers'?",
        "'layers' is missing",
    ]


def test_known_names_are_listed_once() -> None:
    said = message(net("- {relu: null, id: a}\n- {relu: null, id: zzz}\n- add: qqqq"))
    known = said.partition("known: ")[2].split(", ")
    assert len(known) == len(set(known))


def test_a_mistake_of_a_block_is_reported_once() -> None:
    before = "inputs: {x: {channels: 3, size: [32, 32]}}\nblocks: {b: {layers: [{relu: null, id: one}, {add: qqqq}]}}\n"
    assert len(messages(net("- b\n- {relu: null, id: two}\n- b", before))) == 1


POISON = """
    - {reul: null, id: a}
    - {conv: {out_channels: 3, kernel_size: 3}, id: b}
    - add: a
    - flatten
    - linear: 3
"""


def test_a_layer_that_is_wrong_is_reported_once() -> None:
    assert messages(net(POISON, after="expect: {net: {features: 3}, b: {channels: 3}}")) == [
        "there is no op or block 'reul'; did you mean 'relu'?"
    ]
    with pytest.raises(api.SpecError) as caught:
        api.plan(net(POISON))
    assert [d.rule for d in caught.value.diagnostics if d.severity == "error"] == ["schema"]


def test_a_layer_that_fails_leaves_what_is_known() -> None:
    layers = """
        - {conv: {out_channels: 64, kernel_size: [3, 50]}, id: a}
        - relu
        - {conv: {out_channels: 8, kernel_size: 3}, id: c}
        - {add: a, id: d}
        - {conv: {out_channels: 3, kernel_size: 1}, from: image, id: e}
    """
    plan = api.plan(net(layers))
    assert [plan[name].shape for name in "ace"] == [(64, 30, None), (8, 28, None), (3, 32, 32)]
    assert any("W is 32 here, and the window spans 50" in said for said in messages(net(layers)))


def test_every_fix_can_be_applied() -> None:
    text = net("- {max_pool: 3, id: a}\n- upsample: 3\n- add: image")
    (error,) = [d for d in api.check(text) if d.severity == "error"]
    assert error.fixes
    for fix in error.fixes:
        assert messages(error.source.apply(fix.edits)) == [], fix.title


def test_nothing_is_silent() -> None:
    """Where a layer has no shape, an error says why."""
    for layer in ("conv: {out_channels: $n, kernel_size: 1}", "max_pool: $n", "linear: $n", "upsample: $n"):
        assert messages("params: {n: null}\n" + net(f"- {layer}")), layer
