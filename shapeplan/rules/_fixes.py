"""Changes that are offered: each was tried on the whole network before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import Enum

from shapeplan.analysis import Analysis, analyse
from shapeplan.diagnostic import Fix
from shapeplan.edit import replace_value, set_argument, value_at
from shapeplan.infer import PlannedNode
from shapeplan.rules._words import listed
from shapeplan.shape import axis_names, spell
from shapeplan.source import Edit, Route, read_text

FARTHEST = 256  # pixels that an input size is changed by
WORK = 60_000  # layers computed for a spec while sizes are searched, and again while edits are tried

Error = tuple[str, str] | None  # a rule and the layer that it concerns; None for a loss of pixels


def mends(before: Analysis, after: Analysis, error: Error) -> bool:
    """Whether an error, or every loss of pixels, is gone and no new error has come."""
    is_gone = after.is_whole if error is None else error not in after.errors
    return is_gone and after.errors <= before.errors


def edited(a: Analysis, edits: Sequence[Edit]) -> Analysis:
    """The spec with some edits."""
    return analyse(read_text(a.source.apply(edits), a.source.path), a.settings)


def tried(a: Analysis, error: Error, title: str, edits: Sequence[Edit | None], *, safe: bool = False) -> Iterator[Fix]:
    """The fix, if it mends the error."""
    made = [edit for edit in edits if edit is not None]
    if made and is_affordable(a, "edits") and mends(a, edited(a, made), error):
        yield Fix(title, tuple(made), safe)


def argument_fix(a: Analysis, error: Error, node: PlannedNode, key: str, text: str, title: str) -> Iterator[Fix]:
    """The fix that gives a layer the argument `key: text`."""
    route: Route = node.route
    main = (node.layer.main if node.layer else None) or ("with" if node.layer and node.layer.joins else "")
    if isinstance(value_at(a.source.tree, (*route, "merge")), str):
        edit: Edit | None = replace_value(a.source, (*route, "merge"), f"{{{node.op}: {{{key}: {text}}}}}")
    else:
        place = (*route, "merge") if value_at(a.source.tree, (*route, "merge")) is not None else route
        edit = set_argument(a.source, place, node.op, main, key, text)
    yield from tried(a, error, title, [edit])


def loss_fixes(a: Analysis, axes: Iterable[int]) -> tuple[str | None, list[Fix]]:
    """Input sizes at which every pixel of the axes is read; the same for each layer that loses some."""
    wanted = tuple(axes)
    key = ("losses", wanted)
    if key not in a.memo:
        a.memo[key] = size_fixes(a, None, wanted)
    found: tuple[str | None, list[Fix]] = a.memo[key]
    return found


def size_fixes(a: Analysis, error: Error, axes: Iterable[int]) -> tuple[str | None, list[Fix]]:
    """Input sizes at which the axes work, in words and as fixes, the nearest first."""
    found = {axis: nearest(a, error, axis) for axis in axes}
    if not found or not all(found.values()):
        return None, []
    names = axis_names(max(map(len, _inputs(a).values())) + 1)
    wanted = [{axis: pick(sizes) for axis, sizes in found.items()} for pick in (max, min)]
    wanted.sort(key=lambda sizes: sum(abs(n - _size(a, axis)) for axis, n in sizes.items()))
    fixes = {fix.title: fix for sizes in wanted for fix in resized(a, error, sizes, names)}
    return works(a, found, names), list(fixes.values())


def works(a: Analysis, found: dict[int, list[int]], names: Sequence[str]) -> str:
    """Sizes that work, axes of equal sizes together."""
    together: dict[tuple[int, ...], list[str]] = {}
    for axis, sizes in found.items():
        together.setdefault((_size(a, axis), *sizes), []).append(names[axis])
    return "; ".join(
        f"{listed(axes)} = {' or '.join(map(str, sorted(sizes)))} (nearest), now {now}"
        for (now, *sizes), axes in together.items()
    )


def resized(a: Analysis, error: Error, wanted: dict[int, int], names: Sequence[str]) -> Iterator[Fix]:
    """The fix of other input sizes; its edits, if the spec still holds with them."""
    sizes = {name: tuple(wanted.get(i + 1, n) for i, n in enumerate(old)) for name, old in _inputs(a).items()}
    if not is_affordable(a) or not mends(a, a.resized(sizes), error):
        return
    changes = {axis: n - _size(a, axis) for axis, n in wanted.items() if n != _size(a, axis)}
    said = [f"{'pad' if by > 0 else 'crop'} {names[axis]} by {abs(by)}" for axis, by in changes.items()]
    edits = tuple(_size_edits(a, sizes))
    kept = edits if edits and mends(a, edited(a, edits), error) else ()
    yield Fix(f"input {spell(next(iter(sizes.values())))} ({', '.join(said)})", kept)


def _size_edits(a: Analysis, sizes: dict[str, tuple[int, ...]]) -> Iterator[Edit]:
    for name, new in sizes.items():
        for i, n in enumerate(new):
            route: Route = ("inputs", name, "size", i)
            old = value_at(a.source.tree, route)
            if isinstance(old, int) and old != n and name not in a.settings.sizes:
                yield replace_value(a.source, route, str(n))


def square_fixes(a: Analysis, error: Error) -> tuple[str | None, list[Fix]]:
    """As `size_fixes`, where axes are coupled: all of them are changed by the same number."""
    old = next(iter(_inputs(a).values()), ())

    def fit(d: int) -> Fit:
        if not is_affordable(a):
            return Fit.NO
        after = a.resized(_moved(a, d))
        return Fit.NO if not mends(a, after, error) else Fit.WHOLE if after.is_whole else Fit.RUNS

    found = nearest_of(range(-1, -min([FARTHEST, *old]), -1), range(1, FARTHEST), fit)
    if not found:
        return None, []
    names = axis_names(len(old) + 1)
    sizes = [spell(tuple(n + d for n in old)) for d in found]
    words = f"{' x '.join(names[1:])} = {' or '.join(sizes)} (nearest), now {spell(old)}"
    wanted = [{i + 1: n + d for i, n in enumerate(old)} for d in sorted(found, key=abs)]
    return words, [fix for sizes_ in wanted for fix in resized(a, error, sizes_, names)]


def _moved(a: Analysis, by: int) -> dict[str, tuple[int, ...]]:
    return {name: tuple(n + by for n in size) for name, size in _inputs(a).items()}


def nearest(a: Analysis, error: Error, axis: int) -> list[int]:
    """The nearest input sizes below and above at which nothing fails on an axis, the others kept.

    What is found depends on the axis, and on whether an error is to go or a loss of pixels: it is searched once.
    """
    key = ("nearest", axis, error is None)
    if key not in a.memo:
        a.memo[key] = _nearest(a, error, axis)
    found: list[int] = a.memo[key]
    return found


def is_affordable(a: Analysis, what: str = "sizes") -> bool:
    """Whether one more try of sizes or of edits is within the work that is spent on a spec; it is spent then."""
    left: int = a.memo.get(what, WORK) - max(1, len(a.nodes))
    a.memo[what] = left
    return left > 0


def _nearest(a: Analysis, error: Error, axis: int) -> list[int]:
    old, now = _inputs(a), _size(a, axis)

    def fit(n: int) -> Fit:
        if not is_affordable(a):
            return Fit.NO
        after = a.resized({name: (*size[: axis - 1], n, *size[axis:]) for name, size in old.items()})
        on_axis = any(fault.axis == axis for node in after.nodes for fault in node.faults)
        if on_axis or not after.errors <= a.errors:
            return Fit.NO
        if after.is_whole_on(axis):
            return Fit.WHOLE
        return Fit.NO if error is None else Fit.RUNS

    return nearest_of(range(now - 1, max(0, now - 1 - FARTHEST), -1), range(now + 1, now + 1 + FARTHEST), fit)


class Fit(Enum):
    """Whether a size works: not, with pixels that nobody reads, or with every pixel read."""

    NO = 0
    RUNS = 1
    WHOLE = 2


def nearest_of(below: Iterable[int], above: Iterable[int], fit: Callable[[int], Fit]) -> list[int]:
    """The first number of each way at which every pixel is read; if there is none, the first that works."""
    return [n for way in (below, above) if (n := _first(way, fit)) is not None]


def _first(way: Iterable[int], fit: Callable[[int], Fit]) -> int | None:
    runs = None
    for n in way:
        found = fit(n)
        if found is Fit.WHOLE:
            return n
        runs = n if runs is None and found is Fit.RUNS else runs
    return runs


def _inputs(a: Analysis) -> dict[str, tuple[int, ...]]:
    """Sizes of the inputs that are maps of the most axes."""
    shapes = {node.id: node.shape for node in (a.plan.inputs if a.plan else ()) if node.shape is not None}
    length = max(map(len, shapes.values()), default=0)
    return {name: tuple(n or 1 for n in shape[1:]) for name, shape in shapes.items() if len(shape) == length > 1}


def _size(a: Analysis, axis: int) -> int:
    """The size of the inputs on an axis."""
    sizes = next(iter(_inputs(a).values()), ())
    return sizes[axis - 1] if axis <= len(sizes) else 0
