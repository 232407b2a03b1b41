"""What programs call; every command is one of these functions and a way to print its result.

    read(path)            the text of a spec, where each value stands, what is wrong with its YAML
    check(source)         what is wrong with a spec: [Diagnostic]
    plan(source)          the shape of every layer: Plan
    render(source, path)  the drawing, as .svg, .png or .dot

`source` is a path, the text of a spec (it has a line break), an already parsed mapping, or a Source.
`sizes` replaces sizes of inputs: "500x500", (500, 500), or {"image": (500, 500)}. `params` replaces
parameters of the spec, `framework` its dialect.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapeplan.analysis import Analysis, Settings, analyse
from shapeplan.diagnostic import Diagnostic
from shapeplan.dialects import names as dialect_names
from shapeplan.files import why
from shapeplan.shape import spell
from shapeplan.source import Source, read_object, read_text
from shapeplan.suggest import did_you_mean, few_searches

if TYPE_CHECKING:
    from shapeplan.comparison import Comparison
    from shapeplan.infer import Plan
    from shapeplan.legal import AxisSizes, LegalSizes
    from shapeplan.progression import SizeSet

Sizes = str | Sequence[int] | Mapping[str, str | Sequence[int]]
AnySource = str | os.PathLike[str] | Mapping[str, Any] | Source

MAX_BYTES = 50_000_000  # of a spec


class SpecError(Exception):
    """A spec, or what was asked of it, cannot be used.

    diagnostics   what is wrong with the spec, where that is the reason
    """

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics = list(diagnostics)


def read(path: str | os.PathLike[str] | None = None, *, text: str | bytes | None = None) -> Source:
    """A spec from a file or from its text; what is wrong with the YAML is in `.problems`.

    Raises SpecError for a file that cannot be read.
    """
    if text is not None:
        return read_text(text, "<text>" if path is None else os.fspath(path))
    if path is None:
        raise TypeError("read needs a path or a text")
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise SpecError(f"{os.fspath(path)}: {why(error)}") from None
    if len(content) > MAX_BYTES:
        raise SpecError(f"{os.fspath(path)}: larger than {MAX_BYTES:,} bytes, which no spec is")
    return read_text(content, os.fspath(path))


def source_of(source: AnySource) -> Source:
    """A Source of whatever stands for a spec. Raises SpecError."""
    if isinstance(source, Source):
        return source
    if isinstance(source, Mapping):
        try:
            return read_object(source)
        except TypeError as error:
            raise SpecError(str(error)) from None
    if isinstance(source, str) and "\n" in source:
        return read_text(source)
    return read(source)


@few_searches()
def analysis(
    source: AnySource,
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
) -> Analysis:
    """Everything that follows from a spec, computed on first use. Raises SpecError for bad settings."""
    if framework is not None and framework not in dialect_names():
        raise SpecError(f"there is no framework '{framework}'{did_you_mean(framework, dialect_names())}")
    read_source = source_of(source)
    replaced = {} if sizes is None else sizes_by_input(sizes, _declared(read_source, "inputs"))
    known = _declared(read_source, "params")
    for name in params or {}:
        if name not in known:
            raise SpecError(f"the spec has no parameter '{name}'{did_you_mean(name, known)}")
    return analyse(read_source, Settings(dict(params or {}), replaced, framework))


def _declared(source: Source, key: str) -> Mapping[str, Any]:
    """What a spec declares under a key, as far as it can be read."""
    tree = source.tree if isinstance(source.tree, dict) else {}
    declared = tree.get(key)
    return declared if isinstance(declared, dict) else {}


def sizes_by_input(sizes: Sizes, inputs: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """Sizes by the name of the input; without a name they are the only input's. Raises SpecError."""
    if not isinstance(sizes, Mapping):
        maps = [name for name, raw in inputs.items() if not isinstance(raw, Mapping) or "size" in raw]
        if len(maps) > 1:
            raise SpecError(f"the spec has {len(maps)} inputs: give the size as {maps[0]}=500x500")
        for name in maps:
            check_axes(name, one_size(sizes), inputs[name])
        return {name: one_size(sizes) for name in maps}
    for name, size in sizes.items():
        if name in inputs:
            check_axes(name, one_size(size), inputs[name])
        else:
            raise SpecError(f"the spec has no input '{name}'{did_you_mean(name, inputs)}")
    return {name: one_size(size) for name, size in sizes.items()}


def check_axes(name: str, size: Sequence[int], declared: Any) -> None:
    """Raises SpecError where an input has another number of axes than a size that is to replace its own."""
    old = declared.get("size") if isinstance(declared, Mapping) else None
    if isinstance(old, list) and len(old) != len(size):
        raise SpecError(
            f"input '{name}' has {len(old)} axes, {spell(old)}, and the size has {len(size)}, {spell(size)}"
        )


def one_size(size: str | Sequence[int]) -> tuple[int, ...]:
    """A size as a tuple.

    >>> one_size("500x400"), one_size([16000])
    ((500, 400), (16000,))

    Raises SpecError.
    """
    parts: Sequence[Any] = size.lower().split("x") if isinstance(size, str) else size
    try:
        numbers = tuple(int(part) for part in parts)
    except (TypeError, ValueError):
        numbers = ()
    if not numbers or not all(0 < n <= 10**12 for n in numbers):
        raise SpecError(f"a size is written as 500x500, not {size!r}")
    return numbers


def plan(
    source: AnySource,
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
) -> Plan:
    """The shape of every layer; `plan(...)["enc1"].shape` is (64, 568, 568), without batch.

    Layers that cannot work have `.faults`, and sizes that they leave unknown are None.
    Raises SpecError, with the diagnostics, where the spec is too broken to have shapes.
    """
    return planned(analysis(source, sizes, params, framework))


def planned(a: Analysis) -> Plan:
    """The plan of an analysis. Raises SpecError where there is none, or only a part of one."""
    if a.plan is None or a.wrongs or a.source.problems:
        raise SpecError(f"{a.source.path}: the spec cannot be planned", lint(a))
    return a.plan


def check(
    source: AnySource,
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
) -> list[Diagnostic]:
    """What is wrong with a spec, notes among it, in the order of the text."""
    return lint(analysis(source, sizes, params, framework))


@few_searches()
def lint(a: Analysis) -> list[Diagnostic]:
    """What the rules find in an analysis."""
    from shapeplan.rules import lint as run

    return run(a)


@few_searches()
def compare(
    source: AnySource,
    frameworks: Sequence[str] | None = None,
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
) -> Comparison:
    """Where frameworks, all unless named, differ on a spec, and why.

    Raises SpecError where the spec is too broken to have shapes, or a framework is unknown.
    """
    from shapeplan.comparison import compare as run

    names = list(frameworks or dialect_names())
    for name in names:
        if name not in dialect_names():
            raise SpecError(f"there is no framework '{name}'{did_you_mean(name, dialect_names())}")
    a = analysis(source, sizes, params, names[0])
    comparison = run(a.source, names, a.settings)
    if comparison is None:
        raise SpecError(f"{a.source.path}: the spec cannot be planned", lint(a))
    return comparison


def sizes(
    source: AnySource,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
) -> LegalSizes:
    """All legal sizes of every input axis: `sizes(...).axes[0].runs`, `.whole`, `.exact`, as sets of sizes.

    Raises SpecError where the spec is too broken to have shapes, or has no map.
    """
    return legal_sizes(analysis(source, None, params, framework))


def legal_sizes(a: Analysis) -> LegalSizes:
    """The legal sizes of an analysis; faults of its sizes do not matter. Raises SpecError as `sizes` does."""
    if a.plan is None or a.wrongs or a.source.problems:
        raise SpecError(f"{a.source.path}: the spec cannot be planned", lint(a))
    told = a.legal
    if told is None or not told.axes:
        raise SpecError(f"{a.source.path}: no input is a map, so there are no sizes to tell")
    return told


def inputs_for(told: LegalSizes, output: str, size: Sequence[int]) -> list[tuple[AxisSizes, SizeSet]]:
    """For each input axis that a layer depends on, the sizes that give it a size. Raises SpecError for other axes."""
    shape = told.plan[output].shape or ()
    if len(size) != len(shape) - 1:
        raise SpecError(f"'{told.plan.net.label(output)}' is {spell(shape)}, and the size {spell(size)}")
    behind = told.plan.behind(output)
    meant = [one for one in told.axes if one.axis <= len(size) and not behind.isdisjoint(one.inputs)]
    return [(one, one.giving(output, size[one.axis - 1])) for one in meant]


def render(
    source: AnySource,
    path: str | os.PathLike[str],
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
    *,
    dot: str | None = None,
) -> None:
    """Draws a spec, broken or not; the suffix of the path says how: .svg, .png or .dot.

    `dot` is a Graphviz executable to use instead of the bundled one.
    Raises SpecError where the spec is too broken to be drawn, RenderError where drawing fails.
    """
    from shapeplan.renderers.files import render_file

    a = analysis(source, sizes, params, framework)
    if a.plan is None:
        raise SpecError(f"{a.source.path}: the spec cannot be drawn", lint(a))
    render_file(a.plan, lint(a), Path(path), dot=dot)
