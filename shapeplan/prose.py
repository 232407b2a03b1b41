"""Documentation as Markdown: the pages of ops, rules and frameworks, as editors show them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from itertools import pairwise

from pydantic.fields import FieldInfo

_SECTION = re.compile(r"([A-Z][a-z]+)(?: {2,}(.*))?$")  # `Fails    what`, or `Bad` with a spec below
_EXAMPLE = ">>> "


def markdown(page: str) -> str:
    r"""A docstring in the style of ops and rules as Markdown.

    >>> print(markdown("A sum.\n\n    y = a + b\n\nFails    never,\n         it is a sum"))
    A sum.
    <BLANKLINE>
        y = a + b
    <BLANKLINE>
    **Fails** never,
    it is a sum
    """
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(_blocks(page.strip().splitlines()))).strip()


def _blocks(lines: list[str]) -> Iterator[str]:
    """What stands before the first section, each section, and the example."""
    starts = [i for i, line in enumerate(lines) if _SECTION.match(line)]
    example = next((i for i, line in enumerate(lines) if line.startswith(_EXAMPLE)), len(lines))
    starts = [*(i for i in starts if i < example), example]
    yield "\n".join(lines[: starts[0]])
    for start, end in pairwise(starts):
        yield _section(lines[start:end])
    if example < len(lines):
        yield fenced("\n".join(lines[example:]), "python")


def _section(lines: list[str]) -> str:
    """A section: what it says behind its title, or the spec below it."""
    found = _SECTION.match(lines[0])
    assert found is not None
    title, said = found[1], found[2]
    if said is None:
        return f"**{title}**\n\n" + fenced(textwrap.dedent("\n".join(lines[1:])), "yaml")
    return "\n".join([f"**{title}** {said}", *map(str.strip, lines[1:])])


def fenced(text: str, language: str = "text") -> str:
    """A block of text as it is."""
    return "\n".join([f"```{language}", text.strip("\n"), "```"])


def argument(info: FieldInfo) -> str:
    """What an argument is, with its default."""
    said = info.description or ""
    if info.is_required():
        return f"{said} Required."
    return said if info.default is None else f"{said} Default: `{str(info.default).lower()}`."
