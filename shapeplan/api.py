"""What programs call; every command is one of these functions and a way to print its result.

    read(path)            the text of a spec, where each value stands, what is wrong with its YAML
    check(source)         what is wrong with a spec: [Diagnostic]
    plan(source)          the shape of every layer: Plan
    fix(source)           the text with the fixes applied, and what remains: Fixed
    render(source, path)  the drawing, as .svg, .png, .html or .dot

`source` is a path, the text of a spec (it has a line break), an already parsed mapping, or a Source.
`sizes` replaces sizes of inputs: "500x500", (500, 500), or {"image": (500, 500)}. `params` replaces
parameters of the spec, `framework` its dialect.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from shapeplan.analysis import Analysis, Settings, analyse
from shapeplan.diagnostic import Diagnostic
from shapeplan.dialects import names as dialect_names
from shapeplan.files import content_of, why
from shapeplan.given import Sizes, SpecError, sizes_by_input
from shapeplan.source import Source, read_object, read_text
from shapeplan.suggest import did_you_mean, few_searches

if TYPE_CHECKING:
    from shapeplan.comparison import Comparison
    from shapeplan.fixing import Fixed
    from shapeplan.infer import Plan
    from shapeplan.legal import LegalSizes
    from shapeplan.renderers.look import Look

AnySource = str | os.PathLike[str] | Mapping[str, Any] | Source

__all__ = [  # what programs call, and what is raised
    "SpecError", "analysis", "check", "compare", "fix", "plan", "read", "render",
]  # fmt: skip


def read(path: str | os.PathLike[str] | None = None, *, text: str | bytes | None = None) -> Source:
    """A spec from a file or from its text; what is wrong with the YAML is in `.problems`.

    Raises SpecError for a file that cannot be read.
    """
    if text is not None:
        return read_text(text, "<text>" if path is None else os.fspath(path))
    if path is None:
        raise TypeError("read needs a path or a text")
    try:
        return read_text(content_of(os.fspath(path)), os.fspath(path))
    except (OSError, ValueError) as error:
        raise SpecError(f"{os.fspath(path)}: {why(error)}") from None


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
    usual: Settings | None = None,
) -> Analysis:
    """Everything that follows from a spec, computed on first use; `usual` holds where nothing else is asked for.

    Raises SpecError for bad settings.
    """
    if framework is not None and framework not in dialect_names():
        raise SpecError(f"there is no framework '{framework}'{did_you_mean(framework, dialect_names())}")
    read_source = source_of(source)
    replaced = {} if sizes is None else sizes_by_input(sizes, _declared(read_source, "inputs"))
    known = _declared(read_source, "params")
    for name in params or {}:
        if name not in known:
            raise SpecError(f"the spec has no parameter '{name}'{did_you_mean(name, known)}")
    plain = usual or Settings()
    asked = Settings(dict(params or {}), replaced or plain.sizes, framework or plain.framework, plain.choice, usual)
    return analyse(read_source, asked)


def _declared(source: Source, key: str) -> Mapping[str, Any]:
    """What a spec declares under a key, as far as it can be read."""
    tree = source.tree if isinstance(source.tree, dict) else {}
    declared = tree.get(key)
    return declared if isinstance(declared, dict) else {}


def plan(
    source: AnySource,
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
) -> Plan:
    """The shape of every layer; `plan(...)["enc1"].shape` is (64, 568, 568), without batch.

    In a notebook it shows itself, drawn and as a table.

    Layers that cannot work have `.faults`, and sizes that they leave unknown are None.
    Raises SpecError, with the diagnostics, where the spec is too broken to have shapes.
    """
    from shapeplan.notebook import ShownPlan

    a = analysis(source, sizes, params, framework)
    found = planned(a)
    return ShownPlan(found.net, found.outcomes, a)


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
    """What the rules find in an analysis, those that its settings choose."""
    from shapeplan.rules import lint as run

    return run(a)


def fix(
    source: AnySource,
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
    *,
    unsafe: bool = False,
) -> Fixed:
    """A spec with its safe fixes applied and, with `unsafe`, the first of the others of each finding.

    No file is written: the result has the new `.text`, what `.found` remains, and the `.steps`.
    """
    return fixed(analysis(source, sizes, params, framework), unsafe=unsafe)


def fixed(a: Analysis, *, unsafe: bool = False) -> Fixed:
    """The same of an analysis."""
    from shapeplan.fixing import fix as run

    return run(a, unsafe=unsafe)


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


def render(
    source: AnySource,
    path: str | os.PathLike[str],
    sizes: Sizes | None = None,
    params: Mapping[str, Any] | None = None,
    framework: str | None = None,
    *,
    format: str | None = None,
    dot: str | None = None,
    look: Look | None = None,
) -> None:
    """Draws a spec, broken or not; the suffix of the path says how: .svg, .png, .pdf, .html, .dot, .mmd, .md or .txt.

    With `format` (svg, png, pdf, html, dot, mermaid, markdown, text) the path may have any, or be '-': standard output.
    `dot` is a Graphviz executable to use instead of the bundled one, `look` what is shown, and how.
    Raises SpecError where the spec is too broken to be drawn, RenderError where drawing fails.
    """
    from shapeplan.renderers.files import render_file
    from shapeplan.renderers.look import Look

    a = analysis(source, sizes, params, framework)
    if a.plan is None:
        raise SpecError(f"{a.source.path}: the spec cannot be drawn", lint(a))
    render_file(a.plan, lint(a), path, format=format, dot=dot, look=look or Look(), told=told(a))


def told(a: Analysis) -> LegalSizes | None:
    """The sizes at which a spec works; None where the spec is not understood as a whole."""
    return None if a.wrongs or a.source.problems else a.legal
