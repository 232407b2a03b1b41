"""What is computed of a ray is what is computed of each of its numbers, from where the answers hold on."""

import operator
from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor, trunc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shapeplan.digits import significant, toward_zero
from shapeplan.ray import Finer, Ray, Way

Function = Callable[[Any], Any]

WHOLE = st.integers(-9, 9)
COUNT = st.integers(1, 6)
RATIO = st.builds(Fraction, WHOLE, COUNT)
STEPS = st.one_of(
    st.builds(lambda c: lambda x: x + c, RATIO), st.builds(lambda c: lambda x: c - x, RATIO),
    st.builds(lambda c: lambda x: x * c, RATIO), st.builds(lambda c: lambda x: c * x, WHOLE),
    st.builds(lambda c: lambda x: x / Fraction(c), COUNT), st.builds(lambda c: lambda x: x // c, COUNT),
    st.builds(lambda c: lambda x: x // -c, COUNT), st.builds(lambda c: lambda x: x % c, COUNT),
    st.builds(lambda c: lambda x: x // Fraction(c, 3), COUNT), st.builds(lambda c: lambda x: max(x, c), WHOLE),
    st.builds(lambda c: lambda x: min(c, x), WHOLE), st.builds(lambda c: lambda x: toward_zero(floor(x), c), COUNT),
    st.sampled_from([abs, floor, ceil, trunc, round, operator.neg, lambda x: round(x * Fraction(1, 2)), lambda x: 2 * x + x]),
)  # fmt: skip
RELATIONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]
CHAINS = st.lists(STEPS, max_size=5).map(lambda steps: lambda x: chained(steps, x))


def chained(steps: list[Function], x: Any) -> Any:
    for step in steps:
        x = step(x)
    return x


@st.composite
def functions(draw: Any) -> Function:
    """A size of a size, as layers compute it: arithmetic, and one of two ways by a comparison."""
    f, g, h = draw(CHAINS), draw(CHAINS), draw(CHAINS)
    relation, c = draw(st.sampled_from(RELATIONS)), draw(RATIO)
    form = draw(st.integers(0, 3))
    if form == 0:
        return f
    if form == 1:
        return lambda x: g(x) if relation(f(x), c) else h(x)
    if form == 2:
        return lambda x: max(f(x), g(x)) if f(x) else h(x)
    return lambda x: f(x) + g(x) if relation(f(x), g(x)) else f(x) - h(x)


def pieces(f: Function, start: int, step: int, finer: int = 1) -> list[tuple[int, int, Any, int]]:
    """The ray in as many parts as the function needs: start, step, what comes out, and from which k on."""
    found = []
    for r in range(finer):
        way = Way()
        try:
            value = f(Ray(start + step * r, step * finer, way))
        except Finer as more:
            return pieces(f, start, step, finer * more.factor)
        found.append((start + step * r, step * finer, value, way.after))
    return found


def at(value: Any, k: int) -> Any:
    return value.start + value.step * k if isinstance(value, Ray) else value


@given(functions(), st.integers(-9, 9), st.integers(1, 5))
@settings(max_examples=400, deadline=None)
def test_a_ray_stands_for_its_numbers(f: Function, start: int, step: int) -> None:
    for first, by, value, after in pieces(f, start, step):
        for k in range(after, after + 12):
            assert at(value, k) == f(first + by * k), k


@given(RATIO, RATIO.filter(bool), RATIO, RATIO.filter(bool), st.sampled_from(RELATIONS))
@settings(deadline=None)
def test_comparisons_of_two_rays(a: Fraction, b: Fraction, c: Fraction, d: Fraction, relation: Any) -> None:
    way = Way()
    answer = relation(Ray(a, b, way), Ray(c, d, way))
    assert all(relation(a + b * k, c + d * k) == answer for k in range(way.after, way.after + 40))


@given(RATIO, RATIO.filter(bool), RATIO, st.sampled_from(RELATIONS))
@settings(deadline=None)
def test_an_answer_holds_from_the_first_number_on_that_it_can(a: Any, b: Any, c: Any, relation: Any) -> None:
    """The way back to the numbers is no longer than needed."""
    way = Way()
    answer = relation(Ray(a, b, way), c)
    if way.after and relation not in {operator.eq, operator.ne}:
        assert relation(a + b * (way.after - 1), c) != answer


@given(st.integers(1, 99), COUNT, st.sampled_from([24, 53]))
def test_products_in_floating_point(start: int, step: int, bits: int) -> None:
    ray = significant(Ray(start, step, Way()) * Fraction(3, 4), bits)
    for k in (0, 1, 7, 10_000):
        assert at(ray, k) == significant((start + step * k) * Fraction(3, 4), bits)


@pytest.mark.parametrize(
    "act",
    [
        lambda ray: ray * ray, lambda ray: 7 // ray, lambda ray: ray // ray, range, hash, lambda ray: ray % ray,
        lambda ray: ray + 0.5, lambda ray: ray / 0.5, lambda ray: 2**ray, lambda ray: Fraction(1, ray),
        lambda ray: significant(ray / 3, 53), lambda ray: ray // 1.5, lambda ray: {ray}, lambda ray: divmod(ray, 2),
    ],
)  # fmt: skip
def test_what_has_no_rays_is_refused(act: Function) -> None:
    with pytest.raises(TypeError):
        act(Ray(6, 2, Way()))


def test_a_ray_is_no_other_thing() -> None:
    assert Ray(6, 2, Way()) != "6"
    assert Ray(6, 2, Way()) not in (None, "same")
