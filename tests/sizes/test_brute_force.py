"""The sets of legal sizes equal what comes out when every size is run."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from shapeplan.course import Course
from shapeplan.infer import Plan, infer
from shapeplan.legal import AxisSizes, LegalSizes, legal
from tests.sizes.dialects import LINES, PLANES
from tests.sizes.networks import (
    ALONE,
    MORE,
    PLANE,
    at_size,
    is_exact,
    is_read,
    networks,
    pairs_of_inputs,
    planes,
    runs,
    sound,
)

LARGEST, WIDEST = 80, 14  # sizes looked at in one dimension, and in two
LARGE = 30  # pixels of a map, above which one that is never read as a whole is not
Check = Callable[[dict[str, Any]], None]


def check_line(spec: dict[str, Any]) -> None:
    """Every size of a 1-D network: whether it runs, whether all is read, whether nothing is rounded, what comes out."""
    plan = sound(spec)
    assume(plan is not None)
    assert plan is not None
    told = legal(plan)
    (one,) = told.axes
    for n in range(1, LARGEST):
        at = at_size(plan, n)
        assert (n in one.runs and not told.standing) == runs(at), f"runs {n}"
        if not told.standing:
            assert (n in one.exact) == (runs(at) and is_exact(at)), f"exact {n}"
        if runs(at):
            check_running(one, at, n)


def check_running(one: AxisSizes, at: Plan, n: int) -> None:
    for name, size in one.outputs.items():
        assert (size.at(n) if isinstance(size, Course) else size) == (at[name].shape or ())[1], f"output {n}"
    read = {node.id: is_read(at, node.id) for node in at.nodes}
    assert (n in one.whole) == all(read[name] for name in read if name not in one.never), f"whole {n}"
    assert not any(read[name] and (at[name].shape or ())[1] > LARGE for name in one.never), f"never {n}"


def check_known(spec: dict[str, Any]) -> None:
    """The same, and no horizon."""
    check_line(spec)
    plan = sound(spec)
    assert plan is not None
    assert legal(plan).axes[0].runs.horizon is None


def check_plane(spec: dict[str, Any]) -> None:
    """Every pair of sizes of a 2-D network, whether its axes meet or not."""
    plan = sound(spec)
    assume(plan is not None)
    assert plan is not None
    told = legal(plan)
    for n in range(1, WIDEST):
        for m in range(1, WIDEST):
            assert works(told, n, m) == runs(at_size(plan, n, m)), (n, m)


def works(told: LegalSizes, *size: int) -> bool:
    """Whether a size is told to work."""
    at = {one.axis: n for one, n in zip(told.axes, size, strict=True)}
    alone = all(at[one.axis] in one.runs for one in told.axes) and not told.standing
    return alone and all((at[pair.axes[0]], at[pair.axes[1]]) in pair for pair in told.pairs)


def check_inputs(spec: dict[str, Any]) -> None:
    """Every size of each input of two, the other one as it is, or of both together."""
    plan = sound(spec)
    assume(plan is not None)
    assert plan is not None
    told = legal(plan)
    for one in told.axes:
        ran = [n for n in range(1, LARGEST) if runs(infer(plan.net, dict.fromkeys(one.inputs, (n,))))]
        assert not (ran and told.standing)
        if ran:  # else the other input, as it is, lets none run, which its own sizes say
            assert ran == list(one.runs.below(LARGEST))


QUICK: dict[str, tuple[Any, Check, int]] = {
    "chains": (networks(), check_known, 30),
    "more ops": (networks(most=7, alone=MORE), check_line, 30),
    "two dimensions": (networks(most=6, alone=PLANE, rank=2), check_plane, 12),
    "axes that meet": (planes(), check_plane, 20),
    "two inputs": (pairs_of_inputs(), check_inputs, 25),
    **{name: (networks(most=6, alone=ops, framework=name), check_line, 12) for name, ops in LINES.items()},
    **{
        f"{name} 2-D": (networks(most=4, alone=ops, rank=2, framework=name), check_plane, 4)
        for name, ops in PLANES.items()
    },
}
SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@pytest.mark.parametrize("kind", QUICK)
def test_legal_sizes(kind: str) -> None:
    run(*QUICK[kind])


@pytest.mark.fuzz
@pytest.mark.parametrize("kind", QUICK)
def test_legal_sizes_of_many(kind: str) -> None:
    run(*QUICK[kind][:2], 1000)


@pytest.mark.fuzz
def test_legal_sizes_of_long_chains() -> None:
    run(networks(most=14, alone=ALONE), check_known, 2000)


def run(specs: Any, check: Check, count: int) -> None:
    @given(specs)
    @settings(max_examples=count, deadline=None, suppress_health_check=SLOW)
    def each(spec: dict[str, Any]) -> None:
        check(spec)

    each()
