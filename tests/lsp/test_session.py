"""The language server as an editor uses it: over stdio, in a process of its own."""

import asyncio
import sys
from pathlib import Path

from lsprotocol import types

from shapeplan import api
from shapeplan.cli import main
from tests.lsp.client import URI, Editor, edited, session

BROKEN = (Path(__file__).parents[2] / "specs" / "broken" / "unet_250.yaml").read_text(encoding="utf-8")
TYPO = (Path(__file__).parents[2] / "specs" / "broken" / "typo.yaml").read_text(encoding="utf-8")


def test_a_mismatch_is_shown_and_a_quick_fix_mends_it() -> None:
    async def play(editor: Editor) -> None:
        found = await editor.open(BROKEN)
        (error,) = (d for d in found if d.severity == types.DiagnosticSeverity.Error)
        assert error.code == "skip-mismatch"
        assert error.source == "shapeplan"
        assert error.range.start == types.Position(17, 10)
        assert "works: H and W = 8k" in error.message
        cause = (error.related_information or [])[0]
        assert cause.location.range.start == types.Position(12, 10)
        assert "the last row of 'enc2' is dropped here" in cause.message
        action, *others = await editor.actions(error)
        assert len(others) == 4
        assert action.is_preferred
        assert action.kind == types.CodeActionKind.QuickFix
        assert action.edit is not None
        left = await editor.change(edited(BROKEN, action.edit))
        assert [d for d in left if d.severity == types.DiagnosticSeverity.Error] == []

    session(play)


def test_layers_tell_their_shapes_and_their_arithmetic() -> None:
    async def play(editor: Editor) -> None:
        await editor.open(BROKEN)
        document = types.TextDocumentIdentifier(URI)
        whole = types.Range(types.Position(0, 0), types.Position(99, 0))
        hints = await editor.text_document_inlay_hint_async(types.InlayHintParams(document, whole))
        assert [(hint.position.line, hint.label) for hint in hints or []] == [
            (10, "32 x 250 x 250 | 64 x 125 x 125 | 128 x 62 x 62"),
            (12, "32 x 125 x 125 | 64 x 62 x 62 | 128 x 31 x 31"),
            (16, "128 x 62 x 62 | 64 x 124 x 124 | 32 x ? x ?"),
            (17, "256 x 62 x 62 | 128 x ? x ? | 64 x ? x ?"),
            (18, "128 x 62 x 62 | 64 x ? x ? | 32 x ? x ?"),
        ]
        hover = await editor.text_document_hover_async(types.HoverParams(**editor.at("max_pool")))
        assert hover is not None
        assert isinstance(hover.contents, types.MarkupContent)
        assert "o = floor((250 - 2) / 2) + 1 = 125" in hover.contents.value
        assert "Max pooling: the largest value" in hover.contents.value
        assert hover.range == types.Range(types.Position(12, 10), types.Position(12, 18))

    session(play)


def test_names_lead_to_what_they_mean() -> None:
    async def play(editor: Editor) -> None:
        await editor.open(BROKEN)
        place = editor.at("concat: enc", len("concat: e"))
        found = await editor.text_document_definition_async(types.DefinitionParams(**place))
        assert isinstance(found, list)
        assert [(at.uri, at.range.start.line) for at in found if isinstance(at, types.Location)] == [(URI, 11)]
        context = types.ReferenceContext(include_declaration=False)
        back = types.ReferenceParams(context, **editor.at("id: enc", len("id: e")))
        assert [at.range.start.line for at in await editor.text_document_references_async(back) or []] == [17]
        document = types.TextDocumentIdentifier(URI)
        outline = await editor.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        assert [symbol.name for symbol in outline or []] == ["image", "encoder", "decoder"]

    session(play)


def test_typing_is_completed_while_the_text_is_broken() -> None:
    async def play(editor: Editor) -> None:
        await editor.open(BROKEN)
        found = await editor.change(BROKEN + "    - concat: {with: en")
        assert [d.code for d in found if d.severity == types.DiagnosticSeverity.Error] == ["yaml-syntax"]
        items = await editor.complete("{with: en", len("{with: en"))
        assert {"enc1", "enc2", "enc3", "image", "encoder"} <= {item.label for item in items}
        hints = await editor.text_document_inlay_hint_async(
            types.InlayHintParams(
                types.TextDocumentIdentifier(URI), types.Range(types.Position(0, 0), types.Position(99, 0))
            )
        )
        assert [hint.position.line for hint in hints or []] == [10, 12, 16, 17, 18]
        await editor.change(BROKEN + "    - conv: {out_channels: 3, pa}")
        items = await editor.complete(", pa}", len(", pa"))
        (padding,) = (item for item in items if item.label == "padding")
        assert isinstance(padding.text_edit, types.TextEdit)
        assert padding.text_edit.new_text == "padding: "
        assert padding.text_edit.range.end.character - padding.text_edit.range.start.character == len("pa")

    session(play)


def test_all_safe_fixes_make_one_action() -> None:
    async def play(editor: Editor) -> None:
        found = await editor.open(TYPO)
        (action,) = await editor.actions(found[0], "source.fixAll")
        assert action.kind == "source.fixAll.shapeplan"
        assert action.edit is not None
        assert edited(TYPO, action.edit) == api.fix(TYPO).text
        left = await editor.change(edited(TYPO, action.edit))
        assert [d for d in left if d.severity == types.DiagnosticSeverity.Error] == []

    session(play)


def test_places_are_counted_in_utf_16_and_lines_end_as_they_did() -> None:
    layer = '    - {note: "😀 합성곱", conv: {out_channels: 3, kernelsize: 3}}'
    text = f"shapeplan: 1\r\ninputs: {{x: {{channels: 3, size: [8, 8]}}}}\r\nstacks:\r\n  net:\r\n{layer}\r\n"

    async def play(editor: Editor) -> None:
        (error,) = await editor.open(text)
        assert error.range.start == types.Position(4, layer.index("kernelsize") + 1)  # the emoji counts as two
        (action,) = await editor.actions(error, "quickfix")
        assert action.edit is not None
        mended = edited(text, action.edit)
        assert mended == text.replace("kernelsize", "kernel_size")
        assert await editor.change(mended) == []

    session(play, "utf-16", "utf-8")


def test_an_encoding_that_the_client_prefers_is_kept() -> None:
    text = 'shapeplan: 1\nname: n\ninputs: {x: {channels: 3, size: [8, 8]}}\nstacks: {"é": [{note: 😀, covn: 3}]}\n'

    async def play(editor: Editor) -> None:
        (error,) = await editor.open(text)
        line = text.split("\n")[3]
        assert error.range.start.character == len(line[: line.index("covn")].encode())

    session(play, "utf-8", "utf-16")


def test_of_many_changes_the_last_is_checked_and_other_yaml_is_left_alone() -> None:
    async def play(editor: Editor) -> None:
        assert await editor.open("services: [\n") == []
        assert await editor.complete("services", 3) == []
        for end in range(len(BROKEN) - 20, len(BROKEN)):
            editor.send(BROKEN[:end])
        found = await editor.change(BROKEN)
        assert editor.published.empty()
        assert [d.code for d in found if d.severity == types.DiagnosticSeverity.Error] == ["skip-mismatch"]
        where = types.TextDocumentIdentifier(URI)
        editor.text_document_did_close(types.DidCloseTextDocumentParams(where))
        assert list((await editor.published.get()).diagnostics) == []
        assert await editor.complete("concat", 3) == []

    session(play)


def test_the_exit_code_tells_whether_the_client_shut_it_down() -> None:
    async def run() -> int:
        editor = Editor()
        await editor.start()
        return await editor.exit_now()

    assert asyncio.run(run()) == 1


def test_without_pygls_it_says_how_to_install_it(capsys, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "shapeplan.lsp.server", None)
    for name in [name for name in sys.modules if name.partition(".")[0] in {"pygls", "lsprotocol"}]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "shapeplan.lsp.server")
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    assert main(["lsp"]) == 2
    assert capsys.readouterr().err == "shapeplan: the language server needs pygls: pip install 'shapeplan[lsp]'\n"


def test_the_configuration_holds(tmp_path: Path) -> None:
    config = tmp_path / "shapeplan.toml"
    config.write_text('ignore = ["skip-mismatch"]\n', encoding="utf-8")

    async def play(editor: Editor) -> None:
        found = await editor.open(BROKEN, (tmp_path / "a.yaml").as_uri())
        assert "skip-mismatch" not in {d.code for d in found}
        config.write_text('ignroe = ["skip-mismatch"]\n', encoding="utf-8")
        found = await editor.open(BROKEN, (tmp_path / "b.yaml").as_uri())
        assert "skip-mismatch" in {d.code for d in found}
        assert "did you mean 'ignore'?" in editor.logged.pop()

    session(play)
