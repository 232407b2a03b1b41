"""What is wrong with a YAML text, where, and texts that mean harm."""

from __future__ import annotations

import pytest

from shapeplan import source
from shapeplan.source import Source, Span, read_text

STARTS = "that starts on line 1, column"


def at(read: Source, *route: str | int, key: bool = False) -> str:
    """The text that stands at a route."""
    span = read.span(route, key=key)
    return read.text[span.start : span.end]


def only_problem(text: str | bytes) -> tuple[int, int, str, str | None]:
    """Line, column, message and hint of a text's only problem."""
    [problem] = read_text(text).problems
    assert problem.rule == "yaml-syntax"
    return problem.span.line, problem.span.column, problem.message, problem.hint


def messages(text: str | bytes) -> list[str]:
    return [problem.message for problem in read_text(text).problems]


# Problems that reading survives


def test_keys_are_text_as_written() -> None:
    text = "1: a\ntrue: b\n0x1: c\n'2': d\n1_0: e\n07: f\n'': g\n'null': h\n"
    keys = ["1", "true", "0x1", "2", "1_0", "07", "", "null"]
    read = read_text(text)
    assert not read.problems
    assert list(read.tree) == keys


@pytest.mark.parametrize("entry", ["null: 2", "~: {c: 2}", "?\n: 2"])
def test_null_key(entry: str) -> None:
    text = f"a: 1\n{entry}\nb: 3\n"
    assert only_problem(text)[::2] == (2, "a key cannot be empty or null")
    assert read_text(text).tree == {"a": 1, "b": 3}


@pytest.mark.parametrize(
    ("text", "found"),
    [("? [a, b]\n: 1", "[a, b]"), ("x: &x 1\n*x : 1", "*x"), ("{{a: 1}: 1}", "{a: 1}")],
)
def test_complex_key(text: str, found: str) -> None:
    [problem] = read_text(text).problems
    assert problem.message == "a key must be plain text, not a list, mapping or alias"
    assert text[problem.span.start : problem.span.end] == found


def test_duplicate_keys() -> None:
    read = read_text("a: 1\n# c\nrelu: {}\nb: {c: 1, c: 2}\n'relu': 3\n")
    assert [(problem.span.line, problem.message) for problem in read.problems] == [
        (4, "'c' is given twice; first on line 4"),
        (5, "'relu' is given twice; first on line 3"),
    ]
    assert read.text[read.problems[1].span.start : read.problems[1].span.end] == "'relu'"
    assert read.tree == {"a": 1, "relu": {}, "b": {"c": 1}}


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!foo", "!!int", "!", "!<tag:x,1>"])
def test_tags(tag: str) -> None:
    read = read_text(f"a: {tag} '1'\n")
    [problem] = read.problems
    assert (problem.message, problem.hint) == (
        "tags are not used in shapeplan specs",
        "remove the tag",
    )
    assert read.text[problem.span.start : problem.span.end] == tag
    assert read.tree == {"a": "1"}
    assert at(read, "a") == "'1'"


def test_tags_on_collections_and_next_to_anchors() -> None:
    read = read_text("a: !x &a\n  - 1\nb: &b !y {c: 1}\nd: !!null\ne: [*a, *b]\nf: !q!z 1\n")
    columns = [(problem.span.line, problem.span.column) for problem in read.problems]
    assert columns == [(1, 4), (3, 7), (4, 4), (6, 4)]
    assert {problem.message for problem in read.problems} == {"tags are not used in shapeplan specs"}


def test_directives_are_fine() -> None:
    read = read_text("%YAML 1.2\n%TAG !e! tag:example.com,2000:\n---\na: 1\n...\n")
    assert (read.tree, read.problems) == ({"a": 1}, ())


def test_problems_before_a_syntax_error_are_kept() -> None:
    read = read_text("a: 017\na: 08\nb: [1\n")
    assert [problem.span.line for problem in read.problems] == [1, 2, 2, 3]
    assert read.tree is None


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("a:\n  <<: 3", 2, 7), ("<<: [{a: 1}, 4]", 1, 14), ("a:\n  <<:", 2, 6)],
)
def test_merge_of_something_else(text: str, line: int, column: int) -> None:
    message = "'<<' takes a mapping or a list of mappings"
    assert only_problem(text) == (line, column, message, None)


def test_bad_alias() -> None:
    assert only_problem("a: *zz") == (1, 4, "no '&zz' stands before '*zz'", None)
    assert only_problem("<<: *zz") == (1, 5, "no '&zz' stands before '*zz'", None)
    recursive = "'*a' stands inside the value that it names"
    assert only_problem("a: &a [1, *a]") == (1, 11, recursive, None)
    assert only_problem("a: &a\n  <<: *a") == (2, 7, recursive, None)


# Problems that end reading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n\tb: 1\n", (2, 1, "a tab cannot indent YAML", "use spaces")),
        ("a:\n  b: 1\n \tc: 2\n", (3, 2, "a tab cannot indent YAML", "use spaces")),
        ("a: 'x\nb: y\n", (1, 4, "this quote is never closed", "add the closing quote")),
        (
            "a: [1,\nb: 2\n\n",
            (2, 5, f"expected ',' or ']' in the list {STARTS} 4", "close it with ']'"),
        ),
        (
            "a: {b: 1\nc: 2\n",
            (2, 2, f"expected ',' or '}}' in the mapping {STARTS} 4", "close it with '}'"),
        ),
        (
            "a: 1\nb\nc: 2\n",
            (2, 1, "this key has no ':' after it", "write 'key: value', or '- item' in a list"),
        ),
        (
            "a: b: c\n",
            (1, 5, "':' cannot stand here",
             "check the indentation and the line before (an op that has an id is written '- relu:'), or quote text that holds ': '"),
        ),
        (
            "a:\n  b: 1\n c: 2\n",
            (3, 2, f"expected a key of the mapping {STARTS} 1", "check the indentation"),
        ),
        (
            "- a\nb: 1\n",
            (2, 1, f"expected an item of the list {STARTS} 1", "check the indentation"),
        ),
        ("a: - b\n", (1, 4, "a list item cannot start here", "put it on a line of its own")),
        ("a: }\n", (1, 4, "expected a value here", None)),
        ("a: @b\n", (1, 4, "'@' cannot start plain text", "quote the text")),
        (
            "a: *\n",
            (1, 5, "expected the name of an anchor here", "quote text that starts with '*' or '&'"),
        ),
        ('a: "\\q"\n', (1, 5, "unknown escape in double quotes", "use single quotes")),
        (
            "a: 1\n---\nb: 2\n",
            (2, 1, "a second document starts here", "keep one document in a file"),
        ),
        ("", (1, 1, "the file is empty", None)),
        ("# c\n\n---\n", (1, 1, "the file is empty", None)),
        (
            "\n- 1\n",
            (2, 1, "a spec is a mapping of keys, not a list", "start with 'key: value'"),
        ),
        (
            "hello\n",
            (1, 1, "a spec is a mapping of keys, not a single value", "start with 'key: value'"),
        ),
        ("a: x\x00y\n", (1, 5, "the character U+0000 cannot stand in YAML", "remove it")),
        ("\ufeffa\n\x07", (2, 1, "the character U+0007 cannot stand in YAML", "remove it")),
        ("a: \ud800\n", (1, 4, "the character U+D800 cannot stand in YAML", "remove it")),
        (b"\xef\xbb\xbf\n\xc3\xa9\xfe", (2, 2, "byte 0xfe is not UTF-8", "save the file as UTF-8")),
        (b"\xff\xfea\x00", (1, 1, "byte 0xff is not UTF-8", "save the file as UTF-8")),
    ],
)  # fmt: skip
def test_unreadable(text: str | bytes, expected: tuple[int, int, str, str | None]) -> None:
    assert read_text(text).tree is None
    assert only_problem(text) == expected


def test_error_at_the_end_points_at_what_is_last() -> None:
    [problem] = read_text("a: [1, 2\n\n\n").problems
    assert problem.span == Span(8, 8, 1, 9, 1, 9)


def test_path_is_kept() -> None:
    assert read_text("a: 1").path == "<text>"
    assert read_text("a: 1", "net.yaml").path == "net.yaml"


def test_text_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_CHARACTERS", 5)
    assert messages("a: 12") == []
    assert only_problem("a: 123") == (1, 1, "the text is longer than 5 characters", None)


# Texts that mean harm


TOO_DEEP = ["nesting deeper than 100 levels"]
TOO_MANY_VALUES = ["aliases add more than 100,000 values"]


@pytest.mark.parametrize("level", ["[", "{a: ", "- ", "? "])
def test_deep_nesting(level: str) -> None:
    assert messages(level * 10_000) == TOO_DEEP


def test_deep_indentation() -> None:
    assert messages("".join(" " * level + "a:\n" for level in range(1_000))) == TOO_DEEP


def test_deepest_nesting() -> None:
    assert messages("a: " + "[" * 99 + "]" * 99) == []
    assert messages("a: " + "[" * 100 + "]" * 100) == TOO_DEEP


def test_deep_nesting_through_aliases() -> None:
    anchored = "a: &a " + "[" * 60 + "]" * 60
    assert messages(f"{anchored}\nb: {'[' * 39}*a{']' * 39}") == []
    assert messages(f"{anchored}\nb: {'[' * 40}*a{']' * 40}") == TOO_DEEP


def test_many_aliases() -> None:
    assert messages("a: &a 1\nb:\n" + "- *a\n" * 1_000) == []
    assert messages("a: &a 1\nb:\n" + "- *a\n" * 100_000) == ["more than 1,000 aliases"]


def test_billion_laughs() -> None:
    lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for old, new in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]")
    assert messages("\n".join(lines)) == TOO_MANY_VALUES


def test_merge_bomb() -> None:
    wide = "a: &a {" + ", ".join(f"k{i}: 1" for i in range(900)) + "}\n"
    assert messages(wide + "".join(f"b{i}: {{<<: *a}}\n" for i in range(500))) == TOO_MANY_VALUES
    assert messages(wide + "b: {<<: [" + "*a, " * 500 + "]}") == TOO_MANY_VALUES
