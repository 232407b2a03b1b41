"""Fixes as the protocol has them: one at a time, or all that are safe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from shapeplan import api
from shapeplan.diagnostic import Diagnostic
from shapeplan.edit import change
from shapeplan.lsp.diagnostics import diagnostic
from shapeplan.lsp.document import Document
from shapeplan.source import Edit, read_text

FIX_ALL = "source.fixAll.shapeplan"


def actions(document: Document, first: int, last: int, only: Sequence[str] | None) -> list[types.CodeAction]:
    """The fixes of what is wrong between two offsets, and all safe fixes of the text."""
    found: list[types.CodeAction] = []
    if is_wanted("quickfix", only):
        here = [d for d in document.findings if d.span.start <= last and d.span.end >= first]
        found += [action for d in here for action in quick(document, d)]
        found += [action for d in here if d.severity != "error" for action in silence(document, d)]
    if is_wanted(FIX_ALL, only) and any(fix.safe for d in document.findings for fix in d.applicable):
        found += all_safe(document)
    return found


def is_wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a client asked for a kind of action; kinds are told more closely behind a dot.

    >>> is_wanted("source.fixAll.shapeplan", ["source.fixAll"]), is_wanted("quickfix", ["source"])
    (True, False)
    """
    return not only or any(kind == asked or kind.startswith(f"{asked}.") for asked in only)


def quick(document: Document, found: Diagnostic) -> Iterator[types.CodeAction]:
    """The fixes of a finding, the best first."""
    for i, fix in enumerate(found.applicable):
        yield types.CodeAction(
            title=fix.title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(document, found)],
            is_preferred=i == 0,
            edit=workspace_edit(document, fix.edits),
        )


def silence(document: Document, found: Diagnostic) -> Iterator[types.CodeAction]:
    """A comment that silences the rule in the line of a finding; nothing where there can be no comment."""
    source = document.source
    end = source.lines.starts[found.line - 1] + len(source.lines.line(found.line).rstrip())
    edit = Edit(end, end, f"  # shapeplan: ignore[{found.rule}]")
    if read_text(source.apply([edit])).tree == source.tree:
        yield types.CodeAction(
            title=f"Ignore {found.rule} in this line",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(document, found)],
            edit=workspace_edit(document, [edit]),
        )


def all_safe(document: Document) -> Iterator[types.CodeAction]:
    """All safe fixes as one edit."""
    text = api.fixed(document.analysis).text
    if text != document.source.text:
        edit = change(document.source.text, text)
        yield types.CodeAction(title="Apply all safe fixes", kind=FIX_ALL, edit=workspace_edit(document, [edit]))


def workspace_edit(document: Document, edits: Iterable[Edit]) -> types.WorkspaceEdit:
    """Edits of the document, of the version that they were made for."""
    made: list[types.TextEdit | types.AnnotatedTextEdit | types.SnippetTextEdit] = [
        types.TextEdit(document.positions.range(edit.start, edit.end), document.source.ended(edit).text)
        for edit in edits
    ]
    where = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(where, made)])
