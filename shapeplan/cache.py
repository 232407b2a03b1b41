"""Findings that are kept from one run to the next, by what they follow from.

An entry is a file named after a hash of this program's code, what was asked for and the text of a spec. It
starts with a hash of the rest: one that was damaged counts as none. The folder may be deleted at any time.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from typing import Any

from shapeplan import __version__

FOLDER = ".shapeplan_cache"
TAG = "CACHEDIR.TAG"
_ENTRIES = re.compile(r"[\w.]+-[0-9a-f]{16}")
FILES = {  # the first says that the folder is a cache
    TAG: "Signature: 8a477f597d28d172789f06886806bc55\n# A cache of shapeplan, safe to delete; see https://bford.info/cachedir/\n",
    ".gitignore": "*\n",
}

Records = list[dict[str, Any]]


class Cache:
    """The cache in a folder, which is made when there is something to keep."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.entries = os.path.join(folder, f"{__version__}-{code()[:16]}")

    def get(self, key: str) -> Records | None:
        """What is kept under a key; None where there is nothing that can be read."""
        try:
            with open(os.path.join(self.entries, key), "rb") as file:
                check, _, content = file.read().partition(b"\n")
            found: Records | None = json.loads(content) if check == _hash(content) else None
        except (OSError, ValueError):
            return None
        return found

    def put(self, key: str, records: Records) -> None:
        """Keeps records, as a whole or not at all; a folder that cannot be written keeps nothing."""
        content = json.dumps(records, separators=(",", ":")).encode()
        with suppress(OSError):
            self._make()
            _write(os.path.join(self.entries, key), _hash(content) + b"\n" + content)

    @property
    def is_free(self) -> bool:
        """Whether the folder is a cache, empty or yet to be made, so that nothing of the user's is in it."""
        try:
            return TAG in (names := os.listdir(self.folder)) or not names
        except FileNotFoundError:
            return True
        except OSError:
            return False

    def _make(self) -> None:
        """Makes the folder; entries of other code, which nothing asks for any more, go."""
        if os.path.isdir(self.entries):
            return
        if not self.is_free:
            raise FileExistsError(self.folder)
        os.makedirs(self.folder, exist_ok=True)
        for name, text in FILES.items():
            _write(os.path.join(self.folder, name), text.encode())
        os.makedirs(self.entries, exist_ok=True)
        for other in filter(_ENTRIES.fullmatch, os.listdir(self.folder)):
            if other != os.path.basename(self.entries):
                import shutil

                shutil.rmtree(os.path.join(self.folder, other), ignore_errors=True)


def key_of(asked: bytes, content: bytes) -> str:
    """The key of a spec's content and of what is asked for beside it."""
    return sha256(len(asked).to_bytes(8, "big") + asked + content).hexdigest()


@cache
def code() -> str:
    """A hash that changes with the code that makes findings: this package, Python and what reads the specs."""
    package = os.path.dirname(os.path.abspath(__file__))
    parts = [sys.version, *_stamps(package), *(_stamp(_origin(name)) for name in ("pydantic", "pydantic_core", "yaml"))]
    return sha256("\n".join(parts).encode()).hexdigest()


def _origin(module: str) -> str:
    found = find_spec(module)
    return (found.origin if found else None) or module


def _stamps(folder: str) -> Iterator[str]:
    """Size and time of each file of code in a folder."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name != "__pycache__":
            yield from _stamps(entry.path)
        elif entry.name.endswith(".py"):
            yield f"{entry.path} {entry.stat().st_size} {entry.stat().st_mtime_ns}"


def _stamp(path: str) -> str:
    return f"{path} {os.stat(path).st_mtime_ns}" if os.path.exists(path) else path


def _hash(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode()


def _write(path: str, content: bytes) -> None:
    temporary = f"{path}.{os.getpid()}"
    try:
        with open(temporary, "wb") as file:
            file.write(content)
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
