"""for, repeat, if and else."""

import pytest

from tests.language.specs import IMAGE, errors, message, messages, net, shape, shapes

ONE = "{conv: {out_channels: $w, kernel_size: 1}}"


def channels(text: str) -> list[int]:
    return [shape[0] for shape in shapes(text).values()][1:]


def test_lists_run_side_by_side() -> None:
    layers = """
        - for: {i: [1, 2, 3], w: [4, 5, 6]}
          layers: [{conv: {out_channels: $w, kernel_size: $i}, id: c$i}]
    """
    assert list(shapes(net(layers)).items())[1:] == [
        ("net.c1", (4, 32, 32)), ("net.c2", (5, 31, 31)), ("net.c3", (6, 29, 29)),
    ]  # fmt: skip


def test_unequal_lists() -> None:
    ((line, column, said),) = errors(net(f"- for: {{i: [1, 2, 3], w: [4, 5]}}\n  layers: [{ONE}]"))
    assert (line, column) == (5, 7)
    assert said.endswith("equally long: i has 3, w has 2")


@pytest.mark.parametrize("values", ["$widths", "[$a, $(2 * a)]"])
def test_lists_may_be_computed(values: str) -> None:
    before = f"params: {{a: 4, widths: [$a, 8]}}\n{IMAGE}"
    assert channels(net(f"- for: {{w: {values}}}\n  layers: [{ONE}]", before)) == [4, 8]


def test_values_may_be_lists_and_texts() -> None:
    layers = """
        - for: {k: [[1, 3], [3, 1]], name: [wide, high]}
          layers: [{conv: {out_channels: 3, kernel_size: $k}, id: $name}]
    """
    assert shapes(net(layers))["net.high"] == (3, 30, 30)


def test_an_empty_list_is_no_round() -> None:
    assert shape(net(f"- relu\n- for: {{w: []}}\n  layers: [{ONE}]")) == (3, 32, 32)


@pytest.mark.parametrize("value", ["3", "abc", "{a: 1}", "null", "true"])
def test_a_loop_needs_a_list(value: str) -> None:
    assert message(net(f"- for: {{w: {value}}}\n  layers: [{ONE}]")).startswith("'w' must be a list of values, not ")


def test_loops_in_loops() -> None:
    layers = f"""
        - for: {{a: [1, 2]}}
          layers:
            - for: {{b: [10, $(10 * a)]}}
              layers:
                - for: {{w: ["$(a + b)"]}}
                  layers: [{ONE}]
    """
    assert channels(net(layers)) == [11, 11, 12, 22]


def test_the_inner_variable_hides_the_outer_one() -> None:
    assert channels(net(f"- for: {{w: [1]}}\n  layers: [{{for: {{w: [2]}}, layers: [{ONE}]}}, {ONE}]")) == [2, 1]


def test_a_variable_ends_with_its_loop() -> None:
    assert "no parameter 'w'" in message(net(f"- for: {{w: [1]}}\n  layers: []\n- {ONE}"))


@pytest.mark.parametrize(("count", "rounds"), [("0", 0), ("1", 1), ("$n", 3), ("$(n - 1)", 2), ("$(n / 3)", 1)])
def test_repeat(count: str, rounds: int) -> None:
    text = net(f"- {{repeat: {count}, layers: [relu]}}", f"params: {{n: 3}}\n{IMAGE}")
    assert len(shapes(text)) == 1 + rounds


@pytest.mark.parametrize("count", ["-1", "1.5", "true", "two", "null", "[1]", "$(1 / 2)"])
def test_repeat_needs_a_whole_number(count: str) -> None:
    ((line, column, said),) = errors(net(f"- {{repeat: {count}, layers: [relu]}}"))
    assert ((line, column), said[:42]) == ((5, 8), "repeat must be a whole number, 0 or more, ")


@pytest.mark.parametrize(
    ("condition", "expected"), [("true", 4), ("false", 5), ("$(1 < 2)", 4), ("$flag", 5), ("$(not flag)", 4)]
)
def test_if_and_else(condition: str, expected: int) -> None:
    layers = f"""
        - if: {condition}
          layers: [{{conv: {{out_channels: 4, kernel_size: 1}}}}]
          else: [{{conv: {{out_channels: 5, kernel_size: 1}}}}]
    """
    assert channels(net(layers, f"params: {{flag: false}}\n{IMAGE}")) == [expected]


@pytest.mark.parametrize("condition", ["1", "yes", "null", "[]", "'true'", "$(1 + 1)"])
def test_a_condition_is_true_or_false(condition: str) -> None:
    assert message(net(f"- {{if: {condition}, layers: [relu]}}")).startswith("a condition is true or false, not ")


def test_names_given_under_a_condition_are_seen_outside() -> None:
    assert shape(net("- {if: true, layers: [{relu: null, id: a}]}\n- add: a"), "a") == (3, 32, 32)


def test_the_side_that_does_not_hold_is_not_looked_at() -> None:
    assert messages(net("- {if: false, layers: [{conv: {kernel: 3}}, nonsense]}")) == []


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("{repeat: 2}", "'layers' is missing"),
        ("{repeat: 2, layers: relu}", "must be a list, not 'relu'"),
        ("{repeat: 2, layers: [relu], id: a}", "unknown key 'id'"),
        ("{if: true, layers: [], elif: []}", "unknown key 'elif'"),
        ("{for: [1, 2], layers: []}", "must be a mapping, not a list"),
        ("{else: [], layers: []}", "'else', 'layers'"),
    ],
)
def test_badly_written_steps(step: str, words: str) -> None:
    assert words in message(net(f"- {step}"))


def test_a_mistake_in_a_loop_is_reported_once() -> None:
    layers = """
        - for: {i: [1, 2, 3]}
          layers:
            - reul
            - conv: {out_channels: 3, kernel_sise: 3}
            - repeat: 5
              layers: [{add: nope}]
    """
    assert [(line, column) for line, column, _ in errors(net(layers))] == [(7, 11), (8, 35), (10, 21)]


def test_a_mistake_of_one_round_is_reported_once() -> None:
    assert len(messages(net("- for: {k: [1, -1, 2]}\n  layers: [{conv: {out_channels: 3, kernel_size: $k}}]"))) == 1
