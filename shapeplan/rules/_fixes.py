"""Changes that are offered: each was tried on the whole network before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from shapeplan.analysis import Analysis, analyse
from shapeplan.diagnostic import Fix
from shapeplan.edit import replace_value, set_argument, value_at
from shapeplan.plan import PlannedNode
from shapeplan.shape import axis_names
from shapeplan.source import Edit, Route, read_text

FARTHEST = 256  # pixels that an input size is changed by
WORK = 400_000  # layers computed while sizes are searched

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
    if made and mends(a, edited(a, made), error):
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


def size_fixes(a: Analysis, error: Error, axes: Iterable[int]) -> tuple[str | None, list[Fix]]:
    """Input sizes at which the axes work, nearest first, in words and as a fix that pads."""
    found = {axis: nearest(a, axis) for axis in axes}
    if a.plan is None or not found or not all(found.values()):
        return None, []
    length = max(len(node.shape or ()) for node in a.plan.inputs)
    words = works(a, found, axis_names(length))
    return words, list(resized(a, error, {axis: max(sizes) for axis, sizes in found.items()}, axis_names(length)))


def works(a: Analysis, found: dict[int, list[int]], names: Sequence[str]) -> str:
    """Sizes that work, axes of equal sizes together."""
    together: dict[tuple[int, ...], list[str]] = {}
    for axis, sizes in found.items():
        together.setdefault((_size(a, axis), *sizes), []).append(names[axis])
    return "; ".join(
        f"{', '.join(axes)} = {' or '.join(map(str, sorted(sizes)))}, now {now}" for (now, *sizes), axes in together.items()
    )


def resized(a: Analysis, error: Error, wanted: dict[int, int], names: Sequence[str]) -> Iterator[Fix]:
    """The fix of other input sizes, with its edits where the sizes are written as numbers."""
    sizes = {name: tuple(wanted.get(i + 1, n) for i, n in enumerate(old)) for name, old in _inputs(a).items()}
    if not mends(a, a.resized(sizes), error):
        return
    changes = [f"{'pad' if n > _size(a, axis) else 'crop'} {names[axis]} by {abs(n - _size(a, axis))}" for axis, n in wanted.items()]
    spelled = " x ".join(map(str, next(iter(sizes.values()))))
    yield Fix(f"input {spelled} ({', '.join(changes)})", tuple(_size_edits(a, sizes)))


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
    tries = min(FARTHEST, WORK // max(1, len(a.nodes)))
    found = nearest_of(
        range(-1, -min([tries, *old]), -1), range(1, tries), lambda d: _mended(a, a.resized(_moved(a, d)), error)
    )
    if not found:
        return None, []
    names = axis_names(len(old) + 1)
    sizes = [" x ".join(str(n + d) for n in old) for d in found]
    words = f"{' x '.join(names[1:])} = {' or '.join(sizes)}, now {' x '.join(map(str, old))}"
    d = min(found, key=abs)
    return words, list(resized(a, error, {i + 1: n + d for i, n in enumerate(old)}, names))


def _moved(a: Analysis, by: int) -> dict[str, tuple[int, ...]]:
    return {name: tuple(n + by for n in size) for name, size in _inputs(a).items()}


def nearest(a: Analysis, axis: int) -> list[int]:
    """The nearest input sizes below and above at which nothing fails on an axis, the others kept."""
    old = _inputs(a)
    now = _size(a, axis)
    tries = min(FARTHEST, WORK // max(1, len(a.nodes)))
    return nearest_of(
        range(now - 1, max(0, now - 1 - tries), -1), range(now + 1, now + 1 + tries), lambda n: _fits(a, old, axis, n)
    )


def nearest_of(below: Iterable[int], above: Iterable[int], fits: Callable[[int], Analysis | None]) -> list[int]:
    """The first number of each way that fits, if there is one; best one at which every pixel is read."""
    return [n for way in (below, above) if (n := _first(way, fits)) is not None]


def _first(way: Iterable[int], fits: Callable[[int], Analysis | None]) -> int | None:
    runs = None
    for n in way:
        after = fits(n)
        if after is not None and after.is_whole:
            return n
        runs = n if runs is None and after is not None else runs
    return runs


def _mended(a: Analysis, after: Analysis, error: Error) -> Analysis | None:
    return after if mends(a, after, error) else None


def _fits(a: Analysis, old: dict[str, tuple[int, ...]], axis: int, n: int) -> Analysis | None:
    after = a.resized({name: (*size[: axis - 1], n, *size[axis:]) for name, size in old.items()})
    on_axis = any(fault.axis == axis for node in after.nodes for fault in node.faults)
    return after if not on_axis and after.errors <= a.errors else None


def _inputs(a: Analysis) -> dict[str, tuple[int, ...]]:
    """Sizes of the inputs that are maps of the most axes."""
    shapes = {node.id: node.shape for node in (a.plan.inputs if a.plan else ()) if node.shape is not None}
    length = max(map(len, shapes.values()), default=0)
    return {name: tuple(n or 1 for n in shape[1:]) for name, shape in shapes.items() if len(shape) == length > 1}


def _size(a: Analysis, axis: int) -> int:
    """The size of the inputs on an axis."""
    sizes = next(iter(_inputs(a).values()), ())
    return sizes[axis - 1] if axis <= len(sizes) else 0
