"""`shapeplan check`: what is wrong with files, the specs in folders, or standard input."""

from __future__ import annotations

import io
import os
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from fnmatch import fnmatch
from typing import TYPE_CHECKING

from shapeplan.asked import asked, config_of
from shapeplan.cache import FOLDER, Cache
from shapeplan.cannot import CannotRunError, complain
from shapeplan.checked import Checked, Run
from shapeplan.files import content_of, is_among_specs, spec_files, why
from shapeplan.linting import Task, linted
from shapeplan.progress import Progress

if TYPE_CHECKING:
    from shapeplan.fix_command import Fixer

FOR_PEOPLE = ("text", "concise")


def check(arguments: Namespace) -> int:
    """Checks what is named, once or whenever it changes; gives the exit code."""
    refuse(arguments)
    if arguments.watch:
        from shapeplan.watch import watch

        return watch(lambda: once(arguments), lambda: watched(arguments))
    return once(arguments)


def refuse(arguments: Namespace) -> None:
    """Raises CannotRunError for options that do not go together, and for names of no rule."""
    fixes = arguments.fix or arguments.diff
    if arguments.unsafe_fixes and not fixes:
        raise CannotRunError("--unsafe-fixes goes with --fix or --diff")
    if arguments.watch and (fixes or "-" in arguments.paths or arguments.format not in FOR_PEOPLE):
        raise CannotRunError("--watch goes with files and folders, the formats text and concise, and no fixes")
    if arguments.statistics and arguments.format not in (*FOR_PEOPLE, "json"):
        raise CannotRunError("--statistics goes with the formats text, concise and json")
    if arguments.jobs is not None and arguments.jobs < 1:
        raise CannotRunError("--jobs is a number of processes, 1 or more")
    if arguments.cache_dir is not None and not Cache(arguments.cache_dir).is_free:
        raise CannotRunError(f"--cache-dir {arguments.cache_dir}: neither empty nor a cache of shapeplan")
    for rule in (*arguments.select, *arguments.ignore):
        known_rule(rule)


def known_rule(name: str) -> None:
    """Raises CannotRunError for a name of no rule."""
    from shapeplan import rules
    from shapeplan.suggest import did_you_mean
    from shapeplan.wording import literal

    if name not in rules.names():
        raise CannotRunError(f"there is no rule {literal(name)}{did_you_mean(name, rules.names())}")


def once(arguments: Namespace) -> int:
    """Checks all, and prints what is found."""
    named = list(dict.fromkeys(paths(arguments)))
    left_out = {path for path in named if path in arguments.paths and is_excluded(arguments, path)}
    tasks = [task_of(path, arguments) for path in named if path not in left_out]
    files = all_checked(tasks, arguments)
    fixer = fixer_of(arguments)
    if fixer is not None:
        files = [fixer.checked(file, task) for file, task in zip(files, tasks, strict=True)]
    run = run_of(files, arguments, fixer, len(left_out))
    for file in files:
        if file.error is not None:
            complain(CannotRunError(file.error))
    if arguments.format not in FOR_PEOPLE and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # as JSON and XML say, whatever the terminal has
    with redirect_stdout(sys.stderr if fixer and fixer.takes_output else sys.stdout):
        print(printed(run, arguments), end="")
    return exit_code(run, arguments)


def paths(arguments: Namespace) -> Iterator[str]:
    """Paths of specs, and of the folders that hold none."""
    for path in arguments.paths:
        specs = list(spec_files(path, lambda each: is_excluded(arguments, each))) if os.path.isdir(path) else [path]
        if arguments.only_specs:
            yield from (spec for spec in specs if is_among_specs(spec, lambda each: is_excluded(arguments, each)))
            continue
        yield from specs
        if not specs and not any(spec_files(path)):
            yield path


def is_excluded(arguments: Namespace, path: str) -> bool:
    """Whether a path is passed over: the command line does so in folders, or with --only-specs, the configuration always."""
    is_named = path in arguments.paths and not arguments.only_specs
    if not is_named and any(
        fnmatch(each, glob) for glob in arguments.exclude for each in (path, os.path.basename(path))
    ):
        return True
    return path != "-" and config_of(arguments, path).excludes(path)


def task_of(path: str, arguments: Namespace) -> Task | Checked:
    """A spec to be checked, or why it cannot be."""
    if os.path.isdir(path):
        return Checked(path, error=f"no specs in {path} (YAML files with the key shapeplan)")
    try:
        content = sys.stdin.buffer.read() if path == "-" else content_of(path)
    except (OSError, ValueError) as error:
        return Checked(path, error=f"{path}: {why(error)}")
    wanted = asked(arguments, path)
    return Task(path, content, wanted, cache_of(path, arguments))


def cache_of(path: str, arguments: Namespace) -> Cache | None:
    """Where findings about a path are kept: beside the configuration, or in the working directory."""
    if arguments.no_cache or path == "-":
        return None
    config = config_of(arguments, path).path
    return Cache(arguments.cache_dir or os.path.join(os.path.dirname(config) if config else "", FOLDER))


def all_checked(tasks: Sequence[Task | Checked], arguments: Namespace) -> list[Checked]:
    """What is said about each path, in order."""
    specs = [task for task in tasks if isinstance(task, Task)]
    with Progress(len(specs), quiet=arguments.quiet) as progress:
        found = iter(linted(specs, arguments.jobs, progress))
    return [next(found) if isinstance(task, Task) else task for task in tasks]


def fixer_of(arguments: Namespace) -> Fixer | None:
    """What fixes, where that is wanted."""
    if not (arguments.fix or arguments.diff):
        return None
    from shapeplan.fix_command import Fixer

    return Fixer(arguments)


def run_of(files: Sequence[Checked], arguments: Namespace, fixer: Fixer | None, passed: int) -> Run:
    """All that is to be printed."""
    from shapeplan.renderers.colour import style

    run = Run(
        tuple(files), notes=arguments.notes or arguments.format == "json", strict=arguments.strict, passed=passed,
        quiet=arguments.quiet, counted=arguments.statistics, style=style(arguments.color),
    )  # fmt: skip
    if fixer is None:
        return run
    return replace(run, tried=fixer.tried, unsafe=fixer.unsafe, left=fixer.left)


def printed(run: Run, arguments: Namespace) -> str:
    """What is printed of a run."""
    if run.counted:
        from shapeplan.renderers.statistics import statistics, statistics_json

        return statistics_json(run) if arguments.format == "json" else statistics(run)
    from shapeplan.renderers.reports import write

    return write(arguments.format, run)


def exit_code(run: Run, arguments: Namespace) -> int:
    """2 if something could not be checked, 1 if something fails or is to be changed."""
    if len(run.checked) < len(run.files):
        return 2
    fails = any(run.fails(d.severity) for d in run.found) or bool(arguments.diff and run.steps)
    return int(fails and not arguments.exit_zero)


def watched(arguments: Namespace) -> dict[str, tuple[int, int]]:
    """What a change is seen by."""
    from shapeplan.watch import stamps

    return stamps(arguments.paths, arguments.config)
