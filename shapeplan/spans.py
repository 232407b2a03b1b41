"""Places in a text, problems with it and edits to it.

Offsets count code points from 0; lines and columns count code points from 1.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_LINE_BREAK = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value stands in a text; both ends are exclusive."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a text, where, and in `hint` what to do about it."""

    span: Span
    message: str
    rule: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text[start:end] by `text`."""

    start: int
    end: int
    text: str


class Lines:
    """The lines of a text, which turn offsets into spans."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """Offset of the start of each line."""
        return [0, *(match.end() for match in _LINE_BREAK.finditer(self.text))]

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of an offset."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Span of text[start:end]."""
        return Span(start, end, *self.position(start), *self.position(end))

    @property
    def ending(self) -> str:
        r"""What ends the first line; a line feed where nothing does.

        >>> Lines("a: 1\r\nb: 2").ending, Lines("").ending
        ('\r\n', '\n')
        """
        found = _LINE_BREAK.search(self.text)
        return found[0] if found else "\n"

    def line(self, number: int) -> str:
        """A line, from 1, without its line break."""
        end = self.starts[number] if number < len(self.starts) else len(self.text)
        return self.text[self.starts[number - 1] : end].rstrip("\r\n")

    def first(self) -> Span:
        """Span of the first line, without its line break."""
        line_break = _LINE_BREAK.search(self.text)
        return self.span(0, line_break.start() if line_break else len(self.text))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits; edits that insert at one place keep their order.

    Raises ValueError when edits overlap or reach outside the text.
    """
    parts = []
    done = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if not 0 <= edit.start <= edit.end <= len(text):
            raise ValueError(f"{edit} reaches outside a text of {len(text)} characters")
        if edit.start < done:
            raise ValueError(f"{edit} overlaps the edit before it")
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, text[done:]])
