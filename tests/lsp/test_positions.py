"""Positions are those of the protocol, whatever is in a line and ends it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from shapeplan.lsp.positions import Positions
from shapeplan.spans import Lines
from tests.lsp.texts import document

ENCODINGS = ("utf-8", "utf-16", "utf-32")
CODEC = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
TEXTS = st.lists(st.sampled_from(["a", " ", "é", "한", "😀", "\u2028", "\x85", "\n", "\r", "\r\n"])).map("".join)


@given(TEXTS, st.sampled_from(ENCODINGS))
def test_there_and_back(text: str, encoding: str) -> None:
    positions = Positions(Lines(text), encoding)
    for offset in range(len(text) + 1):
        if text[max(0, offset - 1) : offset + 1] == "\r\n":
            continue  # within a line's end there is no position
        position = positions.position(offset)
        assert positions.offset(position) == offset
        before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
        line = before[before.rfind("\n") + 1 :]
        width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        assert position == types.Position(before.count("\n"), len(line.encode(CODEC[encoding])) // width)


@pytest.mark.parametrize(("line", "character", "offset"), [(0, 99, 2), (1, 1, 3), (1, 2, 4), (9, 0, 5)])
def test_places_that_are_none_are_the_nearest_before(line: int, character: int, offset: int) -> None:
    assert Positions(Lines("ab\n😀c")).offset(types.Position(line, character)) == offset


def test_a_byte_order_mark_belongs_to_the_clients_first_line() -> None:
    marked = document("\ufeffshapeplan: 1\nname: n\n")
    assert marked.is_spec
    assert marked.positions.position(0) == types.Position(0, 1)
    assert marked.positions.offset(types.Position(0, 11)) == 10
    assert marked.positions.position(marked.source.text.index("name")) == types.Position(1, 0)
