"""A text that is being typed, made readable: broken lines left out, the word at the cursor marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapeplan.source import Route, Source, read_text

MOST_LETTERS = 200  # of a word
MOST_LINES = 20  # broken lines that are left out, and lines that a bracket may be open for
MARK = "\ue000"  # stands for the word at the cursor; no one writes it
_WORD = re.compile(r"([\w$][\w$.-]*)?$")
_REST = re.compile(r"^[\w$.-]*")
_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|(?:^|\s)#.*")


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is being typed.

    source   the text up to the cursor's line, readable, with the mark for the word
    route    to the mark: of the mapping that it is a key of, or of the value that it is
    is_key   whether it is a key
    value    the whole value that holds the mark
    """

    source: Source
    route: Route
    is_key: bool
    value: str = MARK


def readable(source: Source) -> tuple[Source, int]:
    """The source, or what is left of it without broken lines, at the same offsets; and where the first one began."""
    first = len(source.text)
    for _ in range(MOST_LINES):
        if source.tree is not None or not source.problems:
            break
        line = _broken(source)
        if line is None:
            break
        start = source.lines.starts[line - 1]
        first = min(first, start)
        end = start + len(source.lines.line(line))
        source = read_text(source.text[:start] + " " * (end - start) + source.text[end:], source.path)
    return source, first


def _broken(source: Source) -> int | None:
    """The line that keeps a text from being read: where the parser is lost, or a bracket was opened before."""
    lost = source.problems[-1].span.line
    line = next((n for n in range(lost, 0, -1) if source.lines.line(n).strip()), None)
    if line is None:
        return None
    first = max(1, line - MOST_LINES)
    open_at = opening([source.lines.line(n) + "\n" for n in range(first, line)])
    return line if open_at is None else first + open_at


def word_before(line: str) -> str:
    """The word that a line ends with, and that is being typed.

    >>> word_before("- concat: [stem.co"), word_before("- "), word_before("size: $(2 * wid")
    ('stem.co', '', 'wid')
    """
    found = _WORD.search(line[-MOST_LETTERS:])
    return found[0] if found else ""


def at_cursor(text: str, offset: int, path: str) -> Cursor | None:
    """What is being typed at an offset; None where that cannot be told."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    above, line = text[:start], text[start:offset]
    rest = re.split(r"[\r\n]", text[offset:], maxsplit=1)[0]
    found = _first(above, _candidates(above, line, rest), path)
    if found is None:
        whole, _ = readable(read_text(above, path))
        found = _first(whole.text, _candidates("", line, rest), path) if whole.text != above else None
    return found


def _first(above: str, candidates: Iterator[str], path: str) -> Cursor | None:
    """The cursor in the first line that can be read below the others."""
    return next(filter(None, (_marked(read_text(above + line, path)) for line in candidates)), None)


def _candidates(above: str, line: str, rest: str) -> Iterator[str]:
    """The cursor's line with the mark for the word, as a value or a key, with what follows or all brackets closed.

    Brackets may have been opened in the lines above.
    """
    word = word_before(line)
    before = line[: len(line) - len(word)]
    dollar = "$" if "$" in word else ""
    after = _REST.sub("", rest, count=1)
    for mark in (f"{dollar}{MARK}", f"{MARK}:"):
        yield before + mark + after
        yield before + mark + closing(before)
    lines = above.splitlines(keepends=True)[-MOST_LINES:]
    open_at = opening(lines)
    if open_at is not None:
        yield before + f"{dollar}{MARK}" + closing("".join([*lines[open_at:], before]))


def opening(lines: Sequence[str]) -> int | None:
    r"""The last of some lines that opens a bracket which those below leave open.

    >>> opening(["- conv: {\n", "  stride: [1,\n", "  2],\n"]), opening(["- conv: [\n", "  1]\n"])
    (0, None)
    """
    opens = (i for i in range(len(lines) - 1, -1, -1) if closing(lines[i]))
    return next((i for i in opens if closing("".join(lines[i:]))), None)


def closing(line: str) -> str:
    """What closes the brackets that a line leaves open.

    >>> closing("- conv: {padding: [1, "), closing("- note: see [1")
    (']}', '')
    """
    text = _QUOTED.sub(lambda found: " " * len(found[0]), line)
    opened: list[str] = []
    for i, character in enumerate(text):
        if character in "[{" and (opened or re.search(r"(^|[-:])\s*$", text[:i])):
            opened.append("]" if character == "[" else "}")
        elif opened and character == opened[-1]:
            opened.pop()
    return "".join(reversed(opened))


def _marked(source: Source) -> Cursor | None:
    """Where the mark stands in a text; None where the text cannot be read or has it nowhere by itself."""
    for route, value in _walk(source.tree):
        if isinstance(value, dict) and MARK in value:
            return Cursor(source, route, is_key=True)
        if isinstance(value, str) and MARK in value and (value == MARK or value.startswith("$")):
            return Cursor(source, route, is_key=False, value=value)
    return None


def _walk(tree: Any) -> Iterator[tuple[Route, Any]]:
    """Every value of a tree with its route."""
    waiting: list[tuple[Route, Any]] = [((), tree)]
    while waiting:
        route, value = waiting.pop()
        yield route, value
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        waiting += [((*route, step), part) for step, part in parts]
