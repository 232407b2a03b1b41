"""All values of a spec's unknowns that satisfy it, the best first; or why there are none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from shapeplan.analysis import Analysis, Settings
from shapeplan.edit import replace_value
from shapeplan.net import Net
from shapeplan.ops._fields import is_whole
from shapeplan.search import Asked, Chain, Miss, Ways, Work
from shapeplan.solving import Search
from shapeplan.source import Route, Source, Span
from shapeplan.stages import Problem, Values, problem
from shapeplan.suggest import did_you_mean
from shapeplan.unknowns import Unknown
from shapeplan.wording import literal

LIMIT = 20  # solutions that are listed
MOST_LISTED = 10_000
WORK = 100_000  # layers that are computed before the search stops: some ten seconds
MOST_UNKNOWNS = 200
LARGEST = 1_000_000  # of what may be tried

Found = Mapping[Route, Any]  # values by the place of the spec that they belong to


class CannotSolveError(Exception):
    """There is nothing to solve, or nothing that could be; the text says why."""


@dataclass(frozen=True, slots=True)
class Sought:
    """One unknown.

    route, span   its place in the spec
    name          what to call it
    tried         the values that were tried, in words
    """

    route: Route
    span: Span
    name: str
    tried: str


@dataclass(frozen=True)
class Solved:
    """What came of a search.

    name           title of the network
    unknowns       what was to be found
    solutions      values by route, the best first; no more than were asked for
    count          how many solutions there are, or were found until the search stopped
    is_complete    whether everything within the bounds was searched
    work           layers that are computed before the search stops
    nearest        where there is no solution: the values that come nearest to one
    failing        ids of the layers that fail with these
    apart          values by unknown and layer, where only each use by itself could be solved
    undetermined   names of unknowns of which every value that was tried works
    """

    name: str
    source: Source = field(repr=False, compare=False)
    settings: Settings
    unknowns: tuple[Sought, ...]
    solutions: tuple[Found, ...]
    count: int
    is_complete: bool
    work: int
    nearest: Found | None = None
    failing: tuple[str, ...] = ()
    apart: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    undetermined: tuple[str, ...] = ()

    @property
    def names(self) -> dict[Route, str]:
        """Readable names by route."""
        return {sought.route: sought.name for sought in self.unknowns}

    def text(self, values: Found) -> str:
        """The spec with these values in place of its unknowns; everything else stays as it is."""
        edits = {replace_value(self.source, route, written(value)) for route, value in values.items()}
        return self.source.apply(edits)


def written(value: Any) -> str:
    """A value as a spec has it."""
    return value if isinstance(value, str) else literal(list(value) if isinstance(value, tuple) else value)


def solve(a: Analysis, limit: int = LIMIT, most: Mapping[str, int] | None = None, work: int = WORK) -> Solved:
    """All solutions of an analysis whose spec has no fault beside its unknowns. Raises CannotSolveError."""
    posed = problem(net_of(a))
    check(posed, a)
    check_most(posed, most or {})
    if not 1 <= limit <= MOST_LISTED:
        raise CannotSolveError(f"1 to {MOST_LISTED:,} solutions can be listed, not {limit:,}")
    asked = Asked(a.settings, most or {}, limit, Work(work))
    searches, ways = searched(posed, asked)
    stopped = any(search.stopped for search in searches)
    return Solved(
        name=posed.net.name,
        source=a.source,
        settings=a.settings,
        unknowns=tuple(sought(a.source, posed, searches)),
        solutions=tuple(by_route(values(after)) for _, after in ways.best),
        count=ways.count,
        is_complete=not stopped,
        work=work,
        nearest=None if ways.count or stopped else by_route(nearest(posed, searches)),
        failing=() if ways.count or stopped else tuple(miss.node for miss in misses(searches)),
        apart={} if ways.count or stopped else each_apart(posed, asked),
        undetermined=tuple(undetermined(posed, searches[-1])) if ways.count and not stopped else (),
    )


def open_only(a: Analysis) -> bool:
    """Whether nothing is wrong with a spec but that it is to be solved."""
    return a.plan is not None and all(rule == "unsolved" for rule, _ in a.errors)


def net_of(a: Analysis) -> Net:
    """The net of an analysis. Raises CannotSolveError."""
    if a.plan is None:
        raise CannotSolveError("the spec cannot be read")
    return a.plan.net


def check(posed: Problem, a: Analysis) -> None:
    """Raises CannotSolveError where there is nothing to solve, or too much."""
    wanted = [wrong.at for wrong in a.wrongs if wrong.rule == "unsolved"]
    if not wanted:
        raise CannotSolveError("there is nothing to solve: write `solve` in place of a number, such as padding: solve")
    reached = {unknown.at for unknown in posed.uses}
    for at in wanted:
        if at not in reached:
            line = a.source.span(at).line
            raise CannotSolveError(
                f"line {line}: no layer depends on '{Unknown(at).name}', so that it cannot be solved"
            )
    if len(wanted) > MOST_UNKNOWNS:
        raise CannotSolveError(f"there are {len(wanted)} unknowns, and {MOST_UNKNOWNS} can be solved at once")
    for unknown, uses in posed.uses.items():
        if any(use.node.op == "input" and use.node.id in a.settings.sizes for use in uses):
            raise CannotSolveError(f"'{unknown.name}' is to be solved, and --size gives it")


def check_most(posed: Problem, most: Mapping[str, int]) -> None:
    """Raises CannotSolveError where a bound is of nothing that is to be solved."""
    names = dict.fromkeys(name for unknown in posed.uses for name in (posed.field(unknown), unknown.name) if name)
    for name, value in most.items():
        if name not in names:
            raise CannotSolveError(f"no '{name}' is to be solved{did_you_mean(name, names)}")
        if not 0 <= value <= LARGEST:
            raise CannotSolveError(f"the largest {name} that is tried is 0 to {LARGEST}, not {value}")


def searched(posed: Problem, asked: Asked) -> tuple[list[Search], Ways]:
    """The searches that were made, the last one on all axes unless one along an axis showed that there is no way."""
    made: list[Search] = []
    if posed.rank > 1 and any(lane.kind in {"spread", "axis"} for lane in posed.lanes.values()):
        share = asked.work.left // (2 * posed.rank)
        for axis in range(posed.rank):
            made.append(Search(posed, replace(asked, work=Work(share)), axis))
            made[-1].run()
            asked.work.spend(share - made[-1].asked.work.left)
        if any(not search.alive and not search.stopped for search in made):
            return made, Ways(0, ())
    if not made:
        whole = Search(posed, asked)
        return [whole], whole.run()
    alike = Search(posed, asked, None, narrowed(posed, made), alike=True)
    whole = replace(alike, alike=False)
    first, ways = alike.run(), whole.run()
    return [*made, alike, whole], combined(first, ways, asked.limit) if whole.stopped else ways


def combined(first: Ways, ways: Ways, limit: int) -> Ways:
    """What a search on axes alike found, and what a search that stopped added to it."""
    known = [values(after) for _, after in first.best]
    more = [(cost, after) for cost, after in ways.best if values(after) not in known]
    return Ways(max(first.count, ways.count), [*first.best, *more][:limit])


def narrowed(posed: Problem, made: Sequence[Search]) -> dict[Unknown, list[list[tuple[Any, ...]]]]:
    """What each stage may choose on each axis, by its first unknown."""
    return {
        stage.unknowns[0]: [list(search.alive.get(i, {})) for search in made] for i, stage in enumerate(posed.stages)
    }


def values(chain: Chain) -> Values:
    """All that a chain of stages chose."""
    found: dict[Unknown, Any] = {}
    while chain is not None:
        choice, chain = chain
        found.update(choice)
    return found


def by_route(found: Values) -> Found:
    """Values by the place of the spec, in the order of the text where routes sort that way."""
    return {unknown.at: list(value) if isinstance(value, tuple) else value for unknown, value in found.items()}


def sought(source: Source, posed: Problem, searches: Sequence[Search]) -> Iterator[Sought]:
    """The unknowns in the order of the text, with what was tried for each."""
    for unknown in sorted(posed.uses, key=lambda unknown: source.span(unknown.at).start):
        tried = {value for search in searches for value in search.tried.get(unknown, ())}
        yield Sought(unknown.at, source.span(unknown.at), unknown.name, spelled(tried))


def spelled(tried: set[Any]) -> str:
    """Values that were tried, in words."""
    is_range = tried and all(is_whole(value, -LARGEST) for value in tried)
    if is_range and len(tried) == max(tried) - min(tried) + 1 > 1:
        return f"{min(tried)} to {max(tried)}"
    return ", ".join(written(value) for value in sorted(tried, key=lambda v: (str(type(v)), v))) or "not reached"


def misses(searches: Sequence[Search]) -> list[Miss]:
    """What came nearest in each search that shows that there is no way: on all axes, or along one."""
    failed = searches[-1:] if searches[-1].axis is None else [search for search in searches if not search.alive]
    return [search.miss for search in failed if search.miss is not None]


def nearest(posed: Problem, searches: Sequence[Search]) -> Values:
    """The choice that came nearest; of searches along one axis, put together with what works on the others."""
    if searches[-1].axis is None:
        return searches[-1].miss.known if searches[-1].miss else {}
    fallback = {unknown: value for miss in misses(searches) for unknown, value in miss.known.items()}
    return {unknown: put_together(posed, searches, unknown, value) for unknown, value in fallback.items()}


def put_together(posed: Problem, searches: Sequence[Search], unknown: Unknown, fallback: Any) -> Any:
    """A value from those of the searches along each axis that an unknown is a number of."""
    followed = [search for search in searches if search.is_followed(unknown)]
    each = tuple(worked(posed, search, unknown, fallback) for search in followed)
    if posed.lanes[unknown].kind == "spread" and len(set(each)) > 1:
        return each
    return each[0] if each else fallback


def worked(posed: Problem, search: Search, unknown: Unknown, fallback: Any) -> Any:
    """A value of an unknown that works along the axis of a search, or comes nearest."""
    for i, stage in enumerate(posed.stages):
        if unknown in stage.unknowns and search.alive.get(i):
            followed = [u for u in stage.unknowns if search.is_followed(u)]
            return next(iter(search.alive[i]))[followed.index(unknown)]
    return search.miss.known.get(unknown, fallback) if search.miss else fallback


def each_apart(posed: Problem, asked: Asked) -> dict[str, dict[str, Any]]:
    """Values by unknown and layer when every use may have its own, for unknowns that several layers use."""
    copies: dict[Unknown, tuple[Unknown, str]] = {}
    nodes = {}
    for node in posed.net:
        own = {u: replace(u) for u in (node.open.unknowns if node.open else ())}
        copies |= {copy: (u, node.id) for u, copy in own.items()}
        nodes[node.id] = replace(node, open=node.open.filled(own)) if node.open else node
    if len(copies) == len(posed.uses):
        return {}
    _, ways = searched(problem(replace(posed.net, nodes=nodes)), replace(asked, limit=1))
    found: dict[str, dict[str, Any]] = {}
    for copy, value in values(ways.best[0][1]).items() if ways.best else ():
        unknown, node_id = copies[copy]
        found.setdefault(unknown.name, {})[node_id] = list(value) if isinstance(value, tuple) else value
    return {name: uses for name, uses in found.items() if len(uses) > 1}


def undetermined(posed: Problem, search: Search) -> Iterator[str]:
    """Names of channels and input sizes of which every value works, with some value of the others."""
    for i, stage in enumerate(posed.stages):
        columns = zip(*search.alive.get(i, {}), strict=True)
        for unknown, column in zip(stage.unknowns, columns, strict=False):
            numbers = {n for value in column for n in (value if isinstance(value, tuple) else (value,))}
            tried = search.tried.get(unknown, set())
            is_free = posed.lanes[unknown].kind == "channels" or posed.field(unknown) == "size"
            if is_free and unknown.values is None and len(numbers) == len(tried) > 1:
                yield unknown.name
