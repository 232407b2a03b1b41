"""Where names lead, who reads them, and the outline."""

import pytest
from lsprotocol import types

from shapeplan.lsp.symbols import symbols
from shapeplan.lsp.targets import definition, references
from tests.lsp.texts import BROKEN, HEAD, SPECS, cursor, document

LAYERS = """\
    - conv: $width
      id: first
    - for: {level: [1, 2]}
      layers:
        - conv: $level
          id: at$level
    - res: 8
      id: block
    - concat: {with: [at2], fit: crop}
    - upsample: {size: first}
outputs: [net]
"""


def words(found: list[types.Location], text: str) -> list[str]:
    """The texts of places in one line."""
    lines = text.split("\n")
    assert all(at.range.start.line == at.range.end.line for at in found)
    return [lines[at.range.start.line][at.range.start.character : at.range.end.character] for at in found]


@pytest.mark.parametrize(
    ("old", "new", "leads"),
    [
        ("size: first", "size: fir|st", ["id: first"]),
        ("[at2]", "[at|2]", ["id: at$level"]),
        ("- res: 8", "- re|s: 8", ["res"]),
        ("conv: $width", "conv: $wi|dth", ["width: 16"]),
        ("conv: $level", "conv: $le|vel", ["level"]),
        ("conv: $channels", "conv: $chan|nels", ["channels: required"]),
        ("[net]", "[n|et]", ["net"]),
        ("fit: crop", "fit: cr|op", []),
        ("kernel_size: 3", "kernel_size: |3", []),
    ],
)
def test_names_lead_to_where_they_are_given(old: str, new: str, leads: list[str]) -> None:
    doc, offset = cursor((HEAD + LAYERS).replace(old, new))
    assert words(definition(doc, offset), doc.text) == leads


@pytest.mark.parametrize(
    ("old", "new", "readers"),
    [
        ("id: first", "id: fi|rst", ["size: first"]),
        ("size: first", "size: fi|rst", ["size: first"]),
        ("id: at$level", "id: at$|level", ["at2"]),
        ("  net:", "  n|et:", ["net"]),
        ("  res:", "  re|s:", ["res: 8"]),
        ("id: block", "id: bl|ock", []),
    ],
)
def test_names_know_who_reads_them(old: str, new: str, readers: list[str]) -> None:
    doc, offset = cursor((HEAD + LAYERS).replace(old, new))
    assert words(references(doc, offset), doc.text) == readers
    assert len(references(doc, offset, declared=True)) == len(readers) + 1


def test_a_reference_in_a_block_leads_to_all_that_it_means() -> None:
    text = HEAD.replace("        id: a\n", "        id: a\n      - add: |a\n") + "    - res: 8\n"
    doc, offset = cursor(text)
    assert words(definition(doc, offset), doc.text) == ["id: a"]


def test_the_outline_has_parts_that_hold_their_layers() -> None:
    def check(all_: list[types.DocumentSymbol]) -> int:
        for symbol in all_:
            assert symbol.name
            where, head = symbol.range, symbol.selection_range
            start, end = (where.start.line, where.start.character), (where.end.line, where.end.character)
            assert start <= (head.start.line, head.start.character) <= (head.end.line, head.end.character) <= end
        return len(all_) + sum(check(list(symbol.children or [])) for symbol in all_)

    for text in (*SPECS.values(), *BROKEN.values()):
        assert check(symbols(document(text))) >= 5
    (net,) = (symbol for symbol in symbols(document(HEAD + LAYERS)) if symbol.name == "net")
    assert [child.name for child in net.children or []] == ["conv first", "for", "res block", "concat", "upsample"]
