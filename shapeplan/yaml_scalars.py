"""What a plain (unquoted) YAML scalar means in the YAML 1.2 core schema.

https://yaml.org/spec/1.2.2/#103-core-schema
"""

from __future__ import annotations

import re
from functools import reduce

Scalar = str | int | float | bool | None

LONGEST_NUMBER = 40  # characters

NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(NULLS, None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **{sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")},
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LEADING_ZERO = re.compile(r"([-+]?)0+([0-9]+)")
_MAYBE_NUMBER = frozenset("+-.0123456789")

_YAML11_BOOLS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_YAML11_GROUPED = re.compile(r"[-+]?(0|[1-9][0-9_]*)(\.[0-9_]*)?")
_YAML11_BASE60 = re.compile(r"[-+]?[0-9]+(:[0-5]?[0-9])+")


class BadScalar(ValueError):  # noqa: N818 - what was read is named, and is always reported
    """A number that cannot be read safely: `message` says why, `hint` what to write."""

    def __init__(self, message: str, hint: str, value: Scalar) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.value = value  # the best reading of it


def resolve(text: str) -> Scalar:
    """Value of a plain scalar.

    Raises BadScalar for numbers longer than 40 characters and for integers with leading zeros.
    """
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if text[0] in _MAYBE_NUMBER else text


def _number(text: str) -> Scalar:
    if _INTEGER.fullmatch(text):
        _check_integer(text)
        return int(text)
    is_based = _BASED.fullmatch(text)
    if not (is_based or _FLOAT.fullmatch(text)):
        return text
    _check_length(text)
    return int(text, 0) if is_based else float(text)


def _check_length(text: str) -> None:
    if len(text) > LONGEST_NUMBER:
        message = f"number too long: {len(text)} characters"
        raise BadScalar(message, f"write at most {LONGEST_NUMBER} characters", text)


def _check_integer(text: str) -> None:
    _check_length(text)
    zeros = _LEADING_ZERO.fullmatch(text)
    if zeros is None:
        return
    sign, digits = zeros.groups()
    octal = "" if set(digits) & set("89") or sign else f", or 0o{digits} for octal"
    message = f"'{text}' starts with a zero: octal in YAML 1.1, decimal in YAML 1.2"
    raise BadScalar(message, f"write {sign}{digits}{octal}", int(text))


def yaml11_hint(value: str) -> str | None:
    """What to write instead of a text that YAML 1.1 would have read as a bool or a number.

    None when YAML 1.1 too reads it as text.
    """
    if value.lower() in _YAML11_BOOLS:
        return f"YAML 1.1's '{value}' is plain text here: write {_YAML11_BOOLS[value.lower()]}"
    if len(value) > LONGEST_NUMBER:
        return None
    if "_" in value and _YAML11_GROUPED.fullmatch(value):
        return f"'{value}' is plain text here: write {value.replace('_', '')}"
    if _YAML11_BASE60.fullmatch(value):
        meant = f"YAML 1.1's base-60 number: write {_base60(value)} if that is meant"
        return f"'{value}' is plain text here, not {meant}"
    return None


def _base60(value: str) -> int:
    size = reduce(lambda total, part: 60 * total + int(part), value.lstrip("+-").split(":"), 0)
    return -size if value.startswith("-") else size
