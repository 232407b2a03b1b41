"""The solutions are all there are: equal to those of every combination, each put into the spec and checked."""

import copy
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import shapeplan
from shapeplan import api
from shapeplan.source import Route

Found = set[tuple[tuple[Route, Any], ...]]
PER_AXIS = {"kernel_size", "stride", "padding", "dilation", "output_padding", "scale_factor"}
MOST_COMBINATIONS = 160


def put(tree: Any, route: Route, value: Any) -> None:
    for step in route[:-1]:
        tree = tree[step]
    tree[route[-1]] = value


def combinations(unknowns: dict[Route, list[Any]]) -> list[dict[Route, Any]]:
    return [dict(zip(unknowns, row, strict=True)) for row in product(*unknowns.values())]


def one_an_axis(values: list[Any], rank: int) -> list[Any]:
    """Each value for all axes, and each list of unequal ones."""
    return values + [list(row) for row in product(values, repeat=rank) if len(set(row)) > 1]


def hashable(found: dict[Route, Any]) -> tuple[tuple[Route, Any], ...]:
    return tuple(sorted((route, tuple(v) if isinstance(v, list) else v) for route, v in found.items()))


def brute_force(tree: Any, unknowns: dict[Route, list[Any]]) -> Found:
    found = set()
    for chosen in combinations(unknowns):
        tried = copy.deepcopy(tree)
        for route, value in chosen.items():
            put(tried, route, value)
        if not api.analysis(tried).errors:
            found.add(hashable(chosen))
    return found


def solved(tree: Any) -> Found:
    if any(rule != "unsolved" for rule, _ in api.analysis(tree).errors):
        with pytest.raises(shapeplan.SpecError, match="mended"):
            shapeplan.solve(tree)
        return set()
    result = shapeplan.solve(tree, limit=10_000)
    assert result.is_complete
    assert result.count == len(result.solutions)
    assert all(not api.analysis(result.text(values)).errors for values in result.solutions)
    return {hashable(dict(values)) for values in result.solutions}


# -- drawn nets

OPS = st.sampled_from(
    ["conv", "conv", "conv", "conv_transpose", "max_pool", "avg_pool", "upsample", "add", "concat", "permute"]
)
ORDERS = {1: [[0, 2, 1]], 2: [[0, 1, 3, 2], [0, 1, 3, 2], [0, 2, 1, 3], [0, 3, 1, 2]]}


@st.composite
def layers(draw: st.DrawFn, rank: int) -> list[Any]:
    """A few layers; the first is named, and joins read it."""
    found: list[Any] = [{"conv": {"out_channels": 4, "kernel_size": 3, "padding": 1}, "id": "first"}]
    for op in draw(st.lists(OPS, min_size=1, max_size=4)):
        small = st.integers(1, 3)
        if op in {"add", "concat"}:
            found.append({op: "first"})
        elif op == "permute":
            found.append({op: draw(st.sampled_from(ORDERS[rank]))})
        elif op == "upsample":
            found.append({op: {"scale_factor": draw(st.integers(1, 2))}})
        else:
            fields = {"kernel_size": small, "stride": st.integers(1, 2), "padding": st.integers(0, 2)}
            if op == "conv":
                fields |= {"dilation": st.integers(1, 2), "groups": st.sampled_from([1, 2])}
            if op == "conv_transpose":
                fields["output_padding"] = st.integers(0, 1)
            per_axis = {f: st.lists(v, min_size=rank, max_size=rank) for f, v in fields.items() if f in PER_AXIS}
            args = {f: draw(st.one_of(v, v, per_axis.get(f, v))) for f, v in fields.items()}
            found.append({op: args if "pool" in op else {"out_channels": 4, **args}})
    if draw(st.integers(0, 3)) == 0:
        found += ["flatten", {"linear": 5}]
    return found


def numbers(tree: Any, at: Route = ()) -> list[Route]:
    """Places of numbers that can be solved: arguments, and the entries of lists of one an axis."""
    found = []
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        if isinstance(value, dict | list):
            found += numbers(value, (*at, key))
        elif isinstance(value, int) and not isinstance(value, bool):
            found.append((*at, key))
    return found


@st.composite
def problems(draw: st.DrawFn) -> tuple[Any, dict[Route, list[Any]]]:
    """A net with unknowns and what must come out of it, and all values of each unknown."""
    rank = draw(st.integers(1, 2))
    size = draw(st.lists(st.integers(4, 9), min_size=rank, max_size=rank))
    tree: Any = {
        "framework": draw(st.sampled_from(["torch", "torch", "torch", "onnx", "mxnet", "paddle", "flax"])),
        "inputs": {"x": {"channels": 2, "size": size}},
        "stacks": {"net": draw(layers(rank))},
    }
    shape = api.analysis(tree).nodes[-1].shape or ()
    if None not in shape and draw(st.booleans()):
        tree["expect"] = {"net": {"size": list(shape[1:])} if len(shape) > 1 else {"features": shape[0]}}
    places = [("inputs", "x", "size", i) for i in range(rank)] + [
        route for route in numbers(tree["stacks"], ("stacks",)) if "linear" not in route and "permute" not in route
    ]
    unknowns: dict[Route, list[Any]] = {}
    for route in draw(st.lists(st.sampled_from(places), min_size=1, max_size=3, unique=True)):
        field = next(step for step in reversed(route) if isinstance(step, str))
        least = 0 if field in {"padding", "output_padding"} else 1
        first = draw(st.integers(3, 8) if field in {"size", "out_channels"} else st.integers(least, least + 1))
        values = list(range(first, first + draw(st.integers(2, 3))))
        if route[-1] in PER_AXIS and rank > 1 and draw(st.integers(0, 3)) == 0:
            more = draw(st.lists(st.sampled_from(one_an_axis(values, rank)), max_size=3, unique_by=str))
            unknowns[route] = [values[:2], *(value for value in more if value != values[:2])]
            put(tree, route, {"solve": unknowns[route]})
            continue
        put(tree, route, {"solve": values} if draw(st.booleans()) else {"solve": {"min": values[0], "max": values[-1]}})
        unknowns[route] = one_an_axis(values, rank) if route[-1] in PER_AXIS and rank > 1 else values
    return tree, unknowns


def agrees(tree: Any, unknowns: dict[Route, list[Any]], most: int) -> None:
    if len(combinations(unknowns)) > most:
        return
    assert solved(tree) == brute_force(tree, unknowns)


QUICK = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@settings(QUICK, max_examples=120)
@given(problems())
def test_all_solutions_of_small_nets(problem: tuple[Any, dict[Route, list[Any]]]) -> None:
    agrees(*problem, MOST_COMBINATIONS)


@pytest.mark.fuzz
@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems())
def test_all_solutions_of_more_nets(problem: tuple[Any, dict[Route, list[Any]]]) -> None:
    agrees(*problem, 1500)
