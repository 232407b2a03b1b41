"""A spec as text: its plain tree, and where in the text each value stands.

Offsets count code points from 0; lines and columns count code points from 1. A byte order mark is
dropped and not counted, and comes back in `encoded`; line breaks stay as they are.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from shapeplan.spans import Edit, Lines, Problem, Span, apply_edits
from shapeplan.yaml_compose import Composed, compose
from shapeplan.yaml_dump import dump
from shapeplan.yaml_errors import RULE
from shapeplan.yaml_nodes import Mark, trace
from shapeplan.yaml_scalars import yaml11_hint

__all__ = [
    "Edit",
    "Problem",
    "Route",
    "Source",
    "Span",
    "read_object",
    "read_text",
    "read_value",
    "unread",
    "yaml11_hint",
]

Route = tuple[str | int, ...]
"""A path through the tree, such as ("stacks", "decoder", 1, "conv_transpose", "stride")."""

MAX_CHARACTERS = 50_000_000

_LINE_FEED = re.compile(r"(?<!\r)\n")
_NOT_YAML = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, eq=False)
class Source:
    """A text that was read; `tree` is None when it is unreadable, and `problems` say why.

    `content` are the bytes that were read, byte order mark and all.
    """

    path: str
    text: str
    tree: Any
    problems: tuple[Problem, ...]
    _mark: Mark | None = field(default=None, repr=False)
    content: bytes = field(default=b"", repr=False)

    @cached_property
    def lines(self) -> Lines:
        """The lines of the text."""
        return Lines(self.text)

    def trace(self, offset: int) -> tuple[Route, bool]:
        """The route of the innermost value at an offset of the text, and whether the offset is in its key."""
        return ((), False) if self._mark is None else trace(self._mark, offset)

    def span(self, route: Route, *, key: bool = False) -> Span:
        """Where the value at a route stands; with `key`, from the start of its key.

        Steps of the route that the text lacks are skipped. The span of a value that is an alias
        is the alias; that of a value inside it is where the anchored value has it. The first line
        when nothing of the route is found.
        """
        if self._mark is None:
            return self.lines.first()
        mark = self._mark
        for step in route:
            mark = _part(mark, step) or mark
        if mark is self._mark:
            return self.lines.first()
        start = mark.key if key and mark.key >= 0 else mark.start
        return self.lines.span(start, mark.end)

    def block(self, line: int) -> Span | None:
        """The outermost value that starts in a line, with its key; None where none does."""
        starts = [*self.lines.starts, len(self.text) + 1]
        where = range(*starts[line - 1 : line + 1]) if line < len(starts) else range(0)
        found = next((mark for mark in _touching(self._mark, where) if _start(mark) in where), None)
        return None if found is None else self.lines.span(_start(found), found.end)

    def is_in_scalar(self, offset: int) -> bool:
        """Whether an offset is inside of a single value, where nothing is a comment."""
        where = range(offset, offset + 1)
        return any(mark.parts is None and mark.start <= offset < mark.end for mark in _touching(self._mark, where))

    def apply(self, edits: Iterable[Edit]) -> str:
        """The text after all edits; the lines that they make end as those of the text do.

        Raises ValueError when edits overlap or reach outside the text.
        """
        return apply_edits(self.text, map(self.ended, edits))

    def ended(self, edit: Edit) -> Edit:
        """An edit with the line breaks of the text."""
        return replace(edit, text=_LINE_FEED.sub(lambda _: self.lines.ending, edit.text))

    def encoded(self, text: str) -> bytes:
        """Another text as bytes, with the byte order mark that this one has."""
        if text == self.text:
            return self.content
        return (BOM_UTF8 if self.content.startswith(BOM_UTF8) else b"") + text.encode()


def _start(mark: Mark) -> int:
    return mark.key if mark.key >= 0 else mark.start


def _touching(mark: Mark | None, where: range) -> Iterator[Mark]:
    """A value and its parts that touch a part of the text, from the outermost inward."""
    waiting = deque([mark] if mark is not None else [])
    while waiting:
        mark = waiting.popleft()
        if _start(mark) < where.stop and mark.end >= where.start:
            yield mark
            waiting.extend(mark.parts.values() if isinstance(mark.parts, dict) else mark.parts or ())


def _part(mark: Mark, step: str | int) -> Mark | None:
    parts = mark.parts
    if isinstance(parts, dict) and isinstance(step, str):
        return parts.get(step)
    if isinstance(parts, list) and isinstance(step, int) and 0 <= step < len(parts):
        part: Mark = parts[step]
        return part
    return None


def read_text(text: str | bytes, path: str = "<text>") -> Source:
    """Read a YAML text; bytes are UTF-8. Whatever is wrong with it becomes a problem."""
    decoded, problem = _decode(text)
    lines = Lines(decoded)
    problem = problem or _unfit(decoded, lines)
    read = Composed(None, None, [problem]) if problem else _read_mapping(decoded, lines)
    content = text if isinstance(text, bytes) else text.encode(errors="surrogatepass")
    return Source(path, decoded, read.tree, tuple(read.problems), read.mark, content)


def unread(content: bytes, path: str) -> Source:
    """A file of which only the text is wanted: nothing of it is read as YAML."""
    return Source(path, _decode(content)[0], None, (), content=content)


def read_value(text: str) -> Any:
    """One value that stands by itself, such as on a command line. Raises ValueError that says why it is none."""
    lines = Lines(text)
    problem = _unfit(text, lines)
    read = Composed(None, None, [problem]) if problem else compose(text, lines)
    for found in read.problems:
        raise ValueError(f"not YAML as specs have it: {found.message}" + (f"; {found.hint}" if found.hint else ""))
    return read.tree


def _decode(text: str | bytes) -> tuple[str, Problem | None]:
    if isinstance(text, str):
        return text.removeprefix("\ufeff"), None
    data = text.removeprefix(BOM_UTF8)
    try:
        return data.decode(), None
    except UnicodeDecodeError as error:
        decoded = data.decode(errors="replace")
        offset = len(data[: error.start].decode())
        message = f"byte 0x{data[error.start]:02x} is not UTF-8"
        span = Lines(decoded).span(offset, offset + 1)
        return decoded, Problem(span, message, RULE, "save the file as UTF-8")


def _unfit(text: str, lines: Lines) -> Problem | None:
    """What keeps a text from being given to the parser."""
    if len(text) > MAX_CHARACTERS:
        message = f"the text is longer than {MAX_CHARACTERS:,} characters"
        return Problem(lines.first(), message, RULE)
    bad = _NOT_YAML.search(text)
    if bad is None:
        return None
    message = f"the character U+{ord(bad[0]):04X} cannot stand in YAML"
    return Problem(lines.span(*bad.span()), message, RULE, "remove it")


def _read_mapping(text: str, lines: Lines) -> Composed:
    read = compose(text, lines)
    if isinstance(read.tree, dict) or (read.mark is None and read.problems):
        return read
    problem = _not_mapping(read.tree, read.mark, lines)
    return Composed(None, None, [*read.problems, problem])


def _not_mapping(tree: Any, mark: Mark | None, lines: Lines) -> Problem:
    if mark is None or (tree is None and mark.start == mark.end):
        return Problem(lines.first(), "the file is empty", RULE)
    found = "a list" if isinstance(tree, list) else "a single value"
    span = lines.span(mark.start, mark.end)
    message = f"a spec is a mapping of keys, not {found}"
    return Problem(span, message, RULE, "start with 'key: value'")


def read_object(data: Mapping[Any, Any], path: str = "<object>") -> Source:
    """Read an object that is already parsed, by way of its YAML, so that its parts have places.

    Raises TypeError when it holds what YAML does not, or itself.
    """
    return read_text(dump(dict(data)), path)
