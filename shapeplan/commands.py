"""What each subcommand does with its arguments: calls the API and prints."""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapeplan import api
from shapeplan.cannot import CannotRunError, complain, value_of
from shapeplan.files import spec_files, why
from shapeplan.source import Source, read_text

if TYPE_CHECKING:
    from shapeplan.analysis import Analysis
    from shapeplan.diagnostic import Diagnostic
    from shapeplan.fix_command import Fixer
    from shapeplan.renderers.look import Look


def check(arguments: Namespace) -> int:
    """Diagnostics of files, folders or standard input."""
    found: list[Diagnostic] = []
    checked, failed = 0, False
    fixer = _fixer(arguments)
    for path in _paths(arguments):
        try:
            found += _checked(path, arguments, fixer)
            checked += 1
        except CannotRunError as error:
            complain(error)
            failed = True
    with redirect_stdout(sys.stderr if fixer and fixer.takes_output else sys.stdout):
        if arguments.format == "json":
            _print_json([d.to_json() for d in found])
        else:
            _print_reports(found, checked, fixer, notes=arguments.notes)
    failing = {"error", "warning"} if arguments.strict else {"error"}
    is_changed = fixer is not None and fixer.is_diff and bool(fixer.steps)
    return 2 if failed else int(is_changed or any(d.severity in failing for d in found))


def _fixer(arguments: Namespace) -> Fixer | None:
    if not (arguments.fix or arguments.diff or arguments.unsafe_fixes):
        return None
    from shapeplan.fix_command import Fixer

    return Fixer(arguments)


def _paths(arguments: Namespace) -> Iterator[str]:
    """Paths of specs, and of the folders that hold none."""
    for path in arguments.paths:
        specs = list(spec_files(path, arguments.exclude)) if os.path.isdir(path) else [path]
        yield from specs
        if not specs and not any(spec_files(path)):
            yield path


def _checked(path: str, arguments: Namespace, fixer: Fixer | None) -> list[Diagnostic]:
    if os.path.isdir(path):
        raise CannotRunError(f"no specs in {path} (YAML files with the key shapeplan)")
    a = _analysis(path, arguments)
    return fixer.fixed(path, a) if fixer else api.lint(a)


def _print_reports(found: list[Diagnostic], checked: int, fixer: Fixer | None, *, notes: bool) -> None:
    from shapeplan.renderers.text import fixable, report, summary

    print(fixer.step_lines() if fixer else "", end="")
    for diagnostic in found:
        if notes or diagnostic.severity != "note":
            print(report(diagnostic, fixer.left(diagnostic) if fixer else None), end="\n\n")
    if checked:
        print(summary(found, checked, notes_shown=notes, changes=fixer.changes if fixer else ""))
        print(fixable(found, tried=fixer is not None) if not (fixer and fixer.unsafe) else "", end="")


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
    settings = _settings(arguments)
    try:
        look = _look(arguments)
        api.render(_source(arguments.spec), path, **settings, format=arguments.format, dot=arguments.dot, look=look)
    except api.SpecError as error:
        raise cannot(error) from None
    except RenderError as error:
        raise CannotRunError(str(error)) from None
    if path != "-":
        print(path)
    return 0


def _look(arguments: Namespace) -> Look:
    from shapeplan.renderers.look import Look

    return Look(arguments.layout, arguments.view, arguments.annotate, arguments.theme)


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

    try:
        return run(_source(arguments.spec), arguments, _params(arguments.set))
    except api.SpecError as error:
        raise cannot(error) from None


def compare(arguments: Namespace) -> int:
    """One spec under the rules of several frameworks; 1 if they differ."""
    from shapeplan.renderers.comparison import comparison_data, comparison_text

    names = [name.strip() for name in arguments.frameworks.split(",")] if arguments.frameworks else None
    settings = {key: value for key, value in _settings(arguments).items() if key != "framework"}
    try:
        comparison = api.compare(_source(arguments.spec), names, **settings)
    except api.SpecError as error:
        raise cannot(error) from None
    if arguments.format == "json":
        _print_json(comparison_data(comparison))
    else:
        print(comparison_text(comparison, everything=arguments.all))
    return int(bool(comparison.differences))


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
        return api.analysis(source, **_settings(arguments))
    except api.SpecError as error:
        raise CannotRunError(f"{source.path}: {error}") from None


def _settings(arguments: Namespace) -> dict[str, Any]:
    return {"sizes": _sizes(arguments.size), "params": _params(arguments.set), "framework": arguments.framework}


def _sizes(given: list[str]) -> Any:
    named = {name: size for name, sign, size in (text.partition("=") for text in given) if sign}
    plain = [text for text in given if "=" not in text]
    if plain and (named or len(plain) > 1):
        raise CannotRunError("several sizes need names: --size image=500x500 --size mask=250x250")
    return plain[0] if plain else named or None


def _params(given: list[str]) -> dict[str, Any]:
    params = {}
    for text in given:
        name, sign, value = text.partition("=")
        if not sign:
            raise CannotRunError(f"a parameter is set as NAME=VALUE, not '{text}'")
        params[name] = value_of(value, f"--set {name}")
    return params


def cannot(error: api.SpecError) -> CannotRunError:
    """What an unusable spec is to a command: its errors, and that it cannot run."""
    from shapeplan.renderers.text import report

    reports = [report(d) for d in error.diagnostics if d.severity == "error"]
    return CannotRunError("\n\n".join([*reports, str(error)]) if reports else str(error))


def _print_json(data: Any) -> None:
    print(json.dumps(data, indent=2, ensure_ascii=False))
