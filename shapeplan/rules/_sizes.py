"""Other input sizes at which an error, or a loss of pixels, is gone: from the legal sizes, and tried on the whole network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.edit import replace_value, value_at
from shapeplan.infer import PlannedNode
from shapeplan.rules._fixes import Error, edited, is_affordable, mends
from shapeplan.rules._words import listed
from shapeplan.shape import axis_names, spell
from shapeplan.source import Edit, Route

if TYPE_CHECKING:
    from shapeplan.legal import AxisSizes
    from shapeplan.progression import SizeSet

FARTHEST = 256  # pixels that an input size is changed by where axes depend on each other

Found = tuple[str | None, list[Fix]]  # sizes that work, in words and as fixes, the nearest first
Sizes = Mapping[str, tuple[int, ...]]  # of inputs


def size_fixes(a: Analysis, node: PlannedNode, error: Error, axes: Iterable[int]) -> Found:
    """Input sizes at which a layer's axes work, each axis for itself."""
    return Advice(a, error, inputs_of(a, node)).on_axes(tuple(axes))


def square_fixes(a: Analysis, node: PlannedNode, error: Error) -> Found:
    """The same where the axes are coupled: all of them are changed by the same number."""
    return Advice(a, error, inputs_of(a, node)).on_all()


def loss_fixes(a: Analysis, node: PlannedNode, axes: Iterable[int]) -> Found:
    """Input sizes at which every pixel of the axes is read; the same for each layer that loses some."""
    inputs, wanted = inputs_of(a, node), tuple(axes)
    key = ("losses", *inputs, wanted)
    if key not in a.memo:
        a.memo[key] = Advice(a, None, inputs).on_axes(wanted)
    found: Found = a.memo[key]
    return found


def inputs_of(a: Analysis, node: PlannedNode) -> tuple[str, ...]:
    """The inputs that a layer depends on and that have the size of the first of them; maps of the most axes."""
    if a.plan is None:
        return ()
    seen = a.plan.behind(node.id)
    shapes = {i.id: i.shape for i in a.plan.inputs if i.id in seen and i.shape is not None and None not in i.shape}
    length = max(map(len, shapes.values()), default=0)
    sizes = {name: shape[1:] for name, shape in shapes.items() if len(shape) == length > 1}
    first = next(iter(sizes.values()), None)
    return tuple(name for name, size in sizes.items() if size == first)


@dataclass(frozen=True, slots=True)
class Advice:
    """Other sizes of some inputs, all of them of one size now."""

    a: Analysis
    error: Error
    inputs: tuple[str, ...]

    @property
    def old(self) -> Sizes:
        """The sizes now."""
        shapes = {name: self.a.plan[name].shape or () for name in self.inputs if self.a.plan}
        return {name: tuple(n or 1 for n in shape[1:]) for name, shape in shapes.items()}

    def on_axes(self, axes: tuple[int, ...]) -> Found:
        """Sizes at which nothing fails on some axes, each axis for itself."""
        told = self.a.legal.axes if self.a.legal else ()
        meant = [one for one in told if one.axis in axes and set(one.inputs) & set(self.inputs)]
        near = [[n for n in self.nearest(one) if n is not None] for one in meant]
        if not meant or not all(near):
            return None, []
        wanted = [self.moved({one: pick(ns) for one, ns in zip(meant, near, strict=True)}) for pick in (min, max)]
        return self.in_words(dict(zip(meant, near, strict=True))), self.fixes(wanted)

    def nearest(self, one: AxisSizes) -> tuple[int | None, int | None]:
        """The nearest sizes of an axis; those that lose no pixel, where a loss is to go."""
        return one.nearest() if self.error is not None else self.sizes(one).nearest(one.now)

    def sizes(self, one: AxisSizes) -> SizeSet:
        """The sizes of an axis at which nothing fails, or is lost; where rounding adds to a loss, those without."""
        if self.error is not None:
            return one.runs
        lost = {i for node in self.a.nodes if self.a.lost(node) for i in node.inputs}
        return (one.whole & one.exact).canonical if lost.intersection(one.never) else one.whole

    def moved(self, changes: Mapping[AxisSizes, int]) -> Sizes:
        """The sizes with some axes set to other numbers."""
        found = {name: list(size) for name, size in self.old.items()}
        for one, n in changes.items():
            for name in one.inputs:
                found.setdefault(name, list(self.size_of(name)))[one.axis - 1] = n
        return {name: tuple(size) for name, size in found.items()}

    def size_of(self, name: str) -> tuple[int, ...]:
        """The size of any input now."""
        return tuple(n or 1 for n in (self.a.plan[name].shape or ())[1:]) if self.a.plan else ()

    def in_words(self, found: Mapping[AxisSizes, Sequence[int]]) -> str:
        """Sizes that work, axes of which the same is to be said together."""
        from shapeplan.spelling import spelled

        together: dict[tuple[SizeSet, tuple[int, ...], int], list[str]] = {}
        for one, near in found.items():
            together.setdefault((self.sizes(one).canonical, tuple(near), one.now), []).append(one.name)
        return "; ".join(
            f"{spelled(sizes, listed(names))}; nearest {' and '.join(map(str, sorted(near)))}, now {now}"
            for (sizes, near, now), names in together.items()
        )

    def on_all(self) -> Found:
        """Sizes at which the error is gone, all axes changed by the same number."""
        old = next(iter(self.old.values()), ())
        below, above = range(-1, -min([FARTHEST, *old]), -1), range(1, FARTHEST)
        near = [by for way in (below, above) if (by := next(filter(self.mends_by, way), None)) is not None]
        sizes = [{name: tuple(n + by for n in size) for name, size in self.old.items()} for by in near]
        if not sizes:
            return None, []
        many = " or ".join(spell(size[self.inputs[0]]) for size in sizes)
        names = " x ".join(axis_names(len(old) + 1)[1:])
        return f"{names} = {many} (nearest), now {spell(old)}", self.fixes(sizes)

    def mends_by(self, by: int) -> bool:
        """Whether the error is gone when every axis has so many pixels more."""
        sizes = {name: tuple(n + by for n in size) for name, size in self.old.items()}
        return is_affordable(self.a) and mends(self.a, self.a.resized(sizes), self.error)

    def fixes(self, sizes: Iterable[Sizes]) -> list[Fix]:
        """The sizes as fixes, the nearest first."""
        ranked = sorted(sizes, key=lambda each: sum(abs(by) for name in each for _, by in self.changes(name, each)))
        made = {fix.title: fix for each in ranked for fix in self.tried(each)}
        return list(made.values())

    def changes(self, name: str, sizes: Sizes) -> list[tuple[str, int]]:
        """The axes of an input that change, each with the pixels that it gains."""
        old = self.size_of(name)
        pairs = zip(axis_names(len(old) + 1)[1:], old, sizes[name], strict=True)
        return [(axis, n - m) for axis, m, n in pairs if n != m]

    def tried(self, sizes: Sizes) -> Iterator[Fix]:
        """The fix of other sizes, if it mends; with its edits, if the spec still holds with them."""
        if not is_affordable(self.a) or not mends(self.a, self.a.resized(sizes), self.error):
            return
        edits = tuple(self.edits(sizes))
        kept = edits if edits and mends(self.a, edited(self.a, edits), self.error) else ()
        yield Fix(self.title(sizes), kept)

    def title(self, sizes: Sizes) -> str:
        """The sizes, and the pixels that each axis gains or loses in front and behind."""
        changed = {name: size for name, size in sizes.items() if self.changes(name, sizes)}
        first = next(iter(changed))
        said = ", ".join(_moved(axis, by) for axis, by in self.changes(first, sizes))
        if len(set(changed.values())) == 1:
            return f"input {spell(changed[first])} ({said})"
        return f"inputs {', '.join(f'{name} {spell(size)}' for name, size in changed.items())}"

    def edits(self, sizes: Sizes) -> Iterator[Edit]:
        """The edits that write sizes, where the spec writes them as numbers."""
        for name, size in sizes.items():
            for i, n in enumerate(size):
                route: Route = ("inputs", name, "size", i)
                old = value_at(self.a.source.tree, route)
                if isinstance(old, int) and old != n and name not in self.a.settings.sizes:
                    yield replace_value(self.a.source, route, str(n))


def _moved(axis: str, by: int) -> str:
    """Pixels that an axis gains or loses, in front and behind.

    >>> _moved("H", 5), _moved("W", -2)
    ('pad H by 2 + 3', 'crop W by 1 + 1')
    """
    before, behind = abs(by) // 2, abs(by) - abs(by) // 2
    return f"{'pad' if by > 0 else 'crop'} {axis} by {f'{before} + {behind}' if before else behind}"
