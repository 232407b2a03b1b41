"""Courses and sets of sizes, against tables of numbers."""

import re
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from shapeplan.course import MOST, Course, Untold, cut, entry, together
from shapeplan.progression import ALL, NONE, SizeSet, collected, divisors
from shapeplan.spelling import dependence, ranges, spelled, stretches
from tests.sizes.strategies import courses, size_sets

STOP = 200


def told(course: Course) -> list[int | None]:
    return [course.at(n) for n in range(1, STOP)]


def members(sizes: SizeSet, stop: int = STOP) -> set[int]:
    return {n for n in range(1, stop) if n in sizes}


# -- courses


@given(courses(), st.integers(0, 9), st.integers(1, 3), st.integers(0, 3))
def test_aligned(course: Course, later: int, times: int, first: int) -> None:
    first = max(course.first - first, 1)
    made = course.aligned(first, course.start + later, len(course.lines) * times)
    assert told(made) == told(course)
    assert (made.first, made.start, len(made.lines)) == (first, course.start + later, len(course.lines) * times)


@given(st.lists(courses(), min_size=1, max_size=3), st.integers(1, 4), st.integers(1, 20))
def test_together(each: list[Course], period: int, start: int) -> None:
    made = together(each, period, start)
    first = max(course.first for course in each)
    assert len({(course.first, course.start, len(course.lines)) for course in made}) == 1
    assert made[0].start >= start
    assert len(made[0].lines) % period == 0
    for old, new in zip(each, made, strict=True):
        assert told(new)[first - 1 :] == told(old)[first - 1 :]


@given(st.lists(courses(is_open=True), min_size=2, max_size=3))
def test_together_no_further_than_all_are_known(each: list[Course]) -> None:
    assume(any(not course.lines for course in each))
    made = together(each)
    known = min(course.start for course in each if not course.lines)
    assert {course.start for course in made} == {max(known, made[0].first)}
    for old, new in zip(each, made, strict=True):
        assert new.lines == ()
        assert [new.at(n) for n in range(new.first, known)] == [old.at(n) for n in range(new.first, known)]


def test_together_has_a_limit() -> None:
    with pytest.raises(Untold):
        together([Course(1, (), ((1, 1),) * 211), Course(1, (), ((1, 1),) * 223)])
    assert MOST < 211 * 223


@given(courses(), st.integers(1, 40))
def test_where(course: Course, size: int) -> None:
    assert members(course.where(size)) == {n for n in range(1, STOP) if course.at(n) == size}


@given(courses(is_open=True), st.integers(1, 9))
def test_where_of_an_open_end_is_open(course: Course, size: int) -> None:
    assert (course.where(size).horizon is None) == bool(course.lines)


@given(courses())
def test_cut(course: Course) -> None:
    assert told(cut(course)) == told(course)
    assert cut(course).lines == ()


@given(courses())
def test_entry(course: Course) -> None:
    made = entry(course.first, course.table, course.lines)
    if isinstance(made, Course):
        assert made == course
    else:
        assert {size for size in told(course) if size is not None} <= {made}


# -- sets


@given(size_sets(), size_sets())
def test_and(a: SizeSet, b: SizeSet) -> None:
    ends = [sizes.horizon for sizes in (a, b) if sizes.horizon is not None]
    known = min([STOP, *ends])
    assert members(a & b, known) == members(a, known) & members(b, known)
    assert (a & b).horizon == (min(ends) if ends else None)
    assert not members(a & b) - members(a & b, known)


def test_and_no_longer_than_can_be_told() -> None:
    """Periods without a common factor: what is known ends somewhere, and is right up to there."""
    a, b = (SizeSet(1, frozenset(), period, frozenset({0})) for period in (997, 1009))
    both = a & b
    assert both.horizon is not None
    assert members(both, both.horizon) == {n for n in range(1, both.horizon) if n % 997 == n % 1009 == 0} == set()
    assert (a & SizeSet(1, frozenset(), 199, frozenset({0}))).period == 997 * 199


@given(size_sets())
def test_the_whole_and_nothing(a: SizeSet) -> None:
    assert members(a & ALL) == members(a)
    assert members(a & NONE) == set()
    assert bool(a) == bool(members(a))
    assert a.least == min(members(a), default=None)


@given(size_sets(), st.integers(1, 90), st.integers(1, 90))
def test_between(a: SizeSet, first: int, stop: int) -> None:
    assert list(a.between(first, stop)) == sorted(n for n in members(a) if first <= n < stop)
    assert list(a.below(stop)) == list(a.between(1, stop))


@given(size_sets(), st.integers(1, 90))
def test_nearest(a: SizeSet, n: int) -> None:
    near = members(a)
    assert a.nearest(n) == (
        max((m for m in near if m < n), default=None),
        min((m for m in near if m > n), default=None),
    )


@given(size_sets(), size_sets())
def test_canonical(a: SizeSet, b: SizeSet) -> None:
    assert members(a.canonical) == members(a)
    assert a.canonical.canonical == a.canonical
    if a.horizon is None and b.horizon is None:
        assert (a.canonical == b.canonical) == (members(a, 400) == members(b, 400))


@given(size_sets())
def test_json(a: SizeSet) -> None:
    data = a.to_json()
    known = STOP if data["proved_to"] is None else data["proved_to"] + 1
    inside = set(data["exceptions"])
    if data["from"] is not None:
        inside |= {n for n in range(data["from"], STOP) if n % data["period"] in data["residues"]}
    assert inside == members(a, known)
    assert (data["from"] is None) == (not data["residues"])
    assert all(n < (data["from"] or known) for n in data["exceptions"])


@given(st.integers(1, 5), st.lists(st.booleans(), max_size=9), st.lists(st.booleans(), min_size=1, max_size=7))
def test_collected(first: int, flags: list[bool], cycle: list[bool]) -> None:
    expected = [*flags, *cycle * STOP]
    assert members(collected(first, flags, cycle)) == {n for n in range(first, STOP) if expected[n - first]}
    assert collected(first, flags, None).horizon == first + len(flags)


@given(st.integers(1, 400))
def test_divisors(n: int) -> None:
    assert divisors(n) == [d for d in range(1, n + 1) if not n % d]


# -- words


def numbers(text: str) -> set[int]:
    """Rising numbers as `ranges` and `stretches` write them, without dots."""
    found = set()
    for part in text.split(", "):
        first, _, last = part.partition(" to ")
        found |= set(range(int(first), int(last or first) + 1))
    return found


FORMS = {  # what a text says of n, by its form
    r"none": lambda n: False,
    r"any n": lambda n: True,
    r"n >= (\d+)": lambda n, first: n >= int(first),
    r"n = (\d+)k, k >= (\d+)": lambda n, step, k: n % int(step) == 0 and n // int(step) >= int(k),
    r"n = (\d+) \+ (\d+)k, k >= 0": lambda n, first, step: n >= int(first) and (n - int(first)) % int(step) == 0,
    r"n mod (\d+) in \{(.*)\}, n >= (\d+)": lambda n, p, rs, first: n >= int(first) and n % int(p) in numbers(rs),
    r"n mod (\d+) not in \{(.*)\}, n >= (\d+)": lambda n, p, rs, first: (
        n >= int(first) and n % int(p) not in numbers(rs)
    ),
    r"n = ([\d, to]+)": lambda n, listed: n in numbers(listed),
}


def understood(text: str) -> set[int]:
    """The sizes that a text says, as a reader takes it."""
    rule, _, also = text.partition("; also ")
    (found,) = [(match, holds) for form, holds in FORMS.items() if (match := re.fullmatch(form, rule))]
    match, holds = found
    return {n for n in range(1, STOP) if holds(n, *match.groups()) or (also and n in numbers(also))}


@given(size_sets(is_open=False))
def test_spelled(a: SizeSet) -> None:
    text = spelled(a)
    assume("..." not in text)
    assert understood(text) == members(a)


@given(size_sets())
def test_spelled_says_how_far_it_is_proved(a: SizeSet) -> None:
    assert ("not proved beyond" in spelled(a)) == (a.horizon is not None)


def test_spelled_guesses_the_period_of_what_is_known() -> None:
    known = SizeSet(1025, frozenset(range(16, 1025, 16)), 1, frozenset(), 1025)
    assert spelled(known, "H") == "H = 16k, k >= 1 (not proved beyond 1024)"


@given(st.sets(st.integers(1, 60), min_size=1))
def test_stretches(found: set[int]) -> None:
    assert numbers(", ".join(stretches(sorted(found)))) == found


@given(st.sets(st.integers(1, 60), min_size=1))
def test_ranges(found: set[int]) -> None:
    text = ranges(sorted(found))
    if "..." not in text:
        assert numbers(text) == found
    shown = [int(n) for n in re.findall(r"\d+", text)]
    assert {min(found), max(found)} <= set(shown) <= found


def value(form: str, n: int) -> Fraction:
    """A formula of `dependence`, computed."""
    python = re.sub(r"(\d) (?=in|floor|ceil)", r"\1 * ", form)
    python = re.sub(r"\d+", r"Fraction(\g<0>)", python).replace("in", "n")
    return eval(python, {"n": n, "floor": floor, "ceil": ceil, "Fraction": Fraction})


@given(courses(), size_sets(is_open=False))
@example(Course(1, (), ((4, 2), (4, 4))), ALL)
def test_dependence(course: Course, sizes: SizeSet) -> None:
    forms = dependence(course, sizes)
    start = max(course.start, sizes.start)
    for n in range(start, start + 60):
        if n not in sizes or course.at(n) is None or not forms:
            continue
        fitting = [form.partition(" for ")[0] for form in forms if holds(form, n)]
        assert len(fitting) == 1
        assert value(fitting[0], n) == course.at(n), (forms, n)


def holds(form: str, n: int) -> bool:
    found = re.search(r" for in mod (\d+) in \{(.*)\}", form)
    return not found or "..." in found[2] or n % int(found[1]) in numbers(found[2])


@pytest.mark.parametrize(
    ("form", "n", "size"),
    [("in", 7, 7), ("(in + 1) / 2", 7, 4), ("3 in - 1/2", 3, Fraction(17, 2)), ("2 floor((in - 3) / 4) + 1", 12, 5), ("ceil(in / 4)", 9, 3), ("-2 in + 4", 1, 2), ("3 ceil(in / 2) - 1", 5, 8)],
)  # fmt: skip
def test_the_reader_of_formulas(form: str, n: int, size: object) -> None:
    assert value(form, n) == size


STAIRS = [Course(1, (), tuple((u * ((n + c) // s) + d + 9, u) for n in range(1, s + 1))) for u in (1, 3) for s in (2, 5) for c in range(s) for d in (0, 1)]  # fmt: skip


@pytest.mark.parametrize("course", STAIRS)
def test_equal_steps_are_one_formula(course: Course) -> None:
    (form,) = dependence(course, ALL)
    assert [value(form, n) for n in range(1, 60)] == [course.at(n) for n in range(1, 60)]
