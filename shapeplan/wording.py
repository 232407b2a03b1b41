"""How what the user wrote is repeated in messages: values in YAML's words, texts without control characters."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from shapeplan.suggest import clip

# Controls, line breaks, half characters, and the marks that turn the direction of writing.
_UNPRINTABLE = re.compile("[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


def literal(value: Any) -> str:
    """A value as one would write it, short enough for a message.

    >>> literal([3, True]), literal("3"), literal(None)
    ('[3, true]', "'3'", 'nothing')
    """
    return "nothing" if value is None else clip(_written(value))


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_written(item)}' for key, item in value.items())}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_written, value))}]"
    if value is None:
        return "null"
    if isinstance(value, float) and math.isinf(value):
        return "a number too large"
    return repr(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)


def escaped(text: str) -> str:
    r"""A text that can be printed in one line: control characters as escapes.

    >>> print(escaped("two\nlines"))
    two\nlines
    """
    return _UNPRINTABLE.sub(lambda found: repr(found[0])[1:-1], text)


def replaced(text: str) -> str:
    """A text that can be printed in one line of the same length."""
    return _UNPRINTABLE.sub("\ufffd", text)
