"""Specs in folders: YAML files that have the key `shapeplan` at the top."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch

SUFFIXES = (".yaml", ".yml")
PREFIX = 64 * 1024  # bytes of a file that are searched for the key
_SPEC = re.compile(rb"^(?:\xef\xbb\xbf)?shapeplan\s*:", re.MULTILINE)


def spec_files(folder: str, exclude: Sequence[str] = ()) -> Iterator[str]:
    """Paths of the specs in a folder and those below, in order; hidden folders are passed over."""
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not _excluded(at, f, exclude))
        for file in sorted(files):
            path = os.path.join(at, file)
            if file.endswith(SUFFIXES) and not _excluded(at, file, exclude) and is_spec(path):
                yield path


def is_among_specs(path: str, exclude: Sequence[str] = ()) -> bool:
    """Whether a file that is named would be checked if it were found in its folder, whatever its suffix."""
    at, name = os.path.split(os.path.normpath(path))
    while name:
        if _excluded(at, name, exclude):
            return False
        at, name = os.path.split(at)
    return is_spec(path)


def _excluded(folder: str, name: str, exclude: Sequence[str]) -> bool:
    path = os.path.join(folder, name)
    return any(fnmatch(name, glob) or fnmatch(path, glob) for glob in exclude)


def is_spec(path: str) -> bool:
    """Whether a file says that it is a spec; one that cannot be read is taken for one, and reported.

    Pipes and devices are none: reading them may never end.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return False
        with open(path, "rb") as file:
            return declares_spec(file.read(PREFIX))
    except (OSError, ValueError):
        return True


def declares_spec(content: bytes) -> bool:
    """Whether the start of a text has the key `shapeplan`."""
    return _SPEC.search(content[:PREFIX]) is not None


def why(error: OSError | ValueError) -> str:
    """What kept a file from being opened; a path with a NUL character is a ValueError."""
    return (getattr(error, "strerror", None) or str(error)).lower()
