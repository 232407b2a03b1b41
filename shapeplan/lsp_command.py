"""The command `lsp`: a language server on standard input and output."""

from __future__ import annotations

from shapeplan.cannot import CannotRunError


def run() -> int:
    """Serves until the client leaves; 1 where it left without a word. Raises CannotRunError without pygls."""
    try:
        from shapeplan.lsp.server import run as serve
    except ModuleNotFoundError as error:
        if error.name and error.name.partition(".")[0] in {"pygls", "lsprotocol"}:
            raise CannotRunError("the language server needs pygls: pip install 'shapeplan[lsp]'") from None
        raise
    return serve()
