"""Comments that silence rules: `# shapeplan: ignore[rule]`, with one rule or several.

Behind something in a line it holds for the line; alone in a line, for the whole block or layer that starts below it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shapeplan.diagnostic import Diagnostic
from shapeplan.source import Source
from shapeplan.spans import Edit, Span

_COMMENT = re.compile(
    r"(?:^|(?<=[ \t\r\n]))#[ \t]*shapeplan:[ \t]*ignore(?:\[([^\]\r\n]*)\]|(?![\w\[]))(?:(?![ \t]#)[^\r\n])*"
)


@dataclass(frozen=True, slots=True)
class Ignore:
    """One comment.

    span         where it stands, with the reason that is given in it
    rules        the names in it, each once; none where it has no brackets
    first, last  the lines for which it holds
    """

    span: Span
    rules: tuple[str, ...]
    first: int
    last: int

    def covers(self, d: Diagnostic) -> bool:
        """Whether a finding stands where the comment holds."""
        return self.first <= d.span.line <= self.last

    def silences(self, d: Diagnostic) -> bool:
        """Whether the comment silences a finding."""
        return d.rule in self.rules and self.covers(d)


def ignores(source: Source) -> list[Ignore]:
    """All such comments of a text, in order; what looks like one inside of a value is none."""
    found = [match for match in _COMMENT.finditer(source.text) if not source.is_in_scalar(match.start())]
    return [_ignore(source, match) for match in found]


def _ignore(source: Source, match: re.Match[str]) -> Ignore:
    span = source.lines.span(match.start(), match.start() + len(match[0].rstrip()))
    names = () if match[1] is None else tuple(dict.fromkeys(name.strip() for name in match[1].split(",")))
    if source.lines.line(span.line)[: span.column - 1].strip():
        return Ignore(span, names, span.line, span.line)
    first = _next_line(source, span.line)
    block = source.block(first)
    return Ignore(span, names, first, block.end_line if block else first)


def _next_line(source: Source, line: int) -> int:
    """The first line below one that has more than a comment; the one below where there is none."""
    below = range(line + 1, len(source.lines.starts) + 1)
    texts = ((number, source.lines.line(number).lstrip()) for number in below)
    return next((number for number, text in texts if text and not text.startswith("#")), line + 1)


def without(source: Source, ignore: Ignore, rules: frozenset[str]) -> Edit:
    """The edit that takes rules out of a comment, and the comment with its line where none is left."""
    left = [rule for rule in ignore.rules if rule not in rules]
    if left:
        return renamed(source, ignore, left)
    number, span = ignore.span.line, ignore.span
    line = source.lines.line(number)
    before, rest = line[: span.column - 1], line[span.end_column - 1 :]
    if before.strip():
        return Edit(span.start - len(before) + len(before.rstrip()), span.end, "")
    if rest.strip():  # another comment
        return Edit(span.start, span.end + len(rest) - len(rest.lstrip()), "")
    starts = source.lines.starts
    return Edit(starts[number - 1], starts[number] if number < len(starts) else len(source.text), "")


def renamed(source: Source, ignore: Ignore, rules: list[str]) -> Edit:
    """The edit that puts other rules into a comment."""
    opened = source.text.index("[", ignore.span.start) + 1
    return Edit(opened, source.text.index("]", opened), ", ".join(rules))
