"""Specs in folders: YAML files that have the key `shapeplan` at the top."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator

SUFFIXES = (".yaml", ".yml")
MAX_BYTES = 50_000_000  # of a spec
PREFIX = 64 * 1024  # bytes of a file that are searched for the key
_SPEC = re.compile(rb"^(?:\xef\xbb\xbf)?shapeplan\s*:", re.MULTILINE)


def spec_files(folder: str, is_excluded: Callable[[str], bool] = lambda _: False) -> Iterator[str]:
    """Paths of the specs in a folder and those below, in order; hidden folders are passed over."""
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and not is_excluded(os.path.join(at, f)))
        for path in (os.path.join(at, file) for file in sorted(files) if file.endswith(SUFFIXES)):
            if not is_excluded(path) and is_spec(path):
                yield path


def content_of(path: str) -> bytes:
    """The bytes of a spec. Raises OSError or ValueError, which `why` says."""
    with open(path, "rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise OSError(None, f"larger than {MAX_BYTES:,} bytes, which no spec is")
    return content


def is_among_specs(path: str, is_excluded: Callable[[str], bool]) -> bool:
    """Whether a file that is named would be checked if it were found in its folder, whatever its suffix."""
    at = os.path.normpath(path)
    while os.path.basename(at):
        if is_excluded(at):
            return False
        at = os.path.dirname(at)
    return is_spec(path)


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
