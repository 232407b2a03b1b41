"""An editor: pygls's client, driving `python -m shapeplan lsp` over stdio."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

SECONDS = 60  # until a server that does not answer is given up
URI = "file:///specs/net.yaml"


class Editor(LanguageClient):
    """A client with one text open, which it changes as a whole."""

    def __init__(self) -> None:
        super().__init__("editor", "1")
        self.text = ""
        self.version = 0
        self.published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self.logged: list[str] = []
        self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(self.receive)
        self.feature(types.WINDOW_LOG_MESSAGE)(lambda params: self.logged.append(params.message))
        self.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.logged.append(params.message))

    @staticmethod
    def receive(editor: "Editor", params: types.PublishDiagnosticsParams) -> None:
        editor.published.put_nowait(params)

    async def start(self, *encodings: str) -> types.InitializeResult:
        await self.start_io(sys.executable, "-m", "shapeplan", "lsp")
        item = types.ClientCompletionItemOptions(snippet_support=True)
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=list(encodings) or None),
            text_document=types.TextDocumentClientCapabilities(
                completion=types.CompletionClientCapabilities(completion_item=item)
            ),
        )
        result = await self.initialize_async(types.InitializeParams(capabilities=capabilities, process_id=None))
        self.initialized(types.InitializedParams())
        return result

    async def open(self, text: str, uri: str = URI) -> list[types.Diagnostic]:
        """Opens the text; gives what is wrong with it."""
        self.text, self.version = text, 1
        document = types.TextDocumentItem(uri, "yaml", self.version, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(document))
        return await self.diagnostics()

    async def change(self, text: str) -> list[types.Diagnostic]:
        """Replaces the text; gives what is wrong with it."""
        self.send(text)
        return await self.diagnostics()

    def send(self, text: str) -> None:
        """Replaces the text and does not wait."""
        self.text, self.version = text, self.version + 1
        where = types.VersionedTextDocumentIdentifier(self.version, URI)
        changes = [types.TextDocumentContentChangeWholeDocument(text)]
        self.text_document_did_change(types.DidChangeTextDocumentParams(where, changes))

    async def diagnostics(self) -> list[types.Diagnostic]:
        """The diagnostics of the version that is open."""
        while True:
            found = await self.published.get()
            if found.version in {self.version, None}:
                return list(found.diagnostics)

    def at(self, words: str, offset: int = 1) -> dict[str, Any]:
        """A position within the first of some words, as requests take it."""
        before = self.text[: self.text.index(words) + offset]
        line = before[before.rfind("\n") + 1 :]
        position = types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)
        return {"text_document": types.TextDocumentIdentifier(URI), "position": position}

    async def complete(self, words: str, offset: int) -> list[types.CompletionItem]:
        found = await self.text_document_completion_async(types.CompletionParams(**self.at(words, offset)))
        return list(found if isinstance(found, list) else found.items if found else [])

    async def actions(self, diagnostic: types.Diagnostic, *only: str) -> list[types.CodeAction]:
        context = types.CodeActionContext([diagnostic], list(only) or None)
        where = types.TextDocumentIdentifier(URI)
        params = types.CodeActionParams(where, diagnostic.range, context)
        found = await self.text_document_code_action_async(params)
        return [action for action in found or [] if isinstance(action, types.CodeAction)]

    async def leave(self) -> int:
        """Shuts the server down; gives its exit code."""
        await self.shutdown_async(None)
        return await self.exit_now()

    async def exit_now(self) -> int:
        """Tells the server to exit; gives its exit code."""
        self.exit(None)
        server = self._server
        assert server is not None
        code = await server.wait()
        await self.stop()
        return code


def session(play: Callable[[Editor], Awaitable[None]], *encodings: str) -> Editor:
    """Plays a session with a server that is started, and shut down in the end."""

    async def run() -> Editor:
        editor = Editor()
        await editor.start(*encodings)
        await play(editor)
        assert await editor.leave() == 0
        return editor

    async def bounded() -> Editor:
        return await asyncio.wait_for(run(), SECONDS)

    editor = asyncio.run(bounded())
    assert editor.logged == []
    return editor


def edited(text: str, edit: types.WorkspaceEdit) -> str:
    """A text after a client has applied an edit, counting in UTF-16."""
    assert edit.document_changes
    change = edit.document_changes[0]
    assert isinstance(change, types.TextDocumentEdit)
    lines = text.split("\n")

    def offset(position: types.Position) -> int:
        line = lines[position.line].encode("utf-16-le")[: 2 * position.character].decode("utf-16-le")
        return sum(len(above) + 1 for above in lines[: position.line]) + len(line)

    for one in sorted(change.edits, key=lambda one: offset(one.range.start), reverse=True):
        assert isinstance(one, types.TextEdit)
        text = text[: offset(one.range.start)] + one.new_text + text[offset(one.range.end) :]
    return text
