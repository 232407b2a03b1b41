"""`check --watch`: checks again when a file changes, until Ctrl-C."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator

from shapeplan import config
from shapeplan.cannot import CannotRunError, complain
from shapeplan.files import SUFFIXES

PACE = 0.4  # seconds between two looks

Stamps = dict[str, tuple[int, int]]  # size and time of change, by path


def watch(run: Callable[[], int], look: Callable[[], Stamps]) -> int:
    """Runs, and again whenever a look shows something else; 0 when it is interrupted."""
    try:
        while True:
            seen = look()
            again(run)
            sys.stdout.flush()
            while look() == seen:
                time.sleep(PACE)
            print(f"\n-- {time.strftime('%H:%M:%S')}", flush=True)
    except KeyboardInterrupt:
        return 0


def again(run: Callable[[], int]) -> None:
    """One run; where it cannot, it says why, and the next change may mend that."""
    config.forget()
    try:
        run()
    except CannotRunError as error:
        complain(error)


def stamps(paths: Iterable[str], asked_for: str | None = None) -> Stamps:
    """The YAML files among paths and in the folders among them, and the configurations that may hold for them."""
    found: Stamps = {}
    named = {each for path in paths for each in (*yaml_files(path), *configs(path))}
    for path in named | {asked_for or ""}:
        try:
            stat = os.stat(path)
        except (OSError, ValueError):
            continue
        found[path] = (stat.st_size, stat.st_mtime_ns)
    return found


def yaml_files(path: str) -> Iterator[str]:
    """A file, or the YAML files and configurations in a folder."""
    if not os.path.isdir(path):
        yield path
    for at, folders, files in os.walk(path):
        folders[:] = [folder for folder in folders if not folder.startswith(".")]
        yield from (os.path.join(at, file) for file in files if file.endswith(SUFFIXES) or file in config.NAMES)


def configs(path: str) -> Iterator[str]:
    """The configurations in the folders above a path, there or not."""
    folder = os.path.dirname(os.path.abspath(path))
    while True:
        yield from (os.path.join(folder, name) for name in config.NAMES)
        if (above := os.path.dirname(folder)) == folder:
            return
        folder = above
