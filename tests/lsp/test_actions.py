"""Fixes are edits of the text that mend it, and diagnostics say what `check` says."""

import pytest
from lsprotocol import types

from shapeplan import api
from shapeplan.lsp.actions import FIX_ALL, actions, silence
from shapeplan.lsp.diagnostics import SEVERITY, diagnostics
from shapeplan.lsp.server import Server
from tests.lsp.client import edited
from tests.lsp.texts import BROKEN, HEAD, document


@pytest.mark.parametrize("name", BROKEN)
def test_diagnostics_are_the_findings_of_check(name: str) -> None:
    found = api.check(BROKEN[name])
    shown = diagnostics(document(BROKEN[name]))
    assert [(d.code, d.severity) for d in shown] == [(d.rule, SEVERITY[d.severity]) for d in found]
    assert [(d.range.start.line, d.range.start.character) for d in shown] == [(d.line - 1, d.column - 1) for d in found]
    assert [d.message.split("\n")[0] for d in shown] == [d.message for d in found]
    assert [len(d.related_information or []) for d in shown] == [len(d.related) for d in found]


@pytest.mark.parametrize("name", BROKEN)
def test_every_quick_fix_mends_what_it_is_for(name: str) -> None:
    doc = document(BROKEN[name])
    offered = [a for a in actions(doc, 0, len(doc.text), ["quickfix"]) if not a.title.startswith("Ignore ")]
    assert [a.title for a in offered] == [fix.title for d in doc.findings for fix in d.applicable]
    errors = {(d.rule, d.message) for d in doc.findings}
    for action in offered:
        assert action.edit is not None
        assert action.diagnostics is not None
        mended = api.check(edited(doc.text, action.edit))
        code, message = action.diagnostics[0].code, action.diagnostics[0].message.split("\n")[0]
        assert (code, message) in errors
        assert (code, message) not in {(d.rule, d.message) for d in mended}


def test_actions_are_those_of_the_place_and_the_kind() -> None:
    doc = document(BROKEN["typo"])
    everything = actions(doc, 0, len(doc.text), None)
    assert [a.kind for a in everything] == [types.CodeActionKind.QuickFix] * 3 + [FIX_ALL]
    (place,) = (d.span for d in doc.findings if d.message.startswith("unknown key 'kernelsize'"))
    assert len(actions(doc, place.start, place.start, ["quickfix"])) == 1
    assert [a.kind for a in actions(doc, 0, 0, ["source.fixAll"])] == [FIX_ALL]
    assert actions(doc, 0, len(doc.text), ["refactor"]) == []
    assert actions(document(BROKEN["unet_250"]), 0, 0, ["source.fixAll"]) == []


@pytest.mark.parametrize(
    "layer", ["- max_pool: 2", "- max_pool: 2   # half", "- max_pool: {kernel_size: 2,\n        stride: 2}"]
)
def test_a_rule_can_be_silenced_in_its_line(layer: str) -> None:
    text = f"shapeplan: 1\ninputs: {{x: {{channels: 1, size: [9, 9]}}}}\nstacks:\n  net:\n    {layer}\n"
    doc = document(text)
    (found,) = doc.findings
    offered = [a for a in actions(doc, 0, len(text), None) if a.title == f"Ignore {found.rule} in this line"]
    assert offered[0].edit is not None
    assert api.check(edited(text, offered[0].edit)) == []


def test_what_is_wrong_is_not_silenced_and_no_comment_is_put_into_a_text() -> None:
    errors = document(BROKEN["typo"])
    assert [a for a in actions(errors, 0, len(errors.text), None) if a.title.startswith("Ignore")] == []
    doc = document(HEAD + '    - relu:\n      "id": "no\\\n        body"\n')
    found = next(d for d in doc.findings if d.line > HEAD.count("\n"))
    assert list(silence(doc, found)) == []


def test_what_has_no_effect_is_faded() -> None:
    doc = document(HEAD + "    - relu:\n      id: nobody\n")
    (found,) = (d for d in diagnostics(doc) if d.code == "unused-id" and d.range.start.line > 13)
    assert found.tags == [types.DiagnosticTag.Unnecessary]


def test_a_slip_of_ours_is_logged_and_is_no_error_to_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[str] = []
    server = Server()
    monkeypatch.setattr(server, "window_log_message", lambda params: logged.append(params.message))
    server.documents["x"] = document(HEAD)
    assert server.answer("x", lambda _: 1 // 0, None) is None
    assert logged == ["shapeplan: ZeroDivisionError: integer division or modulo by zero"]
    assert server.answer("y", lambda _: 3, 4) == 4
