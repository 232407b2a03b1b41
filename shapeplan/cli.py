"""The command `shapeplan`: one subcommand for each function of the API.

Exit codes: 0 done, and nothing to complain of; 1 findings; 2 could not run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import cast

from shapeplan import __version__
from shapeplan.cannot import CannotRunError, complain
from shapeplan.options import EXIT_CODES, add_check, add_settings

FACTS = ("receptive-field", "macs", "params", "memory")  # that --annotate knows
HIDDEN = {"activations": "activation", "norms": "norm"}  # that --hide knows, and their families


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command line; gives the exit code."""
    top = parser()
    arguments, rest = top.parse_known_args(argv)
    if rest and arguments.command != "calc":  # the arguments of an op are known when it is loaded
        top.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = int(command(arguments.command)(arguments))
        sys.stdout.flush()
    except CannotRunError as error:
        sys.stdout.flush()
        complain(error)
        return 2
    except BrokenPipeError:  # the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        complain(CannotRunError(f"standard output cannot be written: {(error.strerror or str(error)).lower()}"))
        return 2
    except KeyboardInterrupt:
        return 130
    return code


def command(name: str) -> Callable[[argparse.Namespace], int]:
    """What a command does, imported when the arguments are known to be right; `check` may need little."""
    from importlib import import_module

    home = import_module(f"shapeplan.{'check_command' if name == 'check' else 'commands'}")
    return cast("Callable[[argparse.Namespace], int]", getattr(home, name))


def parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    top = argparse.ArgumentParser(prog="shapeplan", description="Exact sizes, problems and drawings of CNNs in YAML.")
    top.add_argument("--version", action="version", version=f"shapeplan {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add_check(commands.add_parser("check", help="say what is wrong with specs", epilog=EXIT_CODES))
    _show(commands)
    _render(commands)
    _sizes(commands)
    _compare(commands)
    _diff(commands)
    _solve(commands)
    _calc(commands)
    _tiles(commands)
    explain = commands.add_parser(
        "explain", help="explain an op, a rule, a framework, or a layer of a spec with its numbers"
    )
    explain.add_argument("name", metavar="NAME|SPEC", help="an op, a rule, a framework; or a spec, with LAYER")
    explain.add_argument("layer", nargs="?", metavar="LAYER", help="id of a layer of the spec")
    _figure(explain)
    add_settings(explain)
    commands.add_parser("ops", help="list the ops")
    commands.add_parser("rules", help="list the rules")
    commands.add_parser("schema", help="print the JSON Schema of the language, for editors")
    lsp = commands.add_parser("lsp", help="serve an editor on standard input and output (language server protocol)")
    lsp.add_argument("--stdio", action="store_true", help="the only way there is; some editors ask for it")
    init = commands.add_parser("init", help="write a small commented U-Net to start from")
    init.add_argument("path", nargs="?", default="unet.yaml", metavar="FILE", help="(default: unet.yaml)")
    return top


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _show(commands: Commands[argparse.ArgumentParser]) -> None:
    show = commands.add_parser("show", help="print the table of layers and shapes")
    show.add_argument("spec", metavar="SPEC")
    show.add_argument("--format", choices=("text", "json", "csv"), default="text")
    show.add_argument("--depth", type=int, metavar="N", help="fold stacks and blocks deeper than N")
    add_settings(show)


def _render(commands: Commands[argparse.ArgumentParser]) -> None:
    render = commands.add_parser("render", help="draw a spec, broken or not")
    render.add_argument("spec", metavar="SPEC")
    render.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help=".svg, .png, .pdf, .html, .dot, .mmd, .md or .txt; - for standard output (default: the spec's name with .svg, here)",
    )
    render.add_argument(
        "--format",
        choices=("svg", "png", "pdf", "html", "dot", "mermaid", "markdown", "text"),
        help="the format, whatever the name; markdown and text are printed unless a file is named",
    )
    render.add_argument("--theme", choices=("light", "dark", "print"), default="light", help="colours (default: light)")
    render.add_argument("--dot", metavar="PROGRAM", help="the Graphviz program to use (default: the bundled one)")
    render.add_argument(
        "--annotate", type=_facts, default=(), metavar="FACT,...", help=f"also show in each box: {', '.join(FACTS)}"
    )
    render.add_argument(
        "--layout", choices=("auto", "u", "columns", "layers"), default="auto", help="how boxes are placed"
    )
    render.add_argument(
        "--view", choices=("auto", "blocks", "layers"), default="auto", help="fold blocks, or draw every layer"
    )
    render.add_argument(
        "--fold", action="append", default=[], metavar="NAME", help="draw a stack or block as one box; may be repeated"
    )
    render.add_argument(
        "--hide", type=_hidden, default=frozenset(), metavar="WHAT,...", help=f"leave out {' and '.join(HIDDEN)}"
    )
    add_settings(render)


def _facts(text: str) -> tuple[str, ...]:
    """The facts of --annotate."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    if wrong := [name for name in names if name not in FACTS]:
        raise argparse.ArgumentTypeError(f"there is no '{wrong[0]}'; known are {', '.join(FACTS)}")
    return names


def _hidden(text: str) -> frozenset[str]:
    """The families of --hide."""
    names = [name.strip() for name in text.split(",")]
    if wrong := [name for name in names if name not in HIDDEN]:
        raise argparse.ArgumentTypeError(f"'{wrong[0]}' cannot be hidden; known are {', '.join(HIDDEN)}")
    return frozenset(HIDDEN[name] for name in names)


def _sizes(commands: Commands[argparse.ArgumentParser]) -> None:
    sizes = commands.add_parser("sizes", help="all input sizes that work, as sets, and what they make of the output")
    sizes.add_argument("spec", metavar="SPEC")
    sizes.add_argument("--list", metavar="A..B", help="also list the sizes in a range")
    sizes.add_argument("--around", metavar="N", help="the sizes next to N, instead of next to the size now")
    sizes.add_argument(
        "--output", metavar="[OUTPUT=]HxW", help="the inverse question: all inputs that give this output"
    )
    sizes.add_argument("--format", choices=("text", "json"), default="text")
    add_settings(sizes)


def _compare(commands: Commands[argparse.ArgumentParser]) -> None:
    compare = commands.add_parser("compare", help="where frameworks differ on a spec, and why")
    compare.add_argument("spec", metavar="SPEC")
    compare.add_argument("--frameworks", metavar="A,B,...", help="names of frameworks (default: all)")
    compare.add_argument("--all", action="store_true", help="also list layers that only follow from others")
    compare.add_argument("--format", choices=("text", "json"), default="text")
    add_settings(compare)


def _diff(commands: Commands[argparse.ArgumentParser]) -> None:
    diff = commands.add_parser(
        "diff",
        help="what differs between two versions of a spec: layers, shapes, costs, sizes that work, findings",
        usage="shapeplan diff [options] BEFORE AFTER",
        epilog="exit codes: 0 no difference; 1 differences; 2 could not run",
    )
    diff.add_argument(
        "versions", nargs="*", metavar="VERSION", help="a file, REV:path or :path (staged) in git, - for standard input"
    )
    diff.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    diff.add_argument("--all", action="store_true", help="also list layers that only follow from others")
    diff.add_argument("--exit-zero", action="store_true", help="exit with 0 where there are differences, too")
    diff.add_argument("--git", action="store_true", help="take the arguments that git gives its diff drivers")
    add_settings(diff)


def _solve(commands: Commands[argparse.ArgumentParser]) -> None:
    solve = commands.add_parser(
        "solve",
        help="find values for the word `solve` in a spec",
        epilog="exit codes: 0 solved; 1 there is no solution; 2 could not run",
    )
    solve.add_argument("spec", metavar="SPEC")
    solve.add_argument("--format", choices=("text", "json"), default="text")
    solve.add_argument("--limit", type=int, metavar="N", help="list so many solutions (default: 20)")
    solve.add_argument(
        "--max", action="append", default=[], metavar="FIELD=N", help="the largest value that is tried for an argument"
    )
    solve.add_argument(
        "--write", nargs="?", type=int, const=1, metavar="K", help="put the first solution, or the K-th, into the file"
    )
    add_settings(solve)


def _calc(commands: Commands[argparse.ArgumentParser]) -> None:
    calc = commands.add_parser(
        "calc",
        help="the arithmetic of one layer, without a spec",
        allow_abbrev=False,
        usage="shapeplan calc OP --input HxW [--ARGUMENT VALUE ...] [--output HxW] [--matrix] [--figure FILE]",
        epilog="the arguments of the op are options: --kernel-size 3 --stride 2 --padding 1 --dilation 2x1",
    )
    calc.add_argument("op", metavar="OP")
    calc.add_argument("--input", metavar="HxW", help="size of the input: 5, 5x7 or 5x7x9")
    calc.add_argument("--output", metavar="HxW", help="the inverse question: all inputs that give this output")
    calc.add_argument("--framework", default="torch", metavar="NAME")
    calc.add_argument("--format", choices=("text", "json"), default="text")
    calc.add_argument("--matrix", action="store_true", help="print the matrix of a convolution of small size")
    _figure(calc)


def _tiles(commands: Commands[argparse.ArgumentParser]) -> None:
    tiles = commands.add_parser("tiles", help="cut an image into overlapping tiles that stitch to the whole output")
    tiles.add_argument("spec", metavar="SPEC")
    tiles.add_argument("--image", required=True, metavar="HxW", help="size of the image")
    tiles.add_argument("--max-tile", metavar="N|HxW", help="largest size of a tile (default: 512 an axis)")
    tiles.add_argument("--output", metavar="LAYER", help="stitch the output of this layer, instead of the network's")
    tiles.add_argument(
        "--valid", action="store_true", help="where the network shrinks, let the output shrink, too: no padding"
    )
    tiles.add_argument("--format", choices=("text", "json"), default="text")
    tiles.add_argument("--figure", metavar="FILE", help="draw the image with its tiles, as .svg or .png")
    add_settings(tiles, size=False)


def _figure(command: argparse.ArgumentParser) -> None:
    command.add_argument("--figure", metavar="FILE", help="draw it: input, padding, window and output, as .svg or .png")
    command.add_argument("--animate", action="store_true", help="with --figure FILE.svg: move through all outputs")
