"""What each subcommand does with its arguments: calls the API and prints."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapeplan import api
from shapeplan.asked import asked
from shapeplan.cannot import CannotRunError
from shapeplan.files import why
from shapeplan.source import Source, read_text

if TYPE_CHECKING:
    from shapeplan.analysis import Analysis
    from shapeplan.renderers.look import Look


def show(arguments: Namespace) -> int:
    """The table of one spec."""
    plan = _planned(_analysis(arguments.spec, arguments))
    from shapeplan.renderers import data, table

    if arguments.format == "json":
        _print_json(data.plan_data(plan))
    elif arguments.format == "csv":
        print(data.plan_csv(plan), end="")
    else:
        print(table.table(plan, arguments.depth))
    return 0


def _planned(a: Analysis) -> Any:
    try:
        return api.planned(a)
    except api.SpecError as error:
        raise cannot(error) from None


def render(arguments: Namespace) -> int:
    """The drawing of one spec."""
    from shapeplan.renderers.engine import RenderError
    from shapeplan.renderers.files import default_path

    path = arguments.output or default_path(arguments.spec, arguments.format)
    source = _source(arguments.spec)
    settings = _settings(arguments, source)
    try:
        look = _look(arguments)
        api.render(source, path, **settings, format=arguments.format, dot=arguments.dot, look=look)
    except api.SpecError as error:
        raise cannot(error) from None
    except RenderError as error:
        raise CannotRunError(str(error)) from None
    if path != "-":
        print(path)
    return 0


def _look(arguments: Namespace) -> Look:
    from shapeplan.renderers.look import Look

    return Look(
        layout=arguments.layout,
        view=arguments.view,
        annotate=arguments.annotate,
        theme=arguments.theme,
        fold=tuple(arguments.fold),
        hide=arguments.hide,
    )


def explain(arguments: Namespace) -> int:
    """The documentation of an op or a rule, or a layer of a spec with its numbers."""
    from shapeplan import manual

    if arguments.layer is not None:
        from shapeplan.lessons import explain_layer

        return explain_layer(arguments, _planned(_analysis(arguments.name, arguments)))
    try:
        print(manual.page(arguments.name))
    except KeyError as error:
        raise CannotRunError(error.args[0]) from None
    return 0


def calc(arguments: Namespace) -> int:
    """The arithmetic of one layer."""
    from shapeplan.lessons import calc as run

    return run(arguments)


def sizes(arguments: Namespace) -> int:
    """All legal sizes of a spec, or the inputs that give an output."""
    from shapeplan.sizes_command import sizes as run

    return run(arguments, _analysis(arguments.spec, arguments))


def tiles(arguments: Namespace) -> int:
    """An image in overlapping tiles."""
    from shapeplan.tile_command import tiles as run

    source = _source(arguments.spec)
    settings = _settings(arguments, source)
    try:
        return run(source, arguments, settings["params"], settings["framework"])
    except api.SpecError as error:
        raise cannot(error) from None


def compare(arguments: Namespace) -> int:
    """One spec under the rules of several frameworks; 1 if they differ."""
    from shapeplan.renderers.comparison import comparison_data, comparison_text

    names = [name.strip() for name in arguments.frameworks.split(",")] if arguments.frameworks else None
    source = _source(arguments.spec)
    settings = {key: value for key, value in _settings(arguments, source).items() if key != "framework"}
    try:
        comparison = api.compare(source, names, **settings)
    except api.SpecError as error:
        raise cannot(error) from None
    if arguments.format == "json":
        _print_json(comparison_data(comparison))
    else:
        print(comparison_text(comparison, everything=arguments.all))
    return int(bool(comparison.differences))


def diff(arguments: Namespace) -> int:
    """What differs between two versions of a spec; 1 if anything does."""
    from shapeplan.diff_command import run

    return run(arguments, lambda source: _settings(arguments, source))


def solve(arguments: Namespace) -> int:
    """Values for what a spec leaves open; 1 if there are none."""
    from shapeplan.solve_command import run

    try:
        return run(arguments, _analysis(arguments.spec, arguments))
    except api.SpecError as error:
        raise cannot(error) from None


def ops(_: Namespace) -> int:
    """One line for each op."""
    from shapeplan import manual

    print(manual.op_list())
    return 0


def rules(_: Namespace) -> int:
    """One line for each rule."""
    from shapeplan import manual

    print(manual.rule_list())
    return 0


def schema(_: Namespace) -> int:
    """The JSON Schema of the language."""
    from shapeplan.schema import json_schema

    _print_json(json_schema())
    return 0


def lsp(_: Namespace) -> int:
    """A language server for editors."""
    from shapeplan.lsp_command import run

    return run()


def init(arguments: Namespace) -> int:
    """A small U-Net to start from."""
    from shapeplan.manual import starter

    path = Path(arguments.path)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(starter())
    except FileExistsError:
        raise CannotRunError(f"{path} is there already, and is left as it is; name another file") from None
    except (OSError, ValueError) as error:
        raise CannotRunError(f"{path}: {why(error)}") from None
    print(f"{path}\nnext: shapeplan check {path}; shapeplan show {path}; shapeplan render {path}")
    return 0


# -- what the commands share


def _source(path: str) -> Source:
    if path == "-":
        return read_text(sys.stdin.buffer.read(), "<stdin>")
    try:
        return api.read(path)
    except api.SpecError as error:
        raise CannotRunError(str(error)) from None


def _analysis(path: str, arguments: Namespace) -> Analysis:
    source = _source(path)
    try:
        return asked(arguments, path).analysis(source)
    except api.SpecError as error:
        raise CannotRunError(f"{source.path}: {error}") from None


def _settings(arguments: Namespace, source: Source) -> dict[str, Any]:
    return asked(arguments, source.path).settings(source)


def cannot(error: api.SpecError) -> CannotRunError:
    """What an unusable spec is to a command: its errors, and that it cannot run."""
    from shapeplan.renderers.text import report

    reports = [report(d) for d in error.diagnostics if d.severity == "error"]
    return CannotRunError("\n\n".join([*reports, str(error)]) if reports else str(error))


def _print_json(data: Any) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))
