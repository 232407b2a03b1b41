"""Branches, their merge, and joins that make sizes equal."""

import pytest

from shapeplan import api
from tests.language.specs import errors, message, messages, net, shape, shapes


def c(channels: int, more: str = "") -> str:
    return f"{{conv: {{out_channels: {channels}, kernel_size: 1}}{more}}}"


def branches(written: str, more: str = "merge: concat", after: str = "- relu") -> str:
    return net(f"- {c(4)}\n- {{branches: {written}, {more}}}\n{after}")


@pytest.mark.parametrize(
    ("written", "channels"),
    [
        (f"{{a: [{c(5)}], b: [{c(6)}]}}", 11),
        (f"{{a: [], b: [{c(6)}]}}", 10),
        (f"{{a: null, b: [{c(6)}]}}", 10),
        ("{a: [], b: []}", 8),
        (f"{{a: [{{if: false, layers: [{c(9)}]}}], b: [{c(1)}]}}", 5),
        (f"{{a: [{c(1)}], b: [{c(2)}], c: [{c(3)}]}}", 6),
        (f"{{a: [{{branches: {{x: [], y: [{c(1)}]}}, merge: concat}}], b: []}}", 9),
    ],
)
def test_each_branch_starts_at_the_same_layer(written: str, channels: int) -> None:
    assert shape(branches(written)) == (channels, 32, 32)


def test_ids_are_paths() -> None:
    assert list(shapes(branches(f"{{a: [{c(5)}], b: [relu]}}", "merge: concat, id: j")))[2:] == [
        "net.j.a.conv", "net.j.b.relu", "net.j", "net.relu",
    ]  # fmt: skip
    assert list(shapes(branches(f"{{a: [{c(5)}], b: [relu]}}")))[2:] == [
        "net.a.conv", "net.b.relu", "net.concat", "net.relu",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("j", "net.j"), ("j.a", "net.j.a.x"), ("j.a.x", "net.j.a.x"), ("a", "net.j.a.x"), ("b", "net.conv"),
        ("x", "net.j.a.x"),
    ],
)  # fmt: skip
def test_names_of_the_join_and_of_branches(name: str, inputs: str) -> None:
    text = branches(f"{{a: [{c(5, ', id: x')}], b: []}}", "merge: concat, id: j", f"- {{relu: {{from: {name}}}}}")
    assert api.plan(text)["net"].inputs == (inputs,)


def test_branches_of_one_name_after_each_other() -> None:
    text = branches("{a: [relu], b: []}", "merge: add", "- {branches: {a: [relu], b: []}, merge: add}\n- add: a")
    assert message(text) == "'a' may mean 'net.a.relu', 'net.a_2.relu'; say which"


def test_branches_from_another_layer() -> None:
    assert shape(branches(f"{{a: [], b: [{c(5)}]}}", "merge: concat, from: image")) == (8, 32, 32)
    assert errors(branches("{a: []}", "merge: concat, from: imag"))[0][2].startswith("there is no layer 'imag' above")


@pytest.mark.parametrize(
    "merge", ["{concat: {fit: crop}}", "{concat: {fit: pad}}", "{concat: {fit: resize}}", "{add: {fit: crop}}"]
)
def test_merge_with_arguments(merge: str) -> None:
    text = branches("{a: [{max_pool: {kernel_size: 3, stride: 1}}], b: []}", f"merge: {merge}")
    assert shape(text) is not None
    assert shape(text)[1:] == ((30, 30) if "crop" in merge else (32, 32))


@pytest.mark.parametrize("merge", ["add", "concat", "multiply", "maximum", "subtract", "mean"])
def test_joins(merge: str) -> None:
    found = messages(branches("{a: [relu], b: []}", f"merge: {merge}"))
    assert found == ([] if merge != "mean" else found)
    assert merge != "mean" or found


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("merge: conct", "did you mean 'concat'?"),
        ("merge: relu", "merge must be one join"),
        ("merge: [add]", "merge must be one join, such as add or concat, not a list"),
        ("merge: {add: null, concat: null}", "merge must be one join"),
        ("merge: {add: {fitt: crop}}", "did you mean 'fit'?"),
        ("merg: add", "unknown key 'merg'; did you mean 'merge'?"),
        ("merge: add, with: image", "unknown key 'with'"),
    ],
)
def test_bad_merges(more: str, words: str) -> None:
    found = messages(branches("{a: [relu], b: []}", more))
    assert any(words in each for each in found), found


def test_a_merge_that_is_no_join_is_not_suggested_to_itself() -> None:
    assert "did you mean 'relu'" not in message(branches("{a: [relu], b: []}", "merge: relu"))


@pytest.mark.parametrize("written", ["[[], [relu]]", "3", "null", "{a: relu, b: []}", "{a: {relu: null}}"])
def test_badly_written_branches(written: str) -> None:
    assert messages(branches(written))


@pytest.mark.parametrize("written", ["{a: []}", "{}"])
def test_a_join_needs_two_branches(written: str) -> None:
    assert messages(branches(written))


def test_branches_of_different_sizes() -> None:
    found = message(branches("{a: [{max_pool: 2}], b: []}", "merge: add"))
    assert "H and W are 16" in found
    assert "32" in found


FITS = [("crop", (6, 10, 10)), ("pad", (6, 32, 32)), ("resize", (6, 32, 32))]


@pytest.mark.parametrize(("fit", "expected"), FITS)
def test_fit(fit: str, expected: tuple[int, ...]) -> None:
    assert shape(net(f"- max_pool: 3\n- concat: {{with: image, fit: {fit}}}")) == expected


def test_bad_fit() -> None:
    assert "not 'stretch'" in message(net("- max_pool: 3\n- concat: {with: image, fit: stretch}"))


def test_a_join_of_one_layer() -> None:
    assert "at least two layers" in message(net("- relu\n- concat"))


SIZES = [
    ("upsample: {size: half}", (3, 16, 16)),
    ("upsample: {size: net.half}", (3, 16, 16)),
    ("upsample: {size: image, mode: bilinear}", (3, 32, 32)),
    ("crop: {size: quarter}", (3, 8, 8)),
    ("conv_transpose: {out_channels: 5, kernel_size: 3, stride: 2, padding: 1, output_size: half}", (5, 16, 16)),
    ("conv_transpose: {out_channels: 5, kernel_size: 3, stride: 2, padding: 1, output_size: $name}", (5, 16, 16)),
]


@pytest.mark.parametrize(("layer", "expected"), SIZES)
def test_sizes_of_other_layers(layer: str, expected: tuple[int, ...]) -> None:
    text = net(f"- {{max_pool: 2, id: half}}\n- {{max_pool: 2, id: quarter}}\n- {layer}")
    assert shape("params: {name: half}\n" + text) == expected


@pytest.mark.parametrize("layer", ["upsample: {size: nope}", "crop: {size: nope}", "upsample: {size: later}"])
def test_sizes_of_layers_that_are_not_there(layer: str) -> None:
    text = net(f"- max_pool: 2\n- {layer}\n- {{relu: null, id: later}}")
    line, column, said = errors(text)[0]
    assert (line, said.startswith("there is no layer '")) == (6, True)
    assert text.splitlines()[line - 1][column - 1 :].startswith("size: ")
