"""A plan shows itself in a notebook."""

import xml.etree.ElementTree as ET

import pytest

import shapeplan
from shapeplan.renderers import engine
from shapeplan.renderers.inline import inline

BROKEN = "specs/broken/unet_250.yaml"
HOSTILE = """shapeplan: 1
name: "<script>alert(1)</script>"
inputs: {x: {channels: 1, size: [8, 8]}}
stacks: {s: [{conv: {out_channels: 2, kernel_size: 1}, note: "<img src=x onerror=alert(2)>"}]}
"""


def test_a_real_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    monkeypatch.setenv("PYDEVD_DISABLE_FILE_VALIDATION", "1")
    code = f"import shapeplan\nshapeplan.plan({BROKEN!r})"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbclient.NotebookClient(book, timeout=60, kernel_name="python3").execute()
    (output,) = book.cells[0].outputs
    assert output["output_type"] == "execute_result"
    assert set(output["data"]) == {"text/plain", "text/html", "image/svg+xml"}
    assert "32 x 250 x 250" in output["data"]["text/plain"]
    assert 'width="100%"' in output["data"]["text/html"]
    assert "<table>" in output["data"]["text/html"]
    nbformat.validate(book)


def test_the_bundle() -> None:
    plan = shapeplan.plan(BROKEN)
    bundle = plan._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html", "image/svg+xml"}
    assert bundle["text/plain"].startswith("small U-Net (torch)")
    page = bundle["text/html"]
    assert "error: 124 \u00d7 124 \u2260 125 \u00d7 125" in page, "problems are marked"
    assert "works: H and W = 8k, k \u2265 1" in page
    assert set(plan._repr_mimebundle_(include={"text/html"})) == {"text/html"}
    assert "image/svg+xml" not in plan._repr_mimebundle_(exclude={"image/svg+xml"})


def test_without_graphviz_the_table_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "bundled", lambda: None)
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(engine.VARIABLE, raising=False)
    bundle = shapeplan.plan(BROKEN)._repr_mimebundle_()
    assert set(bundle) == {"text/plain", "text/html"}
    assert "<svg" not in bundle["text/html"]
    assert "<td" in bundle["text/html"]


def test_names_run_nothing() -> None:
    page = shapeplan.plan(HOSTILE)._repr_html_()
    for element in ET.fromstring(page).iter():
        assert element.tag.rpartition("}")[2] not in {"script", "img", "a", "style", "foreignObject"}
        assert not any(name.startswith("on") or "href" in name for name in element.attrib)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_only_what_draws_is_kept() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10pt" onload="x()">'
        '<script>x()</script><style>*{}</style><g id="n0" class="op-conv" onclick="x()">'
        '<a xlink:href="javascript:x()"><path d="M0 0" fill="url(http://x)" stroke="red"/></a>'
        "<image href='http://x'/><foreignObject/><text>kept</text></g></svg>"
    )
    root = ET.fromstring(inline(svg))
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags == ["svg", "g", "path", "text"]
    assert [dict(element.attrib) for element in root.iter()][1:] == [
        {"class": "op-conv"},
        {"d": "M0 0", "stroke": "red"},
        {},
    ]
    assert root.attrib["style"].startswith("max-width:10px")
