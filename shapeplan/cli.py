"""The command `shapeplan`: one subcommand for each function of the API.

Exit codes: 0 done, and nothing to complain of; 1 findings; 2 could not run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from shapeplan import __version__

EXIT_CODES = "exit codes: 0 nothing found; 1 findings of severity error (with --strict, or warning); 2 could not run"


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line; gives the exit code."""
    arguments = parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    from shapeplan import commands  # after the arguments are known to be right

    try:
        code = int(getattr(commands, arguments.command)(arguments))
        sys.stdout.flush()
    except commands.CannotRunError as error:
        sys.stdout.flush()
        print(f"shapeplan: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    top = argparse.ArgumentParser(prog="shapeplan", description="Exact sizes, problems and drawings of CNNs in YAML.")
    top.add_argument("--version", action="version", version=f"shapeplan {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _check(commands)
    _show(commands)
    _render(commands)
    explain = commands.add_parser("explain", help="print the documentation of an op or a rule")
    explain.add_argument("name", metavar="OP|RULE")
    commands.add_parser("ops", help="list the ops")
    commands.add_parser("rules", help="list the rules")
    commands.add_parser("schema", help="print the JSON Schema of the language, for editors")
    init = commands.add_parser("init", help="write a small commented U-Net to start from")
    init.add_argument("path", nargs="?", default="unet.yaml", metavar="FILE", help="(default: unet.yaml)")
    return top


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _check(commands: Commands[argparse.ArgumentParser]) -> None:
    check = commands.add_parser("check", help="say what is wrong with specs", epilog=EXIT_CODES)
    check.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="files, folders, or - for standard input"
    )
    check.add_argument("--format", choices=("text", "json"), default="text")
    check.add_argument("--strict", action="store_true", help="warnings fail too")
    check.add_argument("--notes", action="store_true", help="show notes, such as harmless fractions")
    check.add_argument(
        "--exclude", action="append", default=[], metavar="GLOB", help="files or folders to pass over in folders"
    )
    _settings(check)


def _show(commands: Commands[argparse.ArgumentParser]) -> None:
    show = commands.add_parser("show", help="print the table of layers and shapes")
    show.add_argument("spec", metavar="SPEC")
    show.add_argument("--format", choices=("text", "json", "csv"), default="text")
    show.add_argument("--depth", type=int, metavar="N", help="fold stacks and blocks deeper than N")
    _settings(show)


def _render(commands: Commands[argparse.ArgumentParser]) -> None:
    render = commands.add_parser("render", help="draw a spec, broken or not")
    render.add_argument("spec", metavar="SPEC")
    render.add_argument(
        "-o", "--output", metavar="FILE", help=".svg, .png or .dot (default: the spec's name with .svg, here)"
    )
    render.add_argument("--dot", metavar="PROGRAM", help="the Graphviz program to use (default: the bundled one)")
    _settings(render)


def _settings(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--size", action="append", default=[], metavar="[INPUT=]HxW", help="replace the size of an input"
    )
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="replace a parameter of the spec"
    )
    command.add_argument("--framework", metavar="NAME", help="the framework whose rules hold, instead of the spec's")
