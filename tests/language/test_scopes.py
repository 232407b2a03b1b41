"""References: scopes open and closed, names that mean several things, order."""

import pytest

from shapeplan import api
from tests.language.specs import IMAGE, errors, message, messages, net, shape, spec


def c(channels: int, more: str = "") -> str:
    return f"{{conv: {{out_channels: {channels}, kernel_size: 1}}{more}}}"


def reads(text: str, name: str) -> tuple[str | None, ...]:
    return api.plan(text)[name].inputs


@pytest.mark.parametrize(
    ("layer", "inputs"),
    [
        ("{relu: null, from: a}", ("net.a",)),
        ("{relu: {from: a}}", ("net.a",)),
        ("{add: null, from: [a, b]}", ("net.a", "net.b")),
        ("{add: {from: [a, b]}}", ("net.a", "net.b")),
        ("{add: null, with: a}", ("net.c", "net.a")),
        ("{add: null, with: [a, b]}", ("net.c", "net.a", "net.b")),
        ("{add: {with: [a, b]}}", ("net.c", "net.a", "net.b")),
        ("{add: a}", ("net.c", "net.a")),
        ("{add: [a, b]}", ("net.c", "net.a", "net.b")),
        ("{add: null, from: a, with: b}", ("net.a", "net.b")),
        ("{add: {from: a}, with: b}", ("net.a", "net.b")),
        ("{add: {fit: crop, with: b}}", ("net.c", "net.b")),
        ("{add: $layer}", ("net.c", "net.a")),
        ("{add: net.a}", ("net.c", "net.a")),
        ("{add: image}", ("net.c", "image")),
    ],
)
def test_from_and_with(layer: str, inputs: tuple[str, ...]) -> None:
    layers = f"- {c(3, ', id: a')}\n- {c(3, ', id: b')}\n- {c(3, ', id: c')}\n- {layer}"
    assert reads(net(layers, f"params: {{layer: a}}\n{IMAGE}"), "net") == inputs


def test_the_innermost_name_is_meant() -> None:
    layers = f"""
        - {c(4, ", id: a")}
        - for: {{i: [5, 6]}}
          layers:
            - {c("$i", ", id: a")}
            - concat: {{from: [a, a]}}
    """
    text = net(layers)
    assert reads(text, "net.concat") == ("net.a_2", "net.a_2")
    assert reads(text, "net.concat_2") == ("net.a_3", "net.a_3")
    assert shape(text, "net.concat_2") == (12, 32, 32)


def test_stacks_and_rounds_are_open() -> None:
    text = spec(f"""
        {IMAGE.replace(chr(10), chr(10) + 8 * " ")}
        stacks:
          one:
            - for: {{i: [1, 2]}}
              layers: [{c(4, ", id: a$i")}]
            - branches: {{l: [{c(5, ", id: inner")}], r: [{c(5)}]}}
              merge: add
          two:
            - {{relu: {{from: a1}}}}
            - {{relu: {{from: inner}}}}
            - {{relu: {{from: one}}}}
            - {{relu: {{from: one.a2}}}}
    """)
    plan = api.plan(text)
    assert [node.inputs for node in plan.nodes][-4:] == [
        ("one.a1",), ("one.l.inner",), ("one.add",), ("one.a2",),
    ]  # fmt: skip


BLOCK = f"{IMAGE}blocks:\n  unit: {{layers: [{c(4, ', id: local')}, relu]}}\n"


def test_block_instances_are_closed() -> None:
    assert "there is no layer 'local' above" in message(net("- {unit: null, id: u}\n- add: local", BLOCK))
    assert reads(net("- {unit: null, id: u}\n- add: u.local", BLOCK), "net") == ("net.u.relu", "net.u.local")
    assert reads(net("- unit\n- unit\n- add: unit_2.local", BLOCK), "net") == ("net.unit_2.relu", "net.unit_2.local")


def test_a_block_sees_nothing_of_its_user() -> None:
    inside = f"{IMAGE}blocks:\n  unit: {{layers: [{{add: outside}}]}}\n"
    text = net(f"- {c(3, ', id: outside')}\n- unit", inside)
    assert reads(text, "net") == ("net.outside", "net.outside")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("u.locla", "there is no 'locla' in 'u'; did you mean 'local'?"),
        ("u.local.x", "there is no 'x' in 'u.local'"),
        ("v.local", "there is no layer 'v.local' above"),
        ("u.", "there is no '' in 'u'"),
        (".u", "there is no layer '.u' above"),
    ],
)
def test_paths_that_lead_nowhere(path: str, words: str) -> None:
    assert message(net(f"- {{unit: null, id: u}}\n- add: {path}", BLOCK)).startswith(words)


def test_ambiguous_names_are_refused() -> None:
    layers = f"""
        - repeat: 2
          layers: [{c(3, ", id: a")}]
        - add: a
    """
    assert message(net(layers)).startswith("'a' may mean 'net.a', 'net.a_2'")
    assert reads(net(layers.replace("add: a", "add: net.a_2")), "net") == ("net.a_2", "net.a_2")


def test_a_name_of_this_scope_hides_those_within() -> None:
    layers = f"""
        - {c(4, ", id: a")}
        - repeat: 1
          layers: [{c(5, ", id: a")}]
        - concat: a
    """
    assert reads(net(layers), "net") == ("net.a_2", "net.a")


def test_the_first_part_of_a_path_may_be_ambiguous() -> None:
    assert "may mean" in message(net("- {repeat: 2, layers: [{unit: null, id: u}]}\n- concat: u.local", BLOCK))


def test_the_same_name_in_two_stacks_is_ambiguous_outside_only() -> None:
    stack = f"[{c(3, ', id: a')}, {{add: a}}]"
    text = f"{IMAGE}stacks:\n  one: {stack}\n  two: {stack}\noutputs: [a]\n"
    assert message(text) == "'a' may mean 'one.a', 'two.a'; say which"
    assert messages(text.replace("[a]\n", "[one.a, two.a]\n")) == []


def test_forward_references_are_refused() -> None:
    layers = f"- {{add: later, id: now}}\n- {c(3, ', id: later')}"
    assert errors(net(layers))[0][:2] == (5, 8)
    assert "there is no layer 'later' above" in messages(net(layers))[0]
    assert "there is no layer 'now' above" in messages(net("- {add: now, id: now}"))[0]


def test_names_given_twice() -> None:
    text = net(f"- {c(3, ', id: a')}\n- {c(3, ', id: a')}")
    assert errors(text) == [(6, 49, "'a' is given twice; first in line 5")]


def test_a_layer_named_as_its_stack_or_the_input() -> None:
    assert messages(net(f"- {c(4, ', id: net')}\n- {{relu: {{from: net}}}}")) == []
    assert shape(net(f"- {c(4, ', id: image')}\n- {{relu: {{from: image}}}}")) == (4, 32, 32)


def test_a_stack_named_as_an_input() -> None:
    assert errors(f"{IMAGE}stacks: {{image: [relu]}}\n") == [(3, 10, "'image' is an input already")]


@pytest.mark.parametrize("name", ["a b", "a.b", "'😀'", "''", "a/b", "'\"'"])
def test_names_have_letters_digits_underscores_and_hyphens(name: str) -> None:
    assert message(net(f"- {{relu: null, id: {name}}}")) == "a name consists of letters, digits, '_' and '-'"


@pytest.mark.parametrize("name", ["a-b_1", "слой", "層", "_", "x1"])
def test_names_of_all_scripts(name: str) -> None:
    assert shape(net(f"- {{relu: null, id: {name}}}\n- add: {name}"), name) == (3, 32, 32)


def test_a_computed_name_must_be_one_too() -> None:
    assert "'a b' is no name" in message(net("- for: {i: [a b]}\n  layers: [{relu: null, id: $i}]"))


def test_a_layer_reads_one_layer_only() -> None:
    assert message(net("- {relu: null, from: [image, image]}")) == "relu reads one layer, and is given 2"
    assert message(net("- {relu: null, with: image}")) == "relu reads one layer, and is given 2"


def test_a_misspelled_reference_names_the_right_one() -> None:
    assert message(net(f"- {c(3, ', id: encoder1')}\n- add: encodr1")).endswith("did you mean 'encoder1'?")


@pytest.mark.parametrize("value", ["3", "[3]", "{a: b}", "true"])
def test_a_reference_is_a_name(value: str) -> None:
    assert messages(net(f"- {{relu: null, from: {value}}}"))
