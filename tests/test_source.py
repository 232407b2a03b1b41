"""Where the values of a YAML text stand, aliases, edits, and reading objects."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from shapeplan import yaml_compose
from shapeplan.source import Edit, Route, Source, Span, read_object, read_text


def at(read: Source, *route: str | int, key: bool = False) -> str:
    """The text that stands at a route."""
    span = read.span(route, key=key)
    return read.text[span.start : span.end]


# Places


def test_span_counts_code_points() -> None:
    read = read_text("é: 1\n😀: {ü: 'ab', b: [1, 23]}\n")
    assert read.span(("😀", "b", 1)) == Span(25, 27, 2, 21, 2, 23)
    assert read.span(("😀", "b"), key=True) == Span(18, 28, 2, 14, 2, 24)
    assert at(read, "😀", "ü", key=True) == "ü: 'ab'"


def test_byte_order_mark_is_not_counted() -> None:
    for text in ("\ufeffa: 1\n", "\ufeffa: 1\n".encode()):
        read = read_text(text)
        assert (read.text, read.tree) == ("a: 1\n", {"a": 1})
        assert read.span(("a",)) == Span(3, 4, 1, 4, 1, 5)


def test_line_breaks_stay() -> None:
    read = read_text(b"a: 1\r\nb:\r\n  - 'x\r\n    y'\r\n  - z\r\n")
    assert read.tree == {"a": 1, "b": ["x y", "z"]}
    assert read.span(("b", 0)) == Span(14, 24, 3, 5, 4, 7)
    assert at(read, "b", 1) == "z"
    assert read.apply([Edit(30, 31, "w")]).endswith("  - w\r\n")


def test_block_ends_before_comments() -> None:
    read = read_text("a:\n  b: 1  # one\n\n  # more\nc:\n- d\n- e: f\n\n# end\n")
    assert at(read, "a") == "b: 1"
    assert at(read, "a", key=True) == "a:\n  b: 1"
    assert at(read, "c", key=True) == "c:\n- d\n- e: f"
    assert at(read, "c", 1) == "e: f"


def test_block_scalar_ends_before_blank_lines() -> None:
    read = read_text("a: |\n  te\n  xt\n\n\nb: >-\n  x\n# c\n")
    assert at(read, "a") == "|\n  te\n  xt"
    assert at(read, "b", key=True) == "b: >-\n  x"


def test_flow_style() -> None:
    read = read_text("a: {b: [1, 2 ],\n  c: {}} # x\nd: [e: 1 , f]\n")
    assert at(read, "a") == "{b: [1, 2 ],\n  c: {}}"
    assert at(read, "a", "b") == "[1, 2 ]"
    assert at(read, "a", "c") == "{}"
    assert at(read, "d", 0) == "e: 1"


def test_empty_value_is_an_empty_span() -> None:
    read = read_text("a:\n  b:   # c\n  d: 1\ne:\n  f:\n")
    assert read.tree == {"a": {"b": None, "d": 1}, "e": {"f": None}}
    assert at(read, "a", "b") == ""
    assert at(read, "a", "b", key=True) == "b:"
    assert at(read, "e", key=True) == "e:\n  f:"


def test_anchor_stands_before_the_value() -> None:
    read = read_text("a: &x 1\nb: &y # c\n  c: 2\nd: &z\ne: [&w , &v {f: 1}]\n&k k: 1\n")
    assert [at(read, "a"), at(read, "b"), at(read, "d")] == ["1", "c: 2", ""]
    assert [at(read, "e", 0), at(read, "e", 1)] == ["", "{f: 1}"]
    assert at(read, "k", key=True) == "k: 1"


def test_explicit_keys() -> None:
    read = read_text("? a\n: b\n? c\n")
    assert read.tree == {"a": "b", "c": None}
    assert at(read, "a", key=True) == "a\n: b"


def test_steps_that_the_text_lacks_are_skipped() -> None:
    read = read_text("a:\n  - b: 12\n")
    assert at(read, "a", "tag", 0, 7, "b", "int") == "12"
    assert at(read, "a", -1, "x") == "- b: 12"


def test_span_of_nothing_is_the_first_line() -> None:
    read = read_text("# top\r\na: 1\n")
    assert read.span(()) == read.span(("x", 0), key=True) == Span(0, 5, 1, 1, 1, 6)
    assert read_text("a: [\nb").span(("a",)) == Span(0, 4, 1, 1, 1, 5)
    assert read_text("").span(("a",)) == Span(0, 0, 1, 1, 1, 1)


# Edits


def test_apply() -> None:
    read = read_text("a: 1\nb: 2\n")
    edits = [Edit(8, 9, "30"), Edit(3, 4, ""), Edit(0, 0, "x"), Edit(0, 0, "y")]
    assert read.apply(edits) == "xya: \nb: 30\n"
    assert read.apply([]) == read.text


@pytest.mark.parametrize(
    "edits",
    [[Edit(0, 3, ""), Edit(2, 4, "")], [Edit(4, 6, "")], [Edit(-1, 1, "")], [Edit(2, 1, "")]],
)
def test_apply_refuses(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"overlaps|outside"):
        read_text("a: 12").apply(edits)


# Aliases and merge keys


def test_alias_shares_the_value() -> None:
    read = read_text("a: &x {b: [1, 22]}\nc: *x\nd: [*x]\n")
    assert read.tree["c"] is read.tree["a"] is read.tree["d"][0]
    assert at(read, "c") == at(read, "d", 0) == "*x"
    assert at(read, "c", key=True) == "c: *x"
    assert read.span(("c", "b", 1)) == read.span(("a", "b", 1))


def test_latest_anchor_wins() -> None:
    assert read_text("a: &x 1\nb: &x [&x 2, *x]\nc: *x\n").tree == {"a": 1, "b": [2, 2], "c": 2}


def test_merge_key() -> None:
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  y: 0\n  <<: [*a, *b, {w: 5}]\nd: {<<: *b}\n"
    read = read_text(text)
    assert not read.problems
    assert read.tree["c"] == {"x": 1, "y": 0, "z": 4, "w": 5}
    assert list(read.tree["c"]) == ["x", "y", "z", "w"]
    assert read.tree["d"] == read.tree["b"] == {"y": 3, "z": 4}
    assert [at(read, "c", name, key=True) for name in "xyzw"] == ["x: 1", "y: 0", "z: 4", "w: 5"]
    assert read.span(("d", "y")) == read.span(("b", "y"))


def test_merge_through_merge() -> None:
    text = "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, x: 3}\nl: &l [*a]\nd: {<<: *l}"
    assert read_text(text).tree["c"] == {"x": 3, "y": 2}
    assert read_text(text).tree["d"] == {"x": 1}


def test_quoted_merge_key_is_a_key() -> None:
    assert read_text("'<<': 1").tree == {"<<": 1}


# Objects


def test_read_object() -> None:
    shared = [1, "1e3", 1e16, math.inf, None, "x" * 200]
    read = read_object({"b": OrderedDict(z=shared), "a": shared, 3: "017"})
    assert (read.path, read.problems) == ("<object>", ())
    assert read.tree == {"b": {"z": shared}, "a": shared, "3": "017"}
    assert list(read.tree) == ["b", "a", "3"]
    assert at(read, "a", 1) == "'1e3'"


def test_read_object_refuses() -> None:
    cycle: dict[str, Any] = {}
    cycle["a"] = cycle
    cases: list[tuple[dict[str, Any], str]] = [
        ({"a": object()}, "<object .*> cannot be written as YAML"),
        ({"a": {1}}, r"\{1\} cannot be written as YAML"),
        ({"a": b"x"}, "b'x' cannot be written as YAML"),
        ({"a": "\ud800"}, "surrogates not allowed"),
        (cycle, "nested too deeply"),
    ]
    for bad, message in cases:
        with pytest.raises(TypeError, match=message):
            read_object(bad)


# Random texts and trees


YAML_LIKE = st.text(st.sampled_from("ab01 \t\n\r-?:,[]{}#&*!|>'\"%@<~.\\xuU\x85\u2028\ufeff😀"))


@given(st.text() | st.binary() | YAML_LIKE)
def test_reading_never_raises(text: str | bytes) -> None:
    check_never_raises(text)


@given(YAML_LIKE)
def test_reading_never_raises_without_libyaml(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_compose, "_LOADER", yaml.SafeLoader)
        check_never_raises(text)


def check_never_raises(text: str | bytes) -> None:
    read = read_text(text)
    assert read.tree is not None or read.problems
    places = [problem.span for problem in read.problems]
    for route, _ in leaves(read.tree):
        places += [read.span(route), read.span(route, key=True)]
    for span in places:
        assert 0 <= span.start <= span.end <= len(read.text)


def trees(texts: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    values: st.SearchStrategy[Any] = st.recursive(
        texts | st.integers() | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
        max_leaves=12,
    )
    return st.dictionaries(texts, values, min_size=1, max_size=4)


def leaves(tree: Any, route: Route = ()) -> Iterator[tuple[Route, Any]]:
    """Every value that has no parts, and its route."""
    if isinstance(tree, dict | list) and tree:
        for step, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(part, (*route, step))
    else:
        yield route, tree


def check_places(read: Source) -> None:
    for route, value in leaves(read.tree):
        assert read_text("a: " + at(read, *route)).tree == {"a": value}


# Without digits, PyYAML quotes whatever YAML 1.2 does not read as text.
@given(trees(st.text(st.sampled_from("abenostruyNT~.<=:#-?'\"\\ \n{}[],é😀"), max_size=100)))
def test_round_trip(tree: dict[str, Any]) -> None:
    read = read_text(yaml.safe_dump(tree, allow_unicode=True))
    assert (read.tree, read.problems) == (tree, ())
    check_places(read)


@given(trees(st.text(max_size=20) | st.from_regex(r"[-+]?[0-9][0-9eox_.:]{0,5}", fullmatch=True)))
def test_round_trip_of_object(tree: dict[str, Any]) -> None:
    read = read_object(tree)
    assert (read.tree, read.problems) == (tree, ())
    check_places(read)
