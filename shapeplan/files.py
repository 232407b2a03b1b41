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
            return _SPEC.search(file.read(PREFIX)) is not None
    except OSError:
        return True


def replace_text(path: str, text: str) -> None:
    """Writes a file anew, so that it is never there in part; a byte order mark and its permissions stay.

    Raises OSError.
    """
    import tempfile
    from codecs import BOM_UTF8

    target = os.path.realpath(path)
    with open(target, "rb") as old:
        mark = BOM_UTF8 if old.read(len(BOM_UTF8)) == BOM_UTF8 else b""
    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".shapeplan-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(mark + text.encode())
        os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def why(error: OSError | ValueError) -> str:
    """What kept a file from being opened; a path with a NUL character is a ValueError."""
    return (getattr(error, "strerror", None) or str(error)).lower()
