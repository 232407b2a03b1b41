"""Specs with a few values replaced, deleted or moved: whatever comes out, it is told in findings."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeplan import api, questions
from shapeplan.diagnostic import Diagnostic
from shapeplan.renderers import data, table
from shapeplan.renderers.sizes import sizes_data, sizes_text
from shapeplan.renderers.text import report

SPECS = sorted((Path(__file__).parent.parent.parent / "specs").rglob("*.yaml"))
TREES = [api.read(path).tree for path in SPECS]

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 600), st.sampled_from([10**6, 1.5, -0.5, float("inf"), float("nan")]),
    st.sampled_from(["relu", "conv", "add", "concat", "same", "half", "$width", "$(1 / 0)", "$("]),
    st.sampled_from(["enc1", "image", "required", "solve"]),
    st.sampled_from(["", ".", "a.b", "{x}", "no", "1_000", "017", "x: y", "# z", "'", "\u202e", "\U0001f600"]),
    st.text(max_size=4),
)  # fmt: skip
STEPS: list[Any] = [
    {"conv": 64}, {"linear": 10}, {"reshape": [1, -1]}, "flatten", {"max_pool": 2}, {"add": "image"},
    {"concat": ["image", "image"]},
    {"repeat": 2, "layers": ["relu"]}, {"if": True, "layers": []}, {"for": {"i": [1, 2]}, "layers": [{"conv": "$i"}]},
    {"branches": {"a": [], "b": None}, "merge": "concat", "id": "x"}, {"relu": None, "from": "image"},
    {"add": {"with": "image", "fit": "crop"}}, {"conv_transpose": {"out_channels": 3, "kernel_size": 2, "stride": 2}},
]  # fmt: skip
KEYS = st.sampled_from(
    ["id", "from", "with", "layers", "merge", "branches", "if", "for", "repeat", "conv", "add", "kernel_size", "stride",
     "padding", "output_size", "size", "fit", "channels", "features", "params", "", "x"],
)  # fmt: skip
VALUES = st.one_of(
    SCALARS, st.sampled_from(STEPS), st.lists(SCALARS, max_size=3), st.dictionaries(KEYS, SCALARS, max_size=2)
)


def places(tree: Any) -> list[tuple[Any, Any]]:
    """Each container of a tree with each of its keys or indices."""
    found = []
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        found.append((tree, key))
        if isinstance(value, dict | list):
            found += places(value)
    return found


@st.composite
def mutated(draw: st.DrawFn) -> Any:
    """A spec of the folder, changed in up to four places."""
    tree = copy.deepcopy(draw(st.sampled_from(TREES)))
    for _ in range(draw(st.integers(1, 4))):
        if not (at := places(tree)):
            break
        container, key = at[draw(st.integers(0, len(at) - 1))]
        change(draw, container, key, at)
    return tree


def change(draw: st.DrawFn, container: Any, key: Any, at: list[tuple[Any, Any]]) -> None:
    """One change at a place of a tree."""
    kind = draw(st.sampled_from(["replace", "replace", "delete", "rename", "move"]))
    if kind == "delete":
        del container[key]
    elif kind == "rename" and isinstance(container, dict):
        container[draw(KEYS)] = container.pop(key)
    elif kind == "move":
        other, there = at[draw(st.integers(0, len(at) - 1))]
        container[key] = copy.deepcopy(other[there])
    else:
        container[key] = copy.deepcopy(draw(VALUES))


def examine(tree: Any) -> None:
    """Everything that the API promises of whatever it is given."""
    try:
        source = api.source_of(tree)
    except api.SpecError:
        return
    diagnostics = api.check(source)
    for diagnostic in diagnostics:
        assert isinstance(diagnostic, Diagnostic)
        assert 0 <= diagnostic.span.start <= diagnostic.span.end <= len(source.text)
        assert json.loads(json.dumps(diagnostic.to_json()))["message"] == diagnostic.message
        assert diagnostic.message in report(diagnostic) or not diagnostic.message.isprintable()
    planned(source, [d for d in diagnostics if d.severity == "error"])


def planned(source: api.Source, errors: list[Diagnostic]) -> None:
    """A plan can be shown, and where it cannot be made or has no shapes, an error says why."""
    try:
        plan = api.plan(source)
    except api.SpecError as error:
        told = [d.message for d in error.diagnostics if d.severity == "error"]
        assert told == [d.message for d in errors] != []
        return
    table.table(plan, None)
    if any(len(node.shape or ()) > 1 for node in plan.inputs):
        told = questions.legal_sizes(api.analysis(source))
        sizes_text(told)
        json.dumps(sizes_data(told))
    data.plan_csv(plan)
    json.dumps(data.plan_data(plan))
    assert errors or all(node.is_known for node in plan)


LAX = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example]


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=LAX)
@given(mutated())
def test_mutations(tree: Any) -> None:
    examine(tree)


@pytest.mark.fuzz
@settings(max_examples=5_000, deadline=None, suppress_health_check=LAX)
@given(mutated())
def test_many_mutations(tree: Any) -> None:
    examine(tree)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_line_deleted(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    for i in range(7, len(lines), 13):
        examine(api.read(text="".join(lines[:i] + lines[i + 1 :])))


@pytest.mark.fuzz
def test_each_line_deleted() -> None:
    for path in SPECS:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        for i in range(len(lines)):
            examine(api.read(text="".join(lines[:i] + lines[i + 1 :])))
