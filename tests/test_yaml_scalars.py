"""What plain scalars mean."""

from __future__ import annotations

import math

import pytest

from shapeplan.source import read_text, yaml11_hint
from shapeplan.yaml_scalars import BadScalar, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, None) for text in ("", "~", "null", "Null", "NULL")),
        *((text, True) for text in ("true", "True", "TRUE")),
        *((text, False) for text in ("false", "False", "FALSE")),
        *(("0", 0), ("12", 12), ("-7", -7), ("+7", 7), ("0o17", 15), ("0xfF", 255)),
        *(("1.5", 1.5), ("1.", 1.0), (".5", 0.5), ("-.5e-3", -0.0005), ("1e3", 1000.0)),
        *(("007.5", 7.5), (".inf", math.inf), ("-.INF", -math.inf), ("+.Inf", math.inf)),
        *((text, text) for text in ("on", "No", "y", "tRue", "nULL", "1_000", "3:2", "1 2")),
        *((text, text) for text in (".", "-", "+", "1.2.3", "0b1", "0o8", "0xg", "-0x1", "e3")),
        *((text, text) for text in ("..inf", "inf", "nan", "2001-01-01", "=", "<<", "٣")),
    ],
)
def test_plain_scalar(text: str, value: object) -> None:
    found = resolve(text)
    assert (type(found), found) == (type(value), value)


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    value = resolve(text)
    assert isinstance(value, float)
    assert math.isnan(value)


def test_quoted_scalars_are_text() -> None:
    assert read_text("a: ['1', \"true\", '', \"\\x41\"]").tree == {"a": ["1", "true", "", "A"]}
    assert read_text("a: |\n  1\n").tree == {"a": "1\n"}


@pytest.mark.parametrize(
    ("text", "hint", "value"),
    [
        ("017", "write 17, or 0o17 for octal", 17),
        ("08", "write 8", 8),
        ("-010", "write -10", -10),
        ("00", "write 0, or 0o0 for octal", 0),
    ],
)
def test_leading_zero(text: str, hint: str, value: int) -> None:
    with pytest.raises(BadScalar, match="starts with a zero") as caught:
        resolve(text)
    assert (caught.value.hint, caught.value.value) == (hint, value)


@pytest.mark.parametrize("text", ["9" * 41, "-" + "0" * 40, "0x" + "f" * 39, "1." + "0" * 39])
def test_number_too_long(text: str) -> None:
    with pytest.raises(BadScalar, match="number too long: 41 characters"):
        resolve(text)


def test_longest_number() -> None:
    assert resolve("9" * 40) == 10**40 - 1


@pytest.mark.parametrize(
    ("value", "end"),
    [
        ("no", "YAML 1.1's 'no' is plain text here: write false"),
        ("Yes", "write true"),
        ("ON", "write true"),
        ("oFF", "write false"),
        ("1_000", "'1_000' is plain text here: write 1000"),
        ("-1_0.5_0", "write -10.50"),
        (
            "3:2",
            "'3:2' is plain text here, not YAML 1.1's base-60 number: write 182 if that is meant",
        ),
        ("-1:00", "write -60 if that is meant"),
    ],
)
def test_yaml11_hint(value: str, end: str) -> None:
    hint = yaml11_hint(value)
    assert hint is not None
    assert hint.endswith(end)


@pytest.mark.parametrize("value", ["", "same", "1000", "3:75", "1_000x", "_1", "1_" * 30, "1:" * 30])
def test_no_yaml11_hint(value: str) -> None:
    assert yaml11_hint(value) is None
