"""What the pointer is told, and the shapes beside the layers."""

import pytest
from lsprotocol import types

from shapeplan import api
from shapeplan.cli import main
from shapeplan.lsp.hints import hints
from shapeplan.lsp.hovering import hover
from tests.lsp.texts import BROKEN, HEAD, ROOT, SPECS, cursor, document

EVERYTHING = (0, 10**6)


def told(text: str) -> str:
    found = hover(*cursor(text))
    if found is None:
        return ""
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("    - co|nv: 8", "o = 8 - 3 + 1 = 6"),
        ("    - co|nv: 8", "224 with 3 input channels"),
        ("    - co|nv: 8", "- `out_channels`: Channels of the output. Required."),
        ("    - re|lu", "Rectified linear unit"),
        ("    - conv: $(2 * wid|th)", "`width`: 16"),
        ("    - for: {level: [4, 8]}\n      layers:\n        - conv: $le|vel", "`level`: 4, 8"),
        ("    - conv: {out_channels: 8, pad|ding: 1}", "- `half`: extent // 2 on either side."),
        ("    - conv: {out_channels: 8, padding: ha|lf}", "`half`: extent // 2 on either side."),
        ("    - conv: 8\n      i|d: first", "`id`: Name to refer to the layer by."),
        ("    - conv: 8\n      id: fi|rst", "`net.first`: conv, 8 x 6 x 6, 224 parameters"),
        ("    - conv: 8\n      id: first\n    - concat: fir|st", "`net.first`: conv, 8 x 6 x 6, 224 parameters"),
        ("    - re|s: 8", "`net.res.a`: conv, 8 x 6 x 6"),
        ("    - re|s: 8", "`res`: a block of this spec"),
        ("    - branches: {a: [relu], b: }\n      merge: ad|d", "add 'net.add' of 'net.a.relu', 'image'"),
        ("    - relu\nframework: ke|ras", "Keras 3"),
        ("    - relu\nout|puts: [net]", "`outputs`: Layers whose outputs are the network's"),
        ("    - relu\nexpect:\n  ne|t: {channels: 3}", "`net.relu`: relu, 3 x 8 x 8"),
        ("    - relu\nexpect:\n  net: {chan|nels: 3}", "`channels`: Channels of the map."),
    ],
)
def test_words_and_layers_are_told(text: str, words: str) -> None:
    assert words in told(HEAD + text)


def test_the_arithmetic_is_that_of_explain(capsys: pytest.CaptureFixture[str]) -> None:
    path = ROOT / "specs" / "unet.yaml"
    text = SPECS["unet"]
    at = text.index("max_pool") + 2
    name = next(node.id for node in api.plan(path).nodes if node.op == "max_pool")
    main(["explain", str(path), name])
    explained = capsys.readouterr().out.partition("\nframeworks differ")[0].strip()
    assert f"```text\n{explained}\n```" in told(text[:at] + "|" + text[at:])


def test_the_layer_that_fails_is_told_first_and_why_the_rule_is_there() -> None:
    text = BROKEN["unet_250"]
    doc = document(text)
    assert doc.findings
    found = hover(doc, text.index("concat"))
    assert found is not None
    assert isinstance(found.contents, types.MarkupContent)
    assert found.contents.value.startswith("```text\nconcat 'decoder.concat_2'")
    assert "**skip-mismatch** Two maps that are joined have different sizes." in found.contents.value


def test_nothing_is_told_of_other_yaml_and_empty_places() -> None:
    assert told("services:\n  co|nv: 3\n") == ""
    assert told(HEAD + "    - conv: 8\n# a com|ment\n") == ""


def shapes(text: str) -> dict[int, str]:
    """The hints by line, from 1."""
    found = hints(document(text), *EVERYTHING)
    return {hint.position.line + 1: str(hint.label) for hint in found}


def test_a_shape_stands_at_the_end_of_a_layers_first_line() -> None:
    text = HEAD + "    - conv:\n        out_channels: 8   # eight\n    - relu   # nothing\n"
    first, second = (hint for hint in hints(document(text), *EVERYTHING) if hint.position.line > 13)
    line = HEAD.count("\n")
    assert (first.position, first.label) == (types.Position(line, len("    - conv:")), "8 x 6 x 6")
    assert (second.position, second.label) == (types.Position(line + 2, len("    - relu")), "8 x 6 x 6")


def test_shapes_are_written_as_the_framework_has_them() -> None:
    assert list(shapes(HEAD + "    - relu\nframework: keras\n").values()) == ["8 x 8 x 3"]


def test_loops_and_blocks_have_the_shapes_of_all_their_rounds() -> None:
    text = HEAD + "    - repeat: 2\n      layers:\n        - res: 8\n    - res: 4\n"
    start = HEAD.count("\n")
    assert shapes(text) == {
        HEAD[: HEAD.index("- conv")].count("\n") + 1: "8 x 6 x 6 | 8 x 4 x 4 | 4 x 2 x 2",
        start + 3: "8 x 6 x 6 | 8 x 4 x 4",
        start + 4: "4 x 2 x 2",
    }


def test_branches_have_their_shape_beside_the_join() -> None:
    text = HEAD + "    - branches: {a: [relu], b: }\n      merge: concat\n"
    assert shapes(text)[HEAD.count("\n") + 2] == "6 x 8 x 8"


def test_only_the_lines_that_are_asked_for_are_answered() -> None:
    doc = document(SPECS["unet"])
    everything = hints(doc, *EVERYTHING)
    few = hints(doc, 20, 30)
    assert 0 < len(few) < len(everything)
    assert few == [hint for hint in everything if 20 <= hint.position.line <= 30]


@pytest.mark.parametrize("name", ["unet", "hourglass_add", "resnet18"])
def test_above_a_broken_line_the_shapes_stay_that_nothing_below_can_change(name: str) -> None:
    whole = shapes(SPECS[name])
    lines = SPECS[name].split("\n")
    stacks = lines.index("stacks:") + 1
    counts = []
    for number in sorted(whole):
        for slip in (": {", ": [", ' "', " - : -", "}"):
            broken = "\n".join([*lines[: number - 1], lines[number - 1] + slip, *lines[number:]])
            if document(broken).source.tree is not None:
                continue  # it reads as something else
            kept = shapes(broken)
            assert kept.items() <= whole.items()
            assert all(stacks < line < number for line in kept)
            counts.append(len(kept))
    assert max(counts) > len(whole) // 4


def test_while_a_line_is_typed_those_above_keep_their_shapes() -> None:
    text = HEAD + "    - conv: 8\n    - relu\n    - conv: {out_cha"
    assert list(shapes(text).values()) == ["8 x 6 x 6", "8 x 6 x 6"]
