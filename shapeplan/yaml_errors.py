"""Errors of the YAML parser in plain words."""

from __future__ import annotations

import re

import yaml

from shapeplan.spans import Lines, Problem, Span

RULE = "yaml-syntax"
NO_TAGS = "tags are not used in shapeplan specs"
NO_TAGS_HINT = "remove the tag"

MAX_DEPTH = 100  # levels of nesting
TOO_DEEP = f"nesting deeper than {MAX_DEPTH} levels"

_INDENT = "check the indentation"
# (words of libyaml or of PyYAML's own parser, what we say, hint); {context} is "list ..." etc.
_PLAIN: list[tuple[str, str, str | None]] = [
    (
        "mapping values are not allowed",
        "':' cannot stand here",
        (
            "check the indentation and the line before (an op that has an id is written '- relu:'), "
            "or quote text that holds ': '"
        ),
    ),
    (
        "could not find expected ':'",
        "this key has no ':' after it",
        "write 'key: value', or '- item' in a list",
    ),
    ("entries are not allowed", "a list item cannot start here", "put it on a line of its own"),
    ("unexpected end of stream", "this quote is never closed", "add the closing quote"),
    ("expected '-' indicator", "expected an item of the {context}", _INDENT),
    ("expected key", "expected a key of the {context}", _INDENT),
    ("expected <block end>", "this does not continue the {context}", _INDENT),
    ("expected ',' or ']'", "expected ',' or ']' in the {context}", "close it with ']'"),
    ("expected ',' or '}'", "expected ',' or '}' in the {context}", "close it with '}'"),
    ("<document start>", "this cannot follow what comes before it", _INDENT),
    (
        "alphabetic or numeric character",
        "expected the name of an anchor here",
        "quote text that starts with '*' or '&'",
    ),
    ("node content", "expected a value here", None),
    ("undefined tag handle", NO_TAGS, NO_TAGS_HINT),
    ("maximum nesting", TOO_DEEP, None),  # libyaml's own limit, where it reads far ahead
    ("unknown escape character", "unknown escape in double quotes", "use single quotes"),
]
# Errors whose cause stands where the thing began, not where the parser gave up.
_AT_CONTEXT = ("could not find expected ':'", "unexpected end of stream")
_CONTEXTS = [("mapping", "mapping"), ("sequence", "list"), ("collection", "list")]
_INDENTATION = re.compile(r"[ \t]*")


def explain(error: Exception, lines: Lines) -> Problem:
    """The problem that an error raised while parsing stands for."""
    mark = getattr(error, "problem_mark", None)
    if not isinstance(error, yaml.MarkedYAMLError) or mark is None:
        words = str(error).strip() or type(error).__name__
        return Problem(lines.first(), f"unreadable YAML: {words}", RULE)
    offset = min(mark.index, len(lines.text))
    return _tab(error, offset, lines) or _marked(error, offset, lines)


def _tab(error: yaml.MarkedYAMLError, offset: int, lines: Lines) -> Problem | None:
    # Inside brackets a tab is harmless: the error is then another one.
    start = lines.starts[lines.position(offset)[0] - 1]
    found = _INDENTATION.match(lines.text, start)
    tab = found.group().find("\t") if found else -1
    if tab < 0 or "flow" in (error.context or ""):
        return None
    span = lines.span(start + tab, start + tab + 1)
    return Problem(span, "a tab cannot indent YAML", RULE, "use spaces")


def _marked(error: yaml.MarkedYAMLError, offset: int, lines: Lines) -> Problem:
    words = error.problem or ""
    if error.context_mark and any(cause in words for cause in _AT_CONTEXT):
        offset = error.context_mark.index
    span = _around(offset, lines)
    if "cannot start any token" in words:
        message = f"'{lines.text[offset : offset + 1]}' cannot start plain text"
        return Problem(span, message, RULE, "quote the text")
    for cause, message, hint in _PLAIN:
        if cause in words:
            return Problem(span, message.replace("{context}", _context(error, lines)), RULE, hint)
    return Problem(span, words.replace("did not find expected", "expected"), RULE)


def _context(error: yaml.MarkedYAMLError, lines: Lines) -> str:
    context = error.context or ""
    kind = next((plain for word, plain in _CONTEXTS if word in context), "value")
    if error.context_mark is None:
        return kind
    line, column = lines.position(error.context_mark.index)
    return f"{kind} that starts on line {line}, column {column}"


def _around(offset: int, lines: Lines) -> Span:
    """The character at an offset; at the end of the text, the place after the last visible one."""
    if not lines.text[offset:].strip():
        offset = len(lines.text.rstrip())
    return lines.span(offset, offset + len(lines.text[offset : offset + 1].strip()))
