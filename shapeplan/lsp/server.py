"""The server: a thin shell that hands texts to the other modules and their answers to the client."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stdout
from typing import Any, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from shapeplan import __version__, config
from shapeplan.cannot import CannotRunError
from shapeplan.lsp.actions import FIX_ALL, actions
from shapeplan.lsp.completion import completion
from shapeplan.lsp.diagnostics import diagnostics
from shapeplan.lsp.document import Document
from shapeplan.lsp.hints import hints
from shapeplan.lsp.hovering import hover
from shapeplan.lsp.symbols import symbols
from shapeplan.lsp.targets import definition, references

T = TypeVar("T")

# What may take long is answered in a thread, so that the next change is not kept waiting.
LONG = (
    types.TEXT_DOCUMENT_HOVER, types.TEXT_DOCUMENT_INLAY_HINT, types.TEXT_DOCUMENT_COMPLETION,
    types.TEXT_DOCUMENT_DEFINITION, types.TEXT_DOCUMENT_REFERENCES, types.TEXT_DOCUMENT_CODE_ACTION,
)  # fmt: skip
DELAY = 0.2  # seconds without a change until a text is checked


class Server(LanguageServer):
    """The texts that are open, and the checks that are under way."""

    def __init__(self) -> None:
        # pygls cuts texts into lines at U+2028 and the like, where editors do not: changes come as whole texts.
        super().__init__("shapeplan", __version__, types.TextDocumentSyncKind.Full)
        self.documents: dict[str, Document] = {}
        self.waiting: dict[str, asyncio.Task[None]] = {}
        self.checkers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="check")
        self.is_done = False

    def hold(self, uri: str) -> Document:
        """The document of a client's text as it is now."""
        text = self.workspace.get_text_document(uri)
        encoding = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        document = Document(uri, uris.to_fs_path(uri) or uri, text.source, text.version, encoding)
        self.documents[uri] = document
        config.forget()  # it may have changed as well
        try:
            config.nearest(document.path)
        except CannotRunError as error:
            self.complain(error)
        return document

    def answer(self, uri: str, ask: Callable[[Document], T], default: T) -> T:
        """What a document has to say; what goes wrong is logged, and is no error to the client."""
        document = self.documents.get(uri)
        if document is None:
            return default
        try:
            return ask(document)
        except Exception as error:  # noqa: BLE001 - a slip of ours must not get in the way of typing
            self.complain(error)
            return default

    def complain(self, error: Exception) -> None:
        """Says in the client's log what went wrong."""
        message = f"shapeplan: {type(error).__name__}: {error}"
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, message))

    def check_soon(self, uri: str, delay: float = DELAY) -> None:
        """Checks a document when it has rested a while."""
        if uri in self.waiting:
            self.waiting.pop(uri).cancel()
        self.waiting[uri] = asyncio.get_running_loop().create_task(self.check(uri, delay))

    async def check(self, uri: str, delay: float) -> None:
        """Publishes what is wrong with a document, unless it has changed in the meantime."""
        await asyncio.sleep(delay)
        document = self.documents[uri]
        found = await asyncio.get_running_loop().run_in_executor(self.checkers, self.found, document)
        if self.documents.get(uri) is document:
            self.publish(uri, found, document.version)

    def found(self, document: Document) -> list[types.Diagnostic]:
        """The diagnostics of a document; none of one that has changed already."""
        if self.documents.get(document.uri) is not document:
            return []
        return self.answer(document.uri, diagnostics, [])

    def publish(self, uri: str, found: list[types.Diagnostic], version: int | None = None) -> None:
        """Tells the client what is wrong."""
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, found, version))


def server() -> Server:
    """A server with all that it can do."""
    made = Server()
    for name, act, options in FEATURES:
        made.feature(name, options)(made.thread()(act) if name in LONG else act)
    return made


def run() -> int:
    """Serves on standard input and output until the client says exit; 1 where it did not shut down before."""
    made = server()
    output = open(os.dup(sys.stdout.fileno()), "wb")  # noqa: SIM115 - pygls closes it
    with redirect_stdout(sys.stderr):  # nothing but the protocol goes to standard output
        made.start_io(sys.stdin.buffer, output)
    made.checkers.shutdown(wait=False, cancel_futures=True)
    return 0 if made.is_done else 1


def did_open(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """A text is open: it is checked at once."""
    ls.hold(params.text_document.uri)
    ls.check_soon(params.text_document.uri, 0)


def did_change(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """A text has changed: it is checked when typing rests."""
    ls.hold(params.text_document.uri)
    ls.check_soon(params.text_document.uri)


def did_close(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """A text is closed: what was wrong with it goes."""
    uri = params.text_document.uri
    ls.documents.pop(uri, None)
    if uri in ls.waiting:
        ls.waiting.pop(uri).cancel()
    ls.publish(uri, [])


def on_hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """What is under the pointer."""
    return ls.answer(params.text_document.uri, lambda d: hover(d, d.positions.offset(params.position)), None)


def on_hints(ls: Server, params: types.InlayHintParams) -> list[types.InlayHint]:
    """Shapes beside the layers."""
    where = params.range
    return ls.answer(params.text_document.uri, lambda d: hints(d, where.start.line, where.end.line), [])


def on_completion(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    """What may be typed."""
    told = ls.client_capabilities.text_document
    items = told.completion.completion_item if told and told.completion else None
    snippets = bool(items and items.snippet_support)
    return ls.answer(
        params.text_document.uri,
        lambda d: completion(d, d.positions.offset(params.position), snippets=snippets),
        [],
    )


def on_definition(ls: Server, params: types.DefinitionParams) -> list[types.Location]:
    """Where a name is given."""
    return ls.answer(params.text_document.uri, lambda d: definition(d, d.positions.offset(params.position)), [])


def on_references(ls: Server, params: types.ReferenceParams) -> list[types.Location]:
    """Where a name is used."""
    declared = params.context.include_declaration
    return ls.answer(
        params.text_document.uri,
        lambda d: references(d, d.positions.offset(params.position), declared=declared),
        [],
    )


def on_symbols(ls: Server, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
    """The outline."""
    return ls.answer(params.text_document.uri, symbols, [])


def on_actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Fixes."""
    where, only = params.range, params.context.only

    def fixes(d: Document) -> list[types.CodeAction]:
        return actions(d, d.positions.offset(where.start), d.positions.offset(where.end), only)

    return ls.answer(params.text_document.uri, fixes, [])


def on_shutdown(ls: Server, *_: Any) -> None:
    """The client is about to leave."""
    ls.is_done = True


FEATURES: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.TEXT_DOCUMENT_DID_OPEN, did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, did_change, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, did_close, None),
    (types.TEXT_DOCUMENT_HOVER, on_hover, None),
    (types.TEXT_DOCUMENT_INLAY_HINT, on_hints, None),
    (
        types.TEXT_DOCUMENT_COMPLETION,
        on_completion,
        types.CompletionOptions(trigger_characters=["{", "[", " ", "$", "-"]),
    ),
    (types.TEXT_DOCUMENT_DEFINITION, on_definition, None),
    (types.TEXT_DOCUMENT_REFERENCES, on_references, None),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, on_symbols, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        on_actions,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL]),
    ),
    (types.SHUTDOWN, on_shutdown, None),
)
