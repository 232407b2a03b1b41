"""The configuration of a project: `[tool.shapeplan]` of pyproject.toml, or shapeplan.toml with the same keys at the top.

The one nearest to a spec, going upward, holds; where a folder has both, shapeplan.toml. Paths in it start from its folder.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from functools import cache
from typing import TYPE_CHECKING, Any

from shapeplan.cannot import CannotRunError
from shapeplan.files import why

if TYPE_CHECKING:
    from shapeplan.choice import Choice

NAMES = ("shapeplan.toml", "pyproject.toml")
_HAS_TABLE = re.compile(rb"""(?m)^[ \t]*\[?[ \t]*["']?tool["']?[ \t]*(?:\.[ \t]*["']?shapeplan|\]|=)""")


@dataclass(frozen=True, slots=True)
class Config:
    """What a project wants, as it stands in the file; nothing where there is none.

    path              of the file
    select, ignore    rules that speak, all where there are none; rules that do not
    severity          'error', 'warning', 'note' or 'off', by rule
    per_file_ignores  rules that do not speak about some files, by pattern
    framework         whose rules hold for specs that name none
    exclude           patterns of files and folders that are passed over
    sizes             of inputs, as --size has them; by name of the input, '' for the only one
    """

    path: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    framework: str | None = None
    exclude: tuple[str, ...] = ()
    sizes: Mapping[str, str] = field(default_factory=dict)

    def choice(self, path: str, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> Choice:
        """The choice of rules for a spec; what is selected or ignored on the command line wins."""
        from shapeplan.choice import OFF, Choice

        of_file = [rule for glob, rules in self.per_file_ignores.items() if self._is_at(path, [glob]) for rule in rules]
        if not select:
            return Choice(self.select, (*self.ignore, *ignore, *of_file), self.severity)
        severity = {rule: level for rule, level in self.severity.items() if level != OFF}
        return Choice(tuple(select), (*ignore, *of_file), severity)

    def excludes(self, path: str) -> bool:
        """Whether a file or folder is passed over."""
        return bool(self.exclude) and self._is_at(path, self.exclude)

    def _is_at(self, path: str, globs: Iterable[str]) -> bool:
        """Whether a path from the folder of the file, a folder on it or the name of one matches a pattern."""
        if self.path is None:
            return False
        folder = os.path.dirname(self.path)
        parts = os.path.relpath(os.path.abspath(path), folder).split(os.sep)
        heads = ["/".join(parts[: i + 1]) for i in range(len(parts))]
        plain = [
            os.path.relpath(glob, folder) if os.path.isabs(glob) else glob.rstrip("/").removeprefix("./")
            for glob in globs
        ]
        patterns = {each for glob in plain for each in (glob, glob.removeprefix("**/"))}
        return any(fnmatch(each, pattern) for pattern in patterns for each in (*heads, *parts))


def nearest(path: str) -> Config:
    """The configuration of a spec. Raises CannotRunError for one that is wrong."""
    return in_folder(os.path.dirname(os.path.abspath(path)))


@cache
def in_folder(folder: str) -> Config:
    """The configuration of the specs in a folder, whose path is absolute."""
    for path in (os.path.join(folder, name) for name in NAMES):
        if os.path.isfile(path) and (config := _read(path)) is not None:
            return config
    above = os.path.dirname(folder)
    return Config() if above == folder else in_folder(above)


@cache
def read(path: str) -> Config:
    """The configuration in a file. Raises CannotRunError where there is none, or one that is wrong."""
    config = _read(os.path.abspath(path))
    if config is None:
        raise CannotRunError(f"{path}: there is no table [tool.shapeplan]")
    return config


def forget() -> None:
    """Forgets what was read: files may have changed."""
    in_folder.cache_clear()
    read.cache_clear()


def _read(path: str) -> Config | None:
    """The configuration in a file, whose path is absolute; None for a pyproject.toml that has none."""
    place = Place(path)
    try:
        with open(path, "rb") as file:
            content = file.read()
    except (OSError, ValueError) as error:
        raise place.wrong(why(error)) from None
    is_shared = os.path.basename(path) == NAMES[1]
    if is_shared and not _HAS_TABLE.search(content):
        return None
    import tomllib

    from shapeplan.config_values import values

    try:
        text = content.decode()
        data: Any = tomllib.loads(text)
    except ValueError as error:  # of TOML, or of UTF-8
        raise place.wrong(f"not TOML: {error}") from None
    tool = data.get("tool", {}) if is_shared else {"shapeplan": data}
    if not isinstance(tool, dict) or "shapeplan" not in tool:
        return None
    return Config(path, **values(tool["shapeplan"], Place(path, text)))


@dataclass(frozen=True, slots=True)
class Place:
    """A file of configuration, for messages about it."""

    path: str
    text: str = ""

    def wrong(self, message: str, word: str | None = None) -> CannotRunError:
        """What is wrong, with the line of a key or a name where that is found."""
        here = os.path.relpath(self.path)
        line = None if word is None else self.line(word)
        return CannotRunError(f"{self.path if here.startswith('..') else here}{f':{line}' if line else ''}: {message}")

    def line(self, word: str) -> int | None:
        """The first line, from 1, of the configuration that has a word."""
        lines = self.text.splitlines()
        start = next((i for i, line in enumerate(lines) if _HAS_TABLE.match(line.encode())), 0)
        is_there = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        return next((i for i, line in enumerate(lines[start:], start + 1) if is_there.search(line)), None)
