"""Whatever becomes of a text while it is typed, every question has an answer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan.lsp.actions import actions
from shapeplan.lsp.completion import completion
from shapeplan.lsp.diagnostics import diagnostics
from shapeplan.lsp.hints import hints
from shapeplan.lsp.hovering import hover
from shapeplan.lsp.symbols import symbols
from shapeplan.lsp.targets import definition, references
from tests.lsp.texts import BROKEN, HEAD, SPECS, document

TEXTS = [HEAD + "    - res: 8\n    - concat: {with: net, fit: crop}\n", SPECS["hourglass_add"], BROKEN["typo"]]
PIECES = st.sampled_from([
    "{", "}", "[", "]", ":", ": ", ",", "- ", "#", "'", '"', "&a ", "*a", "!x ", "|", ">", "$", "$(", "\t", "\n", "\r\n",
    "<<: ", "😀", "\x85", "\u2028", "\x00", "\ufeff", "id: a", "- conv: {", "repeat: 99999", "null", "---\n", "? ",
])  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn, texts: list[str]) -> tuple[str, int]:
    """A text of which something is cut out and where something else is put in, and the place."""
    text = draw(st.sampled_from(texts))
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 12)) | st.just(len(text)))
    piece = draw(st.lists(PIECES, max_size=2).map("".join))
    return text[:start] + piece + text[end:], start + len(piece)


def ask_everything(text: str, offset: int) -> None:
    doc = document(text)
    offset = min(offset, len(doc.source.text))
    hover(doc, offset)
    definition(doc, offset)
    references(doc, offset)
    symbols(doc)
    for item in completion(doc, offset):
        assert item.label
    size = text.count("\n") + text.count("\r") + 1
    assert all(hint.position.line < size for hint in hints(doc, 0, size))
    assert all(found.range.start.line < size for found in diagnostics(doc))
    hover(doc, offset)
    actions(doc, 0, len(text), None)


@settings(max_examples=60, deadline=None)
@given(damaged(TEXTS))
def test_damaged_texts_are_answered(case: tuple[str, int]) -> None:
    ask_everything(*case)


@pytest.mark.fuzz
@settings(max_examples=1500, deadline=None)
@given(damaged([*SPECS.values(), *BROKEN.values()]))
def test_damaged_specs_are_answered(case: tuple[str, int]) -> None:
    ask_everything(*case)
