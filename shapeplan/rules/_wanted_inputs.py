"""Other input sizes at which a layer's size is the wanted one, searched along its way and tried on the whole network.

Where the wanted size is the input's, what was wanted may be that the network keeps it: then sizes are
searched that it does keep, and the expectation moves along with the input.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from shapeplan.analysis import Analysis
from shapeplan.departure import source_size
from shapeplan.diagnostic import Fix
from shapeplan.edit import replace_value, value_at
from shapeplan.infer import PlannedNode
from shapeplan.net import Expectation
from shapeplan.rules._fixes import edited, is_affordable, mends
from shapeplan.rules._words import listed
from shapeplan.shape import axis_names, spell
from shapeplan.source import Edit, Route
from shapeplan.way import Sizes, Way, way_to

FARTHEST = 4096  # pixels that an input size is changed by
TRIES = 12  # sizes in each direction that are tried on the whole network


@dataclass(frozen=True)
class Wanted:
    """The size that is expected of a layer, and the way to it."""

    a: Analysis
    expectation: Expectation
    node: PlannedNode
    size: Sizes

    def with_edits(self, edits: Sequence[Edit]) -> Wanted | None:
        """The same with some edits; None where the layer is gone."""
        after = edited(self.a, edits)
        known = after.plan is not None and self.node.id in after.plan.net.nodes
        return replace(self, a=after, node=after.plan[self.node.id]) if known and after.plan else None

    @property
    def way(self) -> Way:
        """The way from the input."""
        assert self.a.plan is not None
        return way_to(self.a.plan, self.node.id)

    @property
    def error(self) -> tuple[str, str]:
        """The error that is to go."""
        return "expectation", f"{self.expectation.name}.size"

    @property
    def found(self) -> Sizes:
        """The size that comes out; an unknown axis is 0."""
        return tuple(n or 0 for n in (self.node.shape or (None,))[1:])

    @property
    def axes(self) -> tuple[int, ...]:
        """Spatial axes, from 0, that come out in another size, as far as they are known."""
        pairs = enumerate(zip(self.size, self.found, strict=True))
        return tuple(i for i, (wanted, found) in pairs if found and wanted != found)

    def is_met(self, ends: Sequence[Sizes], axis: int) -> bool:
        """Whether the size at the end of the way is right on an axis."""
        return ends[0][axis] == self.size[axis]

    @property
    def keeps(self) -> bool:
        """Whether the wanted size is the input's."""
        return self.size == self.way.start


def sized(wanted: Wanted, more: Sequence[Edit] = (), said: str = "") -> tuple[str | None, list[Fix]]:
    """Input sizes in words, and as fixes, the nearest first; on top of other edits, if there are any."""
    at = wanted.with_edits(more) if more else wanted
    if at is None or at.way.nodes[0].op != "input":
        return None, []
    found = [(size, size) for size in kept(at)] if at.keeps else []
    found += [(size, wanted.size) for size in giving(at)]
    ranked = sorted(found, key=lambda sizes: sum(abs(n - m) for n, m in zip(sizes[0], at.way.start, strict=True)))
    fixes = [fix for size, out in ranked for fix in tried(wanted, size, out, more, said)]
    return in_words(wanted, [size for size, out in ranked if out == wanted.size]) if fixes else None, fixes


def giving(wanted: Wanted) -> Iterator[Sizes]:
    """The nearest input size that gives the wanted one."""
    way = wanted.way
    sizes = [
        source_size(way, axis, n) if axis in wanted.axes else way.start[axis] for axis, n in enumerate(wanted.size)
    ]
    known = tuple(n for n in sizes if n is not None)
    if len(known) == len(sizes) and known != way.start and comes_out(wanted, known, wanted.size):
        yield known


def kept(wanted: Wanted) -> Iterator[Sizes]:
    """The nearest sizes, below and above, that come out as they go in."""
    way = wanted.way
    for step in (-1, 1):
        each = [
            keeping(way, axis, step) if axis in wanted.axes else [way.start[axis]] for axis in range(len(way.start))
        ]
        most = max(map(len, each))
        if not all(each):
            continue
        for k in range(most):
            size = tuple(sizes[min(k, len(sizes) - 1)] for sizes in each)
            if comes_out(wanted, size, size):
                yield size
                break


def keeping(way: Way, axis: int, step: int) -> list[int]:
    """Sizes of an axis in one direction that come out as they go in."""
    now = way.start[axis]
    reach = range(now + step, max(0, now + step * FARTHEST), step)
    return list(islice((n for n in reach if way.out(axis, n) == n), TRIES))


def comes_out(wanted: Wanted, size: Sizes, out: Sizes) -> bool:
    """Whether an input of that size gives another, and nothing fails."""
    if not is_affordable(wanted.a):
        return False
    after = wanted.a.resized({wanted.way.nodes[0].id: size})
    shape = after.plan[wanted.node.id].shape if after.plan else None
    return shape is not None and shape[1:] == out and after.errors <= wanted.a.errors


def in_words(wanted: Wanted, sizes: list[Sizes]) -> str | None:
    """Input sizes that give the wanted one, axes of equal sizes together."""
    start = wanted.way.start
    names = axis_names(len(start) + 1)[1:]
    together: dict[tuple[int, ...], list[str]] = {}
    for axis in wanted.axes:
        together.setdefault((start[axis], *sorted({size[axis] for size in sizes})), []).append(names[axis])
    parts = [
        f"{listed(axes)} = {' or '.join(map(str, many))} (nearest), now {now}"
        for (now, *many), axes in together.items()
    ]
    return "; ".join(parts) if sizes else None


def tried(wanted: Wanted, size: Sizes, out: Sizes, more: Sequence[Edit], said: str) -> Iterator[Fix]:
    """The fix of another input size, with its edits if the spec holds with them."""
    a, start = wanted.a, wanted.way.start
    names = axis_names(len(size) + 1)[1:]
    changes = [(name, n - m) for name, n, m in zip(names, size, start, strict=True) if n != m]
    by = ", ".join(f"{'pad' if change > 0 else 'crop'} {name} by {abs(change)}" for name, change in changes)
    moved = f", and {spell(out)} expected" if out != wanted.size else ""
    edits = [*more, *writing(wanted, size, out)]
    is_mended = is_affordable(a, "edits") and mends(a, edited(a, edits), wanted.error)
    if is_mended or not (moved or said):
        title = f"{said}, and input" if said else "input"
        yield Fix(f"{title} {spell(size)} ({by}){moved}", tuple(edits) if is_mended else ())


def writing(wanted: Wanted, size: Sizes, out: Sizes) -> Iterator[Edit]:
    """The edits that write an input size, and the size expected then."""
    yield from input_edits(wanted.a, wanted.way.nodes[0].id, size)
    yield from number_edits(wanted.a, (*wanted.expectation.at, "size"), out)


def input_edits(a: Analysis, name: str, size: Sizes) -> Iterator[Edit]:
    """The edits that write the size of an input, where the spec has it as numbers and it is not replaced."""
    if name not in a.settings.sizes:
        yield from number_edits(a, ("inputs", name, "size"), size)


def number_edits(a: Analysis, route: Route, new: Sizes) -> Iterator[Edit]:
    """The edits that write other numbers into a list of them."""
    for i, n in enumerate(new):
        old = value_at(a.source.tree, (*route, i))
        if isinstance(old, int) and old != n:
            yield replace_value(a.source, (*route, i), str(n))
