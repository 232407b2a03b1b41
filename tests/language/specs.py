"""Short specs for the tests of the language, and what comes out of them."""

import textwrap
from typing import Any

from shapeplan import api

Found = tuple[int, int, str]  # line and column from 1, message

IMAGE = "inputs:\n  image: {channels: 3, size: [32, 32]}\n"


def net(layers: str, before: str = IMAGE, after: str = "") -> str:
    """A spec with one stack `net` of these layers."""
    body = textwrap.indent(textwrap.dedent(layers).strip(), "    ")
    return f"{before}stacks:\n  net:\n{body}\n{textwrap.dedent(after).strip()}\n"


def spec(text: str) -> str:
    """A spec as it stands in a test."""
    return textwrap.dedent(text).strip() + "\n"


def shapes(text: str, **settings: Any) -> dict[str, Any]:
    """Shapes by the ids of the layers."""
    return {node.id: node.shape for node in api.plan(text, **settings).nodes}


def shape(text: str, name: str = "net", **settings: Any) -> Any:
    """The shape of one layer, by any of its names."""
    return api.plan(text, **settings)[name].shape


def errors(text: str, **settings: Any) -> list[Found]:
    """The errors of a spec with their places."""
    return [(d.line, d.column, d.message) for d in api.check(text, **settings) if d.severity == "error"]


def messages(text: str, **settings: Any) -> list[str]:
    """The errors of a spec."""
    return [message for _, _, message in errors(text, **settings)]


def message(text: str, **settings: Any) -> str:
    """The only error of a spec."""
    (only,) = messages(text, **settings)
    return only
