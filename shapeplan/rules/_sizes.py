"""Other input sizes at which an error, or a loss of pixels, is gone: searched, and tried on the whole network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.edit import replace_value, value_at
from shapeplan.infer import PlannedNode
from shapeplan.rules._fixes import Error, edited, is_affordable, mends
from shapeplan.rules._words import listed
from shapeplan.shape import axis_names, spell
from shapeplan.source import Edit, Route

FARTHEST = 256  # pixels that an input size is changed by

Found = tuple[str | None, list[Fix]]  # sizes that work, in words and as fixes, the nearest first


class Fit(Enum):
    """Whether a size works: not, with pixels that nobody reads, or with every pixel read."""

    NO = 0
    RUNS = 1
    WHOLE = 2


def size_fixes(a: Analysis, node: PlannedNode, error: Error, axes: Iterable[int]) -> Found:
    """Input sizes at which a layer's axes work, each axis for itself."""
    inputs = inputs_of(a, node)
    return Search(a, error, inputs).on_axes(tuple(axes)) if inputs else (None, [])


def square_fixes(a: Analysis, node: PlannedNode, error: Error) -> Found:
    """The same where the axes are coupled: all of them are changed by the same number."""
    inputs = inputs_of(a, node)
    return Search(a, error, inputs).on_all() if inputs else (None, [])


def loss_fixes(a: Analysis, node: PlannedNode, axes: Iterable[int]) -> Found:
    """Input sizes at which every pixel of the axes is read; the same for each layer that loses some."""
    inputs, wanted = inputs_of(a, node), tuple(axes)
    key = ("losses", *inputs, wanted)
    if inputs and key not in a.memo:
        a.memo[key] = Search(a, None, inputs).on_axes(wanted)
    found: Found = a.memo.get(key, (None, []))
    return found


def inputs_of(a: Analysis, node: PlannedNode) -> tuple[str, ...]:
    """The inputs that a layer depends on and that have the size of the first of them; maps of the most axes."""
    if a.plan is None:
        return ()
    waiting, seen = [node.id], {node.id}
    while waiting:
        read = {i for i in a.plan[waiting.pop()].inputs if i is not None} - seen
        seen |= read
        waiting.extend(read)
    shapes = {i.id: i.shape for i in a.plan.inputs if i.id in seen and i.shape is not None and None not in i.shape}
    length = max(map(len, shapes.values()), default=0)
    sizes = {name: shape[1:] for name, shape in shapes.items() if len(shape) == length > 1}
    first = next(iter(sizes.values()), None)
    return tuple(name for name, size in sizes.items() if size == first)


@dataclass(frozen=True, slots=True)
class Search:
    """The search for other sizes of some inputs, all of them of one size now."""

    a: Analysis
    error: Error
    inputs: tuple[str, ...]

    @property
    def old(self) -> tuple[int, ...]:
        """The size now."""
        shape = (self.a.plan[self.inputs[0]].shape if self.a.plan else None) or ()
        return tuple(n or 1 for n in shape[1:])

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the axes of a shape, channels first."""
        return axis_names(len(self.old) + 1)

    def at(self, size: tuple[int, ...]) -> Analysis:
        """The spec at another size."""
        return self.a.resized(dict.fromkeys(self.inputs, size))

    def moved(self, changes: dict[int, int]) -> tuple[int, ...]:
        """The size with some axes (1 is the first spatial one) set to other numbers."""
        return tuple(changes.get(i + 1, n) for i, n in enumerate(self.old))

    def on_axes(self, axes: tuple[int, ...]) -> Found:
        """Sizes at which nothing fails on some axes, each axis for itself."""
        found = {axis: self.nearest(axis) for axis in axes if axis <= len(self.old)}
        if not found or not all(found.values()):
            return None, []
        wanted = [{axis: pick(sizes) for axis, sizes in found.items()} for pick in (max, min)]
        return self.in_words(found), self.fixes(map(self.moved, wanted))

    def on_all(self) -> Found:
        """Sizes at which the error is gone, all axes changed by the same number."""

        def fit(by: int) -> Fit:
            if not is_affordable(self.a):
                return Fit.NO
            after = self.at(tuple(n + by for n in self.old))
            return Fit.NO if not mends(self.a, after, self.error) else Fit.WHOLE if after.is_whole else Fit.RUNS

        found = nearest_of(range(-1, -min([FARTHEST, *self.old]), -1), range(1, FARTHEST), fit)
        sizes = [tuple(n + by for n in self.old) for by in found]
        if not sizes:
            return None, []
        names, many = " x ".join(self.names[1:]), " or ".join(map(spell, sizes))
        return f"{names} = {many} (nearest), now {spell(self.old)}", self.fixes(sizes)

    def nearest(self, axis: int) -> list[int]:
        """The nearest sizes below and above at which nothing fails on an axis, the others kept.

        They depend on whether an error is to go or a loss of pixels, not on which: they are searched once.
        """
        key = ("nearest", *self.inputs, axis, self.error is None)
        if key not in self.a.memo:
            now = self.old[axis - 1]
            below = range(now - 1, max(0, now - 1 - FARTHEST), -1)
            self.a.memo[key] = nearest_of(below, range(now + 1, now + 1 + FARTHEST), lambda n: self.fit(axis, n))
        found: list[int] = self.a.memo[key]
        return found

    def fit(self, axis: int, n: int) -> Fit:
        """Whether an axis works at n pixels."""
        if not is_affordable(self.a):
            return Fit.NO
        after = self.at(self.moved({axis: n}))
        on_axis = any(fault.axis == axis for node in after.nodes for fault in node.faults)
        if on_axis or not after.errors <= self.a.errors:
            return Fit.NO
        if after.is_whole_on(axis):
            return Fit.WHOLE
        return Fit.NO if self.error is None else Fit.RUNS

    def in_words(self, found: dict[int, list[int]]) -> str:
        """Sizes that work, axes of equal sizes together."""
        together: dict[tuple[int, ...], list[str]] = {}
        for axis, sizes in found.items():
            together.setdefault((self.old[axis - 1], *sizes), []).append(self.names[axis])
        return "; ".join(
            f"{listed(axes)} = {' or '.join(map(str, sorted(sizes)))} (nearest), now {now}"
            for (now, *sizes), axes in together.items()
        )

    def fixes(self, sizes: Iterable[tuple[int, ...]]) -> list[Fix]:
        """The sizes as fixes, the nearest first."""
        ranked = sorted(sizes, key=lambda size: sum(abs(n - m) for n, m in zip(size, self.old, strict=True)))
        made = {fix.title: fix for size in ranked for fix in self.tried(size)}
        return list(made.values())

    def tried(self, size: tuple[int, ...]) -> Iterator[Fix]:
        """The fix of another size, if it mends; with its edits, if the spec still holds with them."""
        if not is_affordable(self.a) or not mends(self.a, self.at(size), self.error):
            return
        changes = [(name, n - m) for name, n, m in zip(self.names[1:], size, self.old, strict=True) if n != m]
        said = ", ".join(f"{'pad' if by > 0 else 'crop'} {name} by {abs(by)}" for name, by in changes)
        edits = tuple(self.edits(size))
        kept = edits if edits and mends(self.a, edited(self.a, edits), self.error) else ()
        yield Fix(f"input {spell(size)} ({said})", kept)

    def edits(self, size: tuple[int, ...]) -> Iterator[Edit]:
        """The edits that write a size, where the spec writes it as numbers."""
        for name in self.inputs:
            for i, n in enumerate(size):
                route: Route = ("inputs", name, "size", i)
                old = value_at(self.a.source.tree, route)
                if isinstance(old, int) and old != n and name not in self.a.settings.sizes:
                    yield replace_value(self.a.source, route, str(n))


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
