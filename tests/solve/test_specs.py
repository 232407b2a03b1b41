"""Numbers of real specs replaced by `solve`: what is found holds, and everything else is told."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shapeplan import api, questions
from shapeplan.renderers.solutions import solved_data, solved_text
from shapeplan.solutions import CannotSolveError, open_only, solve
from tests.hostile.test_mutations import places

SPECS = sorted((Path(__file__).parent.parent.parent / "specs").glob("*.yaml"))
TREES = [api.read(path).tree for path in SPECS]
FORMS = st.sampled_from(["solve", {"solve": [1, 2, 3]}, {"solve": {"max": 8}}, {"solve": [0]}, {"solve": ["same"]}])


@st.composite
def opened(draw: st.DrawFn) -> Any:
    """A spec of the folder with some of its values to be solved."""
    tree = copy.deepcopy(draw(st.sampled_from(TREES)))
    leaves = [(at, key) for at, key in places(tree) if not isinstance(at[key], dict | list)]
    numbers = [(at, key) for at, key in leaves if isinstance(at[key], int)]
    for _ in range(draw(st.integers(1, 3))):
        at, key = draw(st.sampled_from(numbers if draw(st.integers(0, 4)) else leaves))
        at[key] = copy.deepcopy(draw(FORMS))
    return tree


def examine(tree: Any) -> None:
    a = api.analysis(tree)
    api.lint(a)
    if not open_only(a):
        with pytest.raises(api.SpecError):
            questions.solve(tree)
        return
    try:
        solved = solve(a, limit=3, work=2_000)
    except CannotSolveError:  # no layer depends on it
        return
    assert bool(solved.count) == bool(solved.solutions)
    for values in solved.solutions:
        assert api.analysis(solved.text(values)).errors == frozenset()
    findings = questions.nearest(solved)
    assert findings or solved.solutions or not solved.is_complete or not solved.nearest
    json.dumps(solved_data(solved, findings))
    assert solved_text(solved, findings)


QUICK = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@settings(QUICK, max_examples=60)
@given(opened())
def test_what_is_found_holds(tree: Any) -> None:
    examine(tree)


@pytest.mark.fuzz
@settings(max_examples=2_000, deadline=None, suppress_health_check=list(HealthCheck))
@given(opened())
def test_what_is_found_in_more_specs_holds(tree: Any) -> None:
    examine(tree)
