"""How far a long run is, in one line of a terminal that is gone when it ends."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

PATIENCE = 1.0  # seconds after which a run is long
PACE = 0.1  # seconds between two numbers


class Progress:
    """Tells on standard error, where that is a terminal, how many of some specs are done."""

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        self.total = total
        self.is_on = not quiet and sys.stderr.isatty()
        self.next = time.monotonic() + PATIENCE
        self.is_shown = False

    def __enter__(self) -> Self:
        return self

    def __call__(self, done: int) -> None:
        """Tells that so many are done, unless it was told just before."""
        if self.is_on and (now := time.monotonic()) >= self.next:
            self.next, self.is_shown = now + PACE, True
            print(f"\r{done} of {self.total} specs", end="", file=sys.stderr, flush=True)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.is_shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
