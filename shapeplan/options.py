"""Options of the command line: those that all commands about a spec have, and those of `check`."""

from __future__ import annotations

from argparse import ArgumentParser

FORMATS = ("text", "concise", "json", "github", "sarif", "gitlab", "junit")
EXIT_CODES = (
    "exit codes: 0 nothing found, or only what does not fail; 1 findings of severity error (with --strict, or warning), "
    "or with --diff changes; 2 could not run, or a file could not be checked; 0 instead of 1 with --exit-zero, "
    "and when --watch is ended"
)


def add_settings(command: ArgumentParser, *, size: bool = True) -> None:
    """What is asked for beside a spec."""
    if size:
        command.add_argument(
            "--size", action="append", default=[], metavar="[INPUT=]HxW", help="replace the size of an input"
        )
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="replace a parameter of the spec"
    )
    command.add_argument("--framework", metavar="NAME", help="the framework whose rules hold, instead of the spec's")
    which = command.add_mutually_exclusive_group()
    which.add_argument(
        "--config", metavar="FILE", help="the configuration, instead of the nearest pyproject.toml or shapeplan.toml"
    )
    which.add_argument("--isolated", action="store_true", help="read no configuration")


def add_check(check: ArgumentParser) -> None:
    """All options of `check`."""
    check.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="files, folders, or - for standard input"
    )
    _add_rules(check)
    _add_fixes(check)
    _add_output(check)
    _add_speed(check)
    add_settings(check)


def names(text: str) -> list[str]:
    """Names with commas between them."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _add_rules(check: ArgumentParser) -> None:
    check.add_argument(
        "--select",
        action="extend",
        type=names,
        default=[],
        metavar="RULE,...",
        help="only these rules, and those of the language",
    )
    check.add_argument("--ignore", action="extend", type=names, default=[], metavar="RULE,...", help="not these rules")
    check.add_argument(
        "--exclude", action="append", default=[], metavar="GLOB", help="files or folders to pass over in folders"
    )

    check.add_argument(
        "--only-specs",
        action="store_true",
        help="pass over files that are no specs, or excluded, even where they are named: for hooks",
    )


def _add_fixes(check: ArgumentParser) -> None:
    check.add_argument("--fix", action="store_true", help="apply the safe fixes to the files")
    check.add_argument("--unsafe-fixes", action="store_true", help="with --fix or --diff: apply other fixes too")
    check.add_argument("--diff", action="store_true", help="print what --fix would change, and change nothing")


def _add_output(check: ArgumentParser) -> None:
    check.add_argument("--format", choices=FORMATS, default="text", help="(default: text)")
    check.add_argument("--strict", action="store_true", help="warnings fail too")
    check.add_argument("--exit-zero", action="store_true", help="findings do not fail")
    check.add_argument("--notes", action="store_true", help="show notes, such as harmless fractions")
    check.add_argument("--statistics", action="store_true", help="count the findings of each rule instead")
    check.add_argument("-q", "--quiet", action="store_true", help="print findings, and nothing else")
    check.add_argument(
        "--color", choices=("auto", "always", "never"), default="auto", help="colours (default: in a terminal)"
    )
    check.add_argument("--watch", action="store_true", help="check again when a file changes, until Ctrl-C")


def _add_speed(check: ArgumentParser) -> None:
    check.add_argument("--no-cache", action="store_true", help="neither look up findings nor keep them")
    check.add_argument(
        "--cache-dir",
        metavar="DIR",
        help="where findings are kept (default: .shapeplan_cache beside the configuration)",
    )
    check.add_argument(
        "--jobs", type=int, metavar="N", help="processes (default: one a processor where that is faster)"
    )
