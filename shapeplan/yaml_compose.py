"""The plain tree of a YAML text and the places of its parts, composed from parser events.

PyYAML's own composer recurses, in C without a limit: deep nesting crashes the process. This one
keeps its own stack, bounds depth and aliases, and goes on after problems that allow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import yaml

from shapeplan.spans import Lines, Problem
from shapeplan.yaml_errors import MAX_DEPTH, NO_TAGS, NO_TAGS_HINT, RULE, TOO_DEEP, explain
from shapeplan.yaml_nodes import Key, Mark, Node
from shapeplan.yaml_scalars import NULLS, BadScalar, Scalar, resolve

MAX_ALIASES = 1_000
MAX_EXPANDED = 100_000  # values that aliases may add

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# An anchor or tag, and the white space and comments up to what it belongs to.
_PROPERTY = re.compile(r"(!<[^>\s]*>|[&!][^\s,\[\]{}]*)\s*(?:#.*\s*)*")
_NOT_KEY = "a key must be plain text, not a list, mapping or alias"
_NOT_MERGEABLE = "'<<' takes a mapping or a list of mappings"


class Composed(NamedTuple):
    """What `compose` read; without a mark the text is empty or, as a problem says, unreadable."""

    tree: Any
    mark: Mark | None
    problems: list[Problem]


class _Stop(Exception):  # noqa: N818 - it ends the reading, and no one sees it
    """There is no point in reading on."""


def compose(text: str, lines: Lines) -> Composed:
    """Tree, marks and problems of a YAML text; never raises for what the text holds."""
    composer = _Composer(text, lines)
    try:
        composer.read()
    except _Stop:
        return Composed(None, None, composer.problems)
    # PyYAML's own parser lets some odd escapes and directives out as plain errors.
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        return Composed(None, None, [*composer.problems, explain(error, lines)])
    root = composer.stack[0]
    if not isinstance(root.parts, list) or not root.parts:
        return Composed(None, None, composer.problems)
    return Composed(root.value[0], root.parts[0], composer.problems)


class _Composer:
    def __init__(self, text: str, lines: Lines) -> None:
        self.text = text
        self.lines = lines
        self.problems: list[Problem] = []
        self.stack = [Node([], [], 0)]  # the document is the only item of the first one
        self.anchors: dict[str, Node] = {}
        self.documents = 0
        self.aliases = 0
        self.expanded = 0

    def read(self) -> None:
        actions: dict[type, Callable[[Any], None]] = {
            yaml.DocumentStartEvent: self.document,
            yaml.ScalarEvent: self.scalar,
            yaml.AliasEvent: self.alias,
            yaml.SequenceStartEvent: self.begin,
            yaml.MappingStartEvent: self.begin,
            yaml.SequenceEndEvent: self.finish,
            yaml.MappingEndEvent: self.finish,
        }
        for event in yaml.parse(self.text, Loader=_LOADER):
            action = actions.get(type(event))
            if action:
                action(event)

    def complain(self, start: int, end: int, message: str, hint: str | None = None) -> None:
        self.problems.append(Problem(self.lines.span(start, end), message, RULE, hint))

    def stop(self, event: Any, message: str, hint: str | None = None) -> None:
        self.complain(event.start_mark.index, event.end_mark.index, message, hint)
        raise _Stop

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self.stop(event, "a second document starts here", "keep one document in a file")

    def start(self, event: Any) -> int:
        """Where a value starts, after its anchor and tag."""
        start: int = event.start_mark.index
        for _ in range((event.anchor is not None) + (event.tag is not None)):
            found = _PROPERTY.match(self.text, start)
            if found is None:
                break
            if found[1].startswith("!"):
                self.complain(start, found.end(1), NO_TAGS, NO_TAGS_HINT)
            start = found.end()
        return start

    def add(self, value: Any, mark: Mark, weight: int = 1, height: int = 0) -> None:
        node = self.stack[-1]
        if node.awaits_key():
            self.complain(mark.start, mark.end, _NOT_KEY)
            node.key = Key(mark.start, None)
            node.end = mark.end
        else:
            node.add(value, mark, weight, height)

    # Scalars

    def scalar(self, event: Any) -> None:
        end = event.end_mark.index
        start = min(self.start(event), end)  # an empty value ends before what follows
        if event.style in ("|", ">"):  # the end mark runs past blank lines
            end = start + len(self.text[start:end].rstrip())
        value: Scalar = event.value
        if self.stack[-1].awaits_key():
            self.take_key(start, end, event)
        else:
            value = value if event.style else self.resolve(event.value, start, end)
            self.add(value, Mark(start, end))
        if event.anchor is not None:
            self.anchors[event.anchor] = Node(value, None, start, is_open=False)

    def resolve(self, text: str, start: int, end: int) -> Scalar:
        try:
            return resolve(text)
        except BadScalar as bad:
            self.complain(start, end, bad.message, bad.hint)
            return bad.value

    def take_key(self, start: int, end: int, event: Any) -> None:
        node, name, is_plain = self.stack[-1], event.value, not event.style
        first = node.parts.get(name) if isinstance(node.parts, dict) else None
        is_null = is_plain and name in NULLS
        node.key = Key(start, None if first or is_null else name)
        node.end = end
        if first:
            line, _ = self.lines.position(first.key)
            self.complain(start, end, f"'{name}' is given twice; first on line {line}")
        elif is_null:
            self.complain(start, end, "a key cannot be empty or null", "name it or quote it")
        elif is_plain and name == "<<":
            node.merges = True

    # Lists and mappings

    def begin(self, event: Any) -> None:
        if len(self.stack) > MAX_DEPTH:
            self.stop(event, TOO_DEEP)
        start = self.start(event)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        node = Node([], [], start, height=1) if is_list else Node({}, {}, start, height=1)
        # `[a: 1]` holds a mapping in flow style that has no braces of its own.
        node.bracketed = event.flow_style and self.text[start] in "[{"
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self.stack.append(node)

    def finish(self, event: Any) -> None:
        node = self.stack.pop()
        node.is_open = False
        for mark in node.merge() if node.merges else ():
            self.complain(mark.start, mark.end, _NOT_MERGEABLE)
        # The end mark of a block runs past comments and blank lines.
        end = event.end_mark.index if node.bracketed else node.end
        self.add(node.value, Mark(node.start, end, node.parts), node.weight, node.height)

    # Aliases

    def alias(self, event: Any) -> None:
        start, end, name = event.start_mark.index, event.end_mark.index, event.anchor
        node = self.anchors.get(name)
        if node is not None and not node.is_open:
            self.count_alias(event, node)
            self.add(node.value, Mark(start, end, node.parts), node.weight, node.height)
            return
        message = f"'*{name}' stands inside the value that it names"
        self.complain(start, end, message if node else f"no '&{name}' stands before '*{name}'")
        self.add({}, Mark(start, end, {}))  # which '<<' takes without another problem

    def count_alias(self, event: Any, node: Node) -> None:
        self.aliases += 1
        self.expanded += node.weight
        if self.aliases > MAX_ALIASES:
            self.stop(event, f"more than {MAX_ALIASES:,} aliases")
        if self.expanded > MAX_EXPANDED:
            self.stop(event, f"aliases add more than {MAX_EXPANDED:,} values")
        if len(self.stack) - 1 + node.height > MAX_DEPTH:
            self.stop(event, TOO_DEEP)
