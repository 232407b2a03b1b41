"""The command `diff`: two versions of a spec, each a file, standard input or in git; also as git's own diff driver."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Mapping
from typing import Any

from shapeplan import api
from shapeplan.cannot import CannotRunError
from shapeplan.difference import Difference, Version, absent, difference
from shapeplan.files import declares_spec
from shapeplan.fix_command import output
from shapeplan.renderers.fixes import diff
from shapeplan.source import Source, read_text

Settings = Callable[[Source], Mapping[str, Any]]  # what is asked for a source
GIT_ARGUMENTS = (
    7,
    9,
)  # of a diff driver: path, old file, hex, mode, new file, hex, mode; new path, what git says of it


def run(arguments: Namespace, settings: Settings) -> int:
    """Prints the difference; 1 if there is one."""
    if arguments.git:
        return of_git(arguments, settings)
    if len(arguments.versions) != len(("before", "after")):
        raise CannotRunError("diff takes two versions, each a file, REV:path in git, or - for standard input")
    if arguments.versions == ["-", "-"]:
        raise CannotRunError("only one of the two versions can be standard input")
    before, after = (version(name, settings) for name in arguments.versions)
    found = difference(before, after)
    print(told(found, arguments), end="")
    return int(found.is_any and not arguments.exit_zero)


def told(found: Difference, arguments: Namespace) -> str:
    """The difference in the format that is asked for."""
    if arguments.format == "json":
        from shapeplan.renderers.difference_data import difference_data

        return json.dumps(difference_data(found), indent=2, ensure_ascii=False) + "\n"
    if arguments.format == "markdown":
        from shapeplan.renderers.difference_markdown import difference_markdown

        return difference_markdown(found)
    from shapeplan.renderers.difference import difference_text

    return difference_text(found, everything=arguments.all) + "\n"


def version(name: str, settings: Settings) -> Version:
    """The version of a name. Raises CannotRunError where it cannot be read."""
    return absent(name) if name == os.devnull else linted(source(name), settings)


def linted(source: Source, settings: Settings) -> Version:
    """A version with its errors and warnings. Raises CannotRunError for settings that do not fit."""
    try:
        a = api.analysis(source, **settings(source))
    except api.SpecError as error:
        raise CannotRunError(f"{source.path}: {error}") from None
    return Version(source.path, a, [d for d in api.lint(a) if d.severity != "note"])


def source(name: str) -> Source:
    """The text of a file, of standard input, or of a file in git. Raises CannotRunError."""
    if name == "-":
        return read_text(sys.stdin.buffer.read(), "<stdin>")
    if ":" in name and not os.path.exists(name):
        return read_text(blob(name), name)
    return read(name)


def read(path: str) -> Source:
    """The text of a file. Raises CannotRunError."""
    try:
        return api.read(path)
    except api.SpecError as error:
        raise CannotRunError(str(error)) from None


def blob(name: str) -> bytes:
    """A file as it is in a revision, `HEAD:net.yaml`, or staged, `:net.yaml`. Raises CannotRunError."""
    if name.startswith("-"):
        raise CannotRunError(f"{name}: there is no such file, and no revision begins with '-'")
    try:
        done = subprocess.run(["git", "cat-file", "blob", name], capture_output=True, check=False)  # noqa: S603, S607 - git
    except (OSError, ValueError) as error:
        raise CannotRunError(f"{name}: there is no such file, and git cannot be run: {error}") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise CannotRunError(f"{name}: there is no such file, and git says: {said}")
    return done.stdout


# -- as git's diff driver


def of_git(arguments: Namespace, settings: Settings) -> int:
    """Prints the difference of what git hands over; always 0, since git takes any other code for a crash."""
    given = arguments.versions
    if len(given) == 1:
        print(f"{given[0]}: not merged yet")
        return 0
    if len(given) not in GIT_ARGUMENTS:
        raise CannotRunError("--git is for git itself: git config diff.shapeplan.command 'shapeplan diff --git'")
    contents = [handed(given[i]) for i in (1, 4)]
    names = f"a/{given[0]}", f"b/{given[7] if len(given) > GIT_ARGUMENTS[0] else given[0]}"
    is_shown = False  # what has no layers is shown as text
    if any(content is not None and declares_spec(content) for content in contents):
        versions = [
            absent(os.devnull) if content is None else linted(read_text(content, name), settings)
            for content, name in zip(contents, names, strict=True)
        ]
        found = difference(*versions)
        print(told(found, arguments))  # and an empty line in front of the next file
        is_shown = found.changes is not None
    if arguments.format == "text" and not is_shown:
        output(diff(given[0], *(content or b"" for content in contents)))
    return 0


def handed(path: str) -> bytes | None:
    """What is in a file that git hands over; None where there is none on this side. Raises CannotRunError."""
    return None if path == os.devnull else read(path).content
