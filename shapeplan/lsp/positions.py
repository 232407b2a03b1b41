"""Offsets of a text as an editor counts them: lines from 0, characters in units of an encoding."""

from __future__ import annotations

from dataclasses import dataclass

from lsprotocol import types

from shapeplan.spans import Lines, Span

UNIT = {"utf-8": 1, "utf-16": 2, "utf-32": 4}  # bytes


@dataclass(frozen=True, slots=True)
class Positions:
    """The places of a text.

    lines      of the text that was read, without a byte order mark
    encoding   whose units the client counts in a line
    shift      units in front of the text that was read: 1 where the client's text has a byte order mark
    """

    lines: Lines
    encoding: str = "utf-16"
    shift: int = 0

    def units(self, text: str) -> int:
        """Length of a text in a line, as the client counts it.

        >>> Positions(Lines("")).units("a한😀"), Positions(Lines(""), "utf-8").units("a한😀")
        (4, 8)
        """
        codec = self.encoding if self.encoding == "utf-8" else f"{self.encoding}-le"
        return len(text.encode(codec, "surrogatepass")) // UNIT[self.encoding]

    def position(self, offset: int) -> types.Position:
        """The position of an offset."""
        line, column = self.lines.position(offset)
        start = self.lines.starts[line - 1]
        units = self.units(self.lines.text[start : start + column - 1])
        return types.Position(line - 1, units + (self.shift if line == 1 else 0))

    def range(self, start: int, end: int) -> types.Range:
        """The range of text[start:end]."""
        return types.Range(self.position(start), self.position(end))

    def of(self, span: Span) -> types.Range:
        """The range of a span."""
        return self.range(span.start, span.end)

    def offset(self, position: types.Position) -> int:
        """The offset of a position; the end of the line where it is behind it."""
        starts = self.lines.starts
        if position.line >= len(starts):
            return len(self.lines.text)
        text = self.lines.line(position.line + 1)
        wanted = position.character - (self.shift if position.line == 0 else 0)
        count = min(max(wanted, 0), len(text))
        while count > 0 and self.units(text[:count]) > wanted:
            count -= 1
        return starts[position.line] + count
