"""What is offered where, also while the text around is broken."""

import pytest
from lsprotocol import types

from shapeplan.edit import value_at
from shapeplan.lsp.completion import completion
from shapeplan.lsp.mending import at_cursor, readable
from shapeplan.lsp.slots import slot_of
from shapeplan.lsp.targets import walk
from shapeplan.source import read_text
from tests.lsp.texts import HEAD, SPECS, cursor, document


def offered(text: str, *, snippets: bool = True) -> dict[str, str]:
    """What is put in, by label."""
    found = completion(*cursor(text), snippets=snippets)
    assert all(isinstance(item.text_edit, types.TextEdit) for item in found)
    return {item.label: item.text_edit.new_text for item in found if isinstance(item.text_edit, types.TextEdit)}


@pytest.mark.parametrize(
    ("layers", "label", "text"),
    [
        ("    - |", "relu", "relu"),
        ("    - co|", "concat", "concat: "),
        ("    - co|", "conv", "conv: ${1:64}"),  # the spec's defaults give the kernel
        ("    - co|", "conv_transpose", "conv_transpose: {kernel_size: ${1:2}, out_channels: ${2:64}}"),
        ("    - |", "res", "res: ${1:channels}"),
        ("    - |", "repeat", "repeat: "),
        ("    - {ma|}", "max_pool", "max_pool: ${1:3}"),
        ("    - conv: {|}", "out_channels", "out_channels: "),
        ("    - conv: {|", "dilation", "dilation: "),
        ("    - conv: {out_channels: 3,\n        ke|", "kernel_size", "kernel_size: "),
        ("    - conv:\n        |", "groups", "groups: "),
        ("    - conv:\n        out_channels: 3\n        |", "stride", "stride: "),
        ("    - conv: {padding: |}", "same", "same"),
        ("    - conv: {padding: [sa|", "same", "same"),
        ("    - conv: {bias: |}", "false", "false"),
        ("    - upsample: {mode: bi|", "bilinear", "bilinear"),
        ("    - upsample: {size: |", "image", "image"),
        ("    - conv: 64\n      |", "id", "id: "),
        ("    - conv: 64\n      id: first\n    - concat: |", "first", "first"),
        ("    - conv: 64\n      id: first\n    - add: {with: [image, |", "first", "first"),
        ("    - conv: 64\n      id: first\n    - add:\n      from: [|]", "first", "first"),
        ("    - conv: $|", "$width", "$width"),
        ("    - conv: $(2 * wi|", "width", "width"),
        ("    - for: {level: [1, 2]}\n      layers:\n        - conv: $|", "$level", "$level"),
        ("    - for: {level: [1, 2]}\n      |", "layers", "layers:"),
        ("    - res: {|", "stride", "stride: "),
        ("    - branches:\n        a:\n          - |", "conv", "conv: ${1:64}"),
        ("    - branches:\n        a:\n      merge: |", "add", "add"),
        ("    - relu\noutputs: [|", "net", "net"),
        ("    - relu\nexpect:\n  |", "net", "net: "),
        ("    - relu\nexpect:\n  net: {|", "receptive_field", "receptive_field: "),
        ("    - relu\nframework: |", "keras", "keras"),
        ("    - relu\n|", "expect", "expect:"),
    ],
)
def test_what_fits_is_offered(layers: str, label: str, text: str) -> None:
    assert offered(HEAD + layers).get(label) == text
    assert offered(HEAD + layers + "\n  other:\n    - relu\n").get(label) == text


@pytest.mark.parametrize(
    ("layers", "label"),
    [
        ("    - conv: {out_channels: 3, |}", "out_channels"),  # is given
        ("    - conv: 64\n      |", "relu"),  # a layer has one op
        ("    - relu: {|}", "kernel_size"),
        ("    - repeat: 2\n      |", "from"),
        ("    - conv: {padding: |}", "true"),
        ("    - concat: |\n      id: later", "later"),
        ("    - concat: |", "net"),  # it is not finished
        ("    - note: |", "relu"),
        ("    - note: |", "$width"),
        ("    # a comment |", "relu"),
    ],
)
def test_what_does_not_fit_is_not(layers: str, label: str) -> None:
    assert label not in offered(HEAD + layers)


def test_a_layers_shape_stands_beside_its_name() -> None:
    text = HEAD + "    - conv: 64\n      id: first\n    - concat: |"
    assert {item.label: item.detail for item in completion(*cursor(text))}["first"] == "64 x 6 x 6"


def test_names_in_a_block_are_those_above_in_it() -> None:
    text = HEAD.replace("        id: a\n", "        id: a\n      - add: |\n      - relu:\n        id: b\n")
    assert "a" in offered(text)
    assert not {"b", "image", "net"} & offered(text).keys()


def test_a_client_without_snippets_gets_plain_text() -> None:
    assert offered(HEAD + "    - co|", snippets=False)["conv"] == "conv: "


def test_the_whole_word_is_replaced_and_its_colon_stays() -> None:
    doc, offset = cursor(HEAD + "    - conv: {pad|ding: 1}\n")
    (item,) = (item for item in completion(doc, offset) if item.label == "dilation")
    assert isinstance(item.text_edit, types.TextEdit)
    line = doc.text.count("\n") - 1
    assert item.text_edit.range == types.Range(types.Position(line, 13), types.Position(line, 20))
    assert item.text_edit.new_text == "dilation"


def test_ops_come_with_their_documentation() -> None:
    (item,) = (item for item in completion(*cursor(HEAD + "    - |")) if item.label == "max_pool")
    assert isinstance(item.documentation, types.MarkupContent)
    assert "**Arguments**" in item.documentation.value


def test_lines_that_are_broken_above_are_passed_over() -> None:
    text = HEAD + "    - conv: 64: 3\n    - relu\n    - conv: {padding: |"
    assert "same" in offered(text)
    source, first = readable(read_text(text.replace("|", "")))
    assert source.tree["stacks"]["net"][-1] == "relu"
    assert first == text.index("    - conv: 64")
    assert len(source.text) == len(text) - 1


def test_no_text_is_no_place() -> None:
    assert at_cursor("", 0, "x") is not None
    assert completion(document(""), 0) == []
    assert completion(document("services:\n  "), 12) == []


def missing(text: str) -> list[tuple[str, int]]:
    """The keys and words of a spec that are not offered when it is cut off behind their first letter."""
    source = read_text(text)
    found = []
    for route in walk(source.tree):
        value = value_at(source.tree, route)
        within = slot_of(route[:-1]).kind if route else "any"
        is_key = bool(route) and isinstance(route[-1], str) and route != ("shapeplan",)
        if is_key and within not in {"inputs", "blocks", "layers-by-name", "any", "text"}:
            found.append((str(route[-1]), source.span(route, key=True).start))
        is_word = isinstance(value, str) and "$" not in value
        if is_word and slot_of(route).kind in {"references", "argument", "framework", "merge"}:
            found.append((value, source.span(route).start))
    assert len(found) > 20
    return [(word, start) for word, start in found if word not in labels(text[: start + 1])]


def labels(text: str) -> set[str]:
    """What is offered at the end of a text."""
    return {item.label for item in completion(document(text), len(text))}


@pytest.mark.parametrize("name", ["unet", "hourglass_add", "smp_unet_resnet34"])
def test_what_was_typed_was_offered(name: str) -> None:
    assert missing(SPECS[name]) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("name", SPECS)
def test_what_was_typed_was_offered_in_all_specs(name: str) -> None:
    later = {"densenet121": {"bn_relu_conv", "channels", "kernel_size"}}  # a block that is defined below its use
    assert {word for word, _ in missing(SPECS[name])} <= later.get(name, set())
