"""Texts with a cursor, and specs to try things on."""

from pathlib import Path

from shapeplan.lsp.document import Document

ROOT = Path(__file__).parents[2]
SPECS = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "specs").glob("*.yaml"))}
BROKEN = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "specs" / "broken").glob("*.yaml"))}

HEAD = """\
shapeplan: 1
params: {width: 16}
inputs:
  image: {channels: 3, size: [8, 8]}
defaults:
  conv: {kernel_size: 3}
blocks:
  res:
    params: {channels: required, stride: 1}
    layers:
      - conv: $channels
        id: a
stacks:
  net:
"""


def document(text: str) -> Document:
    return Document("file:///specs/net.yaml", "net.yaml", text)


def cursor(text: str) -> tuple[Document, int]:
    """A document and the offset of the bar in its text, which is taken out."""
    offset = text.index("|")
    return document(text[:offset] + text[offset + 1 :]), offset
