"""Inputs, parameters and defaults."""

import pytest

from shapeplan.api import SpecError, plan
from tests.language.specs import errors, message, messages, net, shape, shapes, spec

TWO = "inputs:\n  left: {channels: 3, size: [32, 32]}\n  right: {channels: 3, size: [32, 32]}\n"


@pytest.mark.parametrize(("size", "expected"), [([9], (4, 7)), ([9, 8], (4, 7, 6)), ([9, 8, 7], (4, 7, 6, 5))])
def test_one_to_three_axes(size: list[int], expected: tuple[int, ...]) -> None:
    text = net("- conv: {out_channels: 4, kernel_size: 3}", f"inputs:\n  x: {{channels: 2, size: {size}}}\n")
    assert shape(text) == expected


def test_vector_input_becomes_a_map() -> None:
    layers = """
        - linear: 32
        - reshape: [2, 4, 4]
        - upsample: 2
    """
    assert list(shapes(net(layers, "inputs:\n  z: {features: 100}\n")).values()) == [
        (100,), (32,), (2, 4, 4), (2, 8, 8),
    ]  # fmt: skip


def test_several_inputs() -> None:
    layers = """
        - conv: {out_channels: 8, kernel_size: 3, from: left}
          id: a
        - conv: {out_channels: 4, kernel_size: 3}
          from: right
        - concat: a
    """
    assert shape(net(layers, TWO)) == (12, 30, 30)
    assert shape(net(layers, TWO), sizes={"left": "16x16", "right": (16, 16)}) == (12, 14, 14)
    with pytest.raises(SpecError, match="left=500x500"):
        plan(net(layers, TWO), sizes="16x16")


def test_nothing_is_above_the_first_layer_of_several_inputs() -> None:
    assert errors(net("- relu", TWO)) == [(6, 7, "nothing is above this, and there are several inputs")]


def test_a_join_as_first_layer_of_several_inputs() -> None:
    assert shape(net("- concat: {from: [left, right]}", TWO)) == (6, 32, 32)


@pytest.mark.parametrize("branches", ["{a: [], b: [relu]}", "{a: [{relu: {from: left}}], b: []}", "{a: null, b: null}"])
def test_branches_as_first_layers_of_several_inputs(branches: str) -> None:
    assert {e[2] for e in errors(net(f"- {{branches: {branches}, merge: add}}", TWO))} == {
        "nothing is above this, and there are several inputs"
    }


def test_branches_that_say_what_they_read_may_come_first() -> None:
    layers = """
        - branches:
            a: [{conv: {out_channels: 4, kernel_size: 3}, from: left}]
            b: [{conv: {out_channels: 4, kernel_size: 3}, from: right}]
          merge: add
    """
    assert shape(net(layers, TWO)) == (4, 30, 30)


def test_an_empty_stack_below_several_inputs_has_no_output() -> None:
    text = spec(f"{TWO}stacks:\n  a: []\n  b:\n    - add: {{from: [left, right]}}\n    - relu: {{from: a}}\n")
    assert messages(text)


@pytest.mark.parametrize("size", ["32", "32x32x32"])
def test_a_size_keeps_the_axes_of_the_input(size: str) -> None:
    with pytest.raises(SpecError):
        plan(net("- conv: {out_channels: 4, kernel_size: 3}"), sizes=size)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("{channels: 0, size: [8]}", "1 or more, not 0"),
        ("{channels: true, size: [8]}", "not true"),
        ("{channels: 3, size: 8}", "a list with one size an axis"),
        ("{channels: 3, size: [8, -1]}", "not -1"),
        ("{channels: 3, size: [8.0]}", "not 8.0"),
        ("{channels: 3}", "an input has channels and size"),
        ("3", "not 3"),
        ("[3, 8, 8]", "not a list"),
        ("{channel: 3, size: [8]}", "did you mean 'channels'"),
    ],
)
def test_bad_inputs(value: str, words: str) -> None:
    found = messages(net("- relu", f"inputs:\n  x: {value}\n"))
    assert any(words in each for each in found), found


@pytest.mark.parametrize("value", ["{features: 3, channels: 3, size: [8]}", "{channels: 3, size: []}"])
def test_an_input_is_a_map_or_a_vector(value: str) -> None:
    assert messages(net("- relu", f"inputs:\n  x: {value}\n"))


def test_no_input() -> None:
    assert message("inputs: {}\nstacks: {net: []}\n") == "the network has no input"
    assert "'inputs' is missing" in messages("stacks: {net: [relu]}\n")


PARAMS = "params: {width: 8, double: $(2 * width)}\ninputs:\n  image: {channels: 3, size: [$(4 * width), $double]}\n"


def test_params_refer_to_earlier_ones() -> None:
    text = net("- conv: {out_channels: $double, kernel_size: 1}", PARAMS)
    assert shape(text) == (16, 32, 16)
    assert shape(text, params={"width": 4}) == (8, 16, 8)
    assert shape(text, params={"double": 5}) == (5, 32, 5)


def test_params_do_not_refer_to_later_ones() -> None:
    text = net("- relu", "params: {a: $b, b: 1}\ninputs:\n  image: {channels: 3, size: [8]}\n")
    assert errors(text)[0][:2] == (1, 10)
    assert "there is no parameter 'b' here" in errors(text)[0][2]


def test_required_params() -> None:
    text = net(
        "- conv: {out_channels: $w, kernel_size: 1}", "params: {w: required}\ninputs: {x: {channels: 3, size: [8]}}\n"
    )
    assert errors(text)[0] == (1, 10, "'w' has no value")
    assert shape(text, params={"w": 7}) == (7, 8)


def test_unknown_params_are_refused() -> None:
    with pytest.raises(SpecError, match="did you mean 'width'"):
        plan(net("- relu", PARAMS), params={"widht": 1})


@pytest.mark.parametrize("value", ["null", "~"])
def test_a_null_parameter_is_an_error_where_it_is_used(value: str) -> None:
    text = net(
        "- conv: {out_channels: $w, kernel_size: 1}",
        f"params: {{w: {value}}}\ninputs: {{x: {{channels: 3, size: [8]}}}}\n",
    )
    assert messages(text)


DEFAULTS = "defaults:\n  conv: {kernel_size: 3, padding: 1}\n  max_pool: {kernel_size: 2}\n"


def test_defaults() -> None:
    layers = """
        - conv: 4
        - conv: {out_channels: 5, padding: 0}
        - max_pool
        - max_pool: 3
    """
    assert list(shapes(net(layers, f"{DEFAULTS}inputs:\n  x: {{channels: 3, size: [32, 32]}}\n")).values()) == [
        (3, 32, 32), (4, 32, 32), (5, 30, 30), (5, 15, 15), (5, 5, 5),
    ]  # fmt: skip


def test_defaults_see_the_parameters_where_they_are_used() -> None:
    before = "defaults: {conv: {kernel_size: $k}}\nparams: {k: 3}\ninputs: {x: {channels: 3, size: [32]}}\n"
    assert shape(net("- for: {k: [5, 7]}\n  layers: [{conv: 4}]", before)) == (4, 32 - 4 - 6)


@pytest.mark.parametrize(
    ("defaults", "place", "words"),
    [
        ("{convv: {padding: 1}}", (1, 12), "did you mean 'conv'"),
        ("{conv: {paddin: 1}}", (1, 19), "did you mean 'padding'"),
        ("{conv: {padding: one}}", (1, 19), "not 'one'"),
    ],
)
def test_bad_defaults_are_placed_where_they_stand(defaults: str, place: tuple[int, int], words: str) -> None:
    text = net(
        "- conv: {out_channels: 3, kernel_size: 3}\n- conv: {out_channels: 4, kernel_size: 3}",
        f"defaults: {defaults}\ninputs: {{x: {{channels: 3, size: [32]}}}}\n",
    )
    ((line, column, said),) = errors(text)
    assert ((line, column), words in said) == (place, True)
