"""Completion as the protocol has it."""

from __future__ import annotations

import re

from lsprotocol import types

from shapeplan.lsp.choices import Choice, Chooser
from shapeplan.lsp.document import Document
from shapeplan.lsp.mending import at_cursor, word_before

KIND = {
    "key": types.CompletionItemKind.Keyword,
    "op": types.CompletionItemKind.Function,
    "block": types.CompletionItemKind.Class,
    "argument": types.CompletionItemKind.Property,
    "layer": types.CompletionItemKind.Variable,
    "param": types.CompletionItemKind.Constant,
    "word": types.CompletionItemKind.EnumMember,
}
_REST = re.compile(r"([\w.-]*)(:?)")  # of the word at the cursor
_PLACE = re.compile(r"\$\{\d+:[^}]*\}")


def completion(document: Document, offset: int, *, snippets: bool = True) -> list[types.CompletionItem]:
    """What may be typed at an offset; without `snippets` there are no places to fill in."""
    text = document.source.text
    cursor = at_cursor(text, offset, document.path) if document.is_spec else None
    if cursor is None:
        return []
    line = text[document.source.lines.starts[document.source.lines.position(offset)[0] - 1] : offset]
    word = word_before(line)
    before = line[: len(line) - len(word)]
    rest = _REST.match(text, offset)
    assert rest is not None
    where = document.positions.range(offset - len(word), rest.end(1))
    has_colon = bool(rest[2])
    chooser = Chooser(cursor, not before.strip(), document.readable.source.tree, document.analysed)
    return [item(choice, where, snippets=snippets, has_colon=has_colon) for choice in chooser.choices()]


def item(choice: Choice, where: types.Range, *, snippets: bool, has_colon: bool) -> types.CompletionItem:
    """One choice, in place of the word at the cursor."""
    places = _PLACE.search(choice.text)
    text = choice.label if has_colon else choice.text
    if places and not snippets and not has_colon:
        text = f"{choice.text.partition(':')[0]}: "
    is_snippet = places is not None and snippets and not has_colon
    return types.CompletionItem(
        label=choice.label,
        kind=KIND[choice.kind],
        detail=choice.about or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, choice.page) if choice.page else None,
        sort_text=f"{choice.rank}{choice.label}",
        filter_text=choice.label,
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet else types.InsertTextFormat.PlainText,
        text_edit=types.TextEdit(where, text),
    )
