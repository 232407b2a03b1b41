"""Findings of many specs: those that are kept are looked up, the others found, in several processes where that pays."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from shapeplan.asked import Asked
from shapeplan.cache import Cache, Records, key_of
from shapeplan.cannot import CannotRunError
from shapeplan.checked import Checked
from shapeplan.record import diagnostic, record
from shapeplan.source import read_text, unread

PAYS = 64  # specs from which on more processes are faster
CHUNK = 8  # specs that are handed to a process at once

Answer = Records | str  # findings, or why there are none


@dataclass(frozen=True)
class Task:
    """A spec to be checked: where it is, what it says, what is asked for beside it, and where findings are kept."""

    path: str
    content: bytes
    asked: Asked
    cache: Cache | None = None

    @property
    def name(self) -> str:
        """What the path is called."""
        return "<stdin>" if self.path == "-" else self.path

    @cached_property
    def key(self) -> str:
        """What its findings are kept under."""
        return key_of(self.asked.key, self.content)


def answer(task: Task) -> Answer:
    """The findings of one spec."""
    from shapeplan import api

    try:
        return [record(d) for d in api.lint(task.asked.analysis(read_text(task.content, task.name)))]
    except api.SpecError as error:
        return f"{task.name}: {error}"


def linted(tasks: Sequence[Task], jobs: int | None, tell: Callable[[int], None]) -> list[Checked]:
    """What is said about specs, in their order; `tell` hears how many of them are done."""
    known = [task.cache.get(task.key) if task.cache else None for task in tasks]
    found: dict[int, Answer] = {i: records for i, records in enumerate(known) if records is not None}
    missing = [i for i in range(len(tasks)) if i not in found]
    for i, new in zip(missing, answers([tasks[i] for i in missing], jobs), strict=True):
        found[i] = new
        if (cache := tasks[i].cache) is not None and not isinstance(new, str):
            cache.put(tasks[i].key, new)
        tell(len(found))
    return [checked(task, found[i]) for i, task in enumerate(tasks)]


def checked(task: Task, found: Answer) -> Checked:
    """What a path is to every format."""
    if isinstance(found, str):
        return Checked(task.name, error=found)
    source = unread(task.content, task.name)
    return Checked(task.name, tuple(diagnostic(data, source) for data in found))


def answers(tasks: Sequence[Task], jobs: int | None) -> Iterator[Answer]:
    """The answers to tasks, in order, by so many processes; by as many as there are processors where that pays."""
    if jobs is None:
        jobs = processors() if len(tasks) >= PAYS else 1
    if jobs == 1 or len(tasks) < 2:  # noqa: PLR2004 - one task needs one process
        yield from map(answer, tasks)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    yield answer(tasks[0])  # processes that are forked have what it loaded
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
    with ProcessPoolExecutor(jobs, context, _ignore_interrupts) as pool:
        try:
            yield from pool.map(answer, tasks[1:], chunksize=CHUNK)
        except BrokenProcessPool:
            raise CannotRunError("a process of the check ended before it was done; --jobs 1 does without") from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _ignore_interrupts() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
