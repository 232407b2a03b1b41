"""Blocks: parameters, nesting, several inputs, what is refused."""

import pytest

from tests.language.specs import IMAGE, errors, message, messages, net, shape, shapes


def blocks(written: str, layers: str, after: str = "") -> str:
    return net(layers, f"{IMAGE}blocks:\n{written}\n", after)


CONV = """\
  unit:
    params: {c: required, k: 3, pad: $(k // 2)}
    layers: [{conv: {out_channels: $c, kernel_size: $k, padding: $pad}}, relu]"""


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        ("- unit: 8", (8, 32, 32)),
        ("- unit: {c: 8, k: 5}", (8, 32, 32)),
        ("- unit: {c: 8, k: 5, pad: 0}", (8, 28, 28)),
        ("- unit: {c: $(2 * 4), pad: 2}", (8, 34, 34)),
    ],
)
def test_parameters(use: str, expected: tuple[int, ...]) -> None:
    assert shape(blocks(CONV, use)) == expected


def test_bare_use_of_a_block_without_required_parameters() -> None:
    assert shape(blocks("  half: {params: {s: 2}, layers: [{max_pool: $s}]}", "- half\n- half:\n- half: {}")) == (
        3,
        4,
        4,
    )


@pytest.mark.parametrize(
    ("use", "column", "words"),
    [
        ("- unit", 7, "needs a value for 'c'"),
        ("- unit: {k: 3}", 7, "needs a value for 'c'"),
        ("- unit: {c: 3, kk: 1}", 20, "has no parameter 'kk'; did you mean 'k'?"),
        ("- unit: $nope", 7, "there is no parameter 'nope' here"),
    ],
)
def test_wrong_parameters_are_placed_at_the_use(use: str, column: int, words: str) -> None:
    ((line, found, said),) = errors(blocks(CONV, use))
    assert ((line, found), words in said) == ((9, column), True), said


def test_a_wrong_value_is_placed_in_the_block_and_shows_its_use() -> None:
    from shapeplan import api

    (found,) = api.check(blocks(CONV, "- unit: eight"))
    assert (found.line, "not 'eight'" in found.message) == (6, True)


def test_blocks_do_not_see_the_parameters_of_their_users() -> None:
    inner = (
        "  inner: {layers: [{conv: {out_channels: $c, kernel_size: 1}}]}\n  outer: {params: {c: 4}, layers: [inner]}"
    )
    assert "there is no parameter 'c' here" in message(blocks(inner, "- outer"))


def test_blocks_do_not_see_the_loop_around_their_use() -> None:
    inner = "  inner: {layers: [{conv: {out_channels: $c, kernel_size: 1}}]}"
    assert "there is no parameter 'c' here" in message(blocks(inner, "- {for: {c: [4]}, layers: [inner]}"))


def test_blocks_see_the_parameters_of_the_spec() -> None:
    before = (
        f"params: {{c: 4}}\n{IMAGE}blocks:\n  inner: {{layers: [{{conv: {{out_channels: $c, kernel_size: 1}}}}]}}\n"
    )
    assert shape(net("- inner", before)) == (4, 32, 32)


def test_a_block_parameter_hides_one_of_the_spec() -> None:
    before = f"params: {{c: 4}}\n{IMAGE}blocks:\n  inner:\n    params: {{c: $(2 * c)}}\n"
    before += "    layers: [{conv: {out_channels: $c, kernel_size: 1}}]\n"
    assert shape(net("- inner", before)) == (8, 32, 32)
    assert shape(net("- inner: 5", before)) == (5, 32, 32)


def test_nested_blocks_and_ids() -> None:
    written = f"{CONV}\n  pair: {{params: {{c: required}}, layers: [{{unit: $c, id: first}}, {{unit: $(2 * c)}}]}}"
    text = blocks(written, "- {pair: 4, id: p}\n- pair: 5")
    assert list(shapes(text)) == [
        "image", "net.p.first.conv", "net.p.first.relu", "net.p.unit.conv", "net.p.unit.relu",
        "net.pair.first.conv", "net.pair.first.relu", "net.pair.unit.conv", "net.pair.unit.relu",
    ]  # fmt: skip
    assert shape(text, "p.first") == (4, 32, 32)
    assert shape(text, "p") == (8, 32, 32)


@pytest.mark.parametrize(
    ("written", "way"),
    [
        ("  a: {layers: [a]}", "a > a"),
        ("  a: {layers: [b]}\n  b: {layers: [a]}", "a > b > a"),
        ("  a: {layers: [{repeat: 2, layers: [{if: true, layers: [a]}]}]}", "a > a"),
    ],
)
def test_recursion_is_refused_once(written: str, way: str) -> None:
    assert message(blocks(written, "- a\n- a")).endswith(f"uses itself: {way}")


def test_a_block_that_is_not_used_may_be_wrong() -> None:
    assert messages(blocks("  a: {layers: [a]}", "- relu")) == []


GATE = """\
  gate:
    params: {c: required}
    inputs: [g, x]
    layers:
      - {conv: {out_channels: $c, kernel_size: 1}, from: g, id: wg}
      - {conv: {out_channels: $c, kernel_size: 1}, from: x}
      - add: wg
      - conv: {out_channels: 1, kernel_size: 1}
      - sigmoid
      - branches: {map: [], x: [{identity: {from: x}}]}
        merge: concat"""


def test_a_block_of_two_inputs() -> None:
    text = blocks(GATE, "- {conv: {out_channels: 8, kernel_size: 1}, id: up}\n- {gate: 4, from: [up, image]}")
    assert shape(text) == (4, 32, 32)
    assert shape(text.replace("from: [up, image]", "with: image")) == (4, 32, 32)
    assert shape(text.replace("gate: 4, from: [up, image]", "gate: {c: 4, from: [up, image]}")) == (4, 32, 32)


@pytest.mark.parametrize(("use", "count"), [("gate: 4", 1), ("gate: 4, from: [image, image, image]", 3)])
def test_wrong_number_of_inputs(use: str, count: int) -> None:
    assert f"block 'gate' reads 2 layers, and is given {count}" in messages(blocks(GATE, f"- {{{use}}}"))


def test_a_block_of_one_input_is_given_two() -> None:
    text = blocks(CONV, "- {unit: 4, from: [image, image]}")
    assert message(text) == "block 'unit' reads 1 layers, and is given 2"


def test_an_empty_block_is_the_identity() -> None:
    text = blocks("  nothing: {layers: []}", "- relu\n- nothing:\n  id: e\n- add: e")
    assert shape(text) == (3, 32, 32)


def test_a_block_cannot_be_named_as_an_op() -> None:
    ((line, column, said),) = errors(blocks("  relu: {layers: []}", "- conv: {out_channels: 3, kernel_size: 1}"))
    assert ((line, column), said) == ((4, 3), "'relu' is an op already")


def test_defaults_reach_into_blocks() -> None:
    before = f"defaults: {{conv: {{kernel_size: 3}}}}\n{IMAGE}blocks:\n  u: {{layers: [{{conv: 4}}]}}\n"
    assert shape(net("- u", before)) == (4, 30, 30)


@pytest.mark.parametrize(
    ("block", "words"),
    [
        ("{}", "'layers' is missing"),
        ("{layers: relu}", "must be a list, not 'relu'"),
        ("[relu]", "must be a mapping, not a list"),
        ("{layers: [], param: {}}", "did you mean 'params'?"),
        ("{layers: [], params: [c]}", "must be a mapping, not a list"),
    ],
)
def test_badly_written_blocks(block: str, words: str) -> None:
    assert words in message(blocks(f"  b: {block}", "- relu"))


def test_an_unknown_block_names_the_known_one() -> None:
    assert message(blocks(CONV, "- unti: 3")) == "there is no op or block 'unti'; did you mean 'unit'?"
