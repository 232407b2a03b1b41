"""The sets of legal sizes equal what comes out when every size is run."""

from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from shapeplan.legal import legal
from tests.sizes.networks import at_size, is_exact, is_read, networks, runs, sound

LARGEST = 130
LARGE = 30  # pixels of a map, above which one that is never read as a whole is not


def check(spec: dict[str, Any]) -> None:
    plan = sound(spec)
    assume(plan is not None)
    told = legal(plan)
    (axis,) = told.axes
    for n in range(1, LARGEST):
        at = at_size(plan, n)
        assert (n in axis.runs and not told.standing) == runs(at), f"runs {n}"
        if told.standing:
            continue
        assert (n in axis.exact) == (runs(at) and is_exact(at)), f"exact {n}"
        if runs(at):
            read = {node.id: is_read(at, node.id) for node in at.nodes}
            assert (n in axis.whole) == all(read[name] for name in read if name not in axis.never), f"whole {n}"
            assert not any(read[name] and at[name].shape[1] > LARGE for name in axis.never), f"never {n}"
    assert axis.runs.horizon is None


@given(networks())
@settings(max_examples=150, deadline=None)
def test_legal_sizes(spec: dict[str, Any]) -> None:
    check(spec)


@pytest.mark.fuzz
@given(networks(most=12))
@settings(
    max_examples=2000,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_legal_sizes_of_2000_networks(spec: dict[str, Any]) -> None:
    check(spec)
