"""What a command raises when it could not run: exit code 2."""

from __future__ import annotations


class CannotRunError(Exception):
    """The command cannot do what it was asked; the text says why and what to do."""
