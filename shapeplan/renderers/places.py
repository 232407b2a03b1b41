"""Where a finding is, as services that show findings beside the text of a repository want it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import PurePath

from shapeplan.diagnostic import Diagnostic


def inside(path: str) -> str:
    """A path from the working directory, with slashes; as it is where it leads elsewhere.

    >>> inside("./specs/a.yaml"), inside("../a.yaml")
    ('specs/a.yaml', '../a.yaml')
    """
    try:
        here = os.path.relpath(path)
    except ValueError:  # another drive
        return PurePath(path).as_posix()
    return PurePath(path if here.startswith("..") else here).as_posix()


def fingerprints(found: Iterable[Diagnostic]) -> Iterator[str]:
    """A mark for each finding that stays when lines move, and differs from all the others of the run."""
    seen: Counter[tuple[str, ...]] = Counter()
    for d in found:
        same = (inside(d.path), d.rule, d.node or "", d.message)
        seen[same] += 1
        yield sha256("\0".join((*same, str(seen[same]))).encode(errors="surrogatepass")).hexdigest()


def advised(d: Diagnostic) -> str:
    """The message with what works and what to do, a line each."""
    fixes = [f"{'fix' if i == 0 else 'or'}: {fix.title}" for i, fix in enumerate(d.fixes)]
    works = [f"works: {d.works}"] if d.works else []
    return "\n".join([d.message, *works, *(fixes or ([f"help: {d.hint}"] if d.hint else []))])
