"""Changes with which something is left of an axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from shapeplan.analysis import Analysis
from shapeplan.departure import lowest
from shapeplan.diagnostic import Fix
from shapeplan.infer import PlannedNode
from shapeplan.rules._fixes import Error, edited, is_affordable, mends, tried
from shapeplan.rules._half_padding import half_padded
from shapeplan.rules._tuning import BORDERS, Goal, tuned
from shapeplan.rules._wanted_inputs import input_edits
from shapeplan.shape import axis_names, spell
from shapeplan.way import Sizes, way_to

FEW = 2  # changes that are offered
TRIES = 64  # sizes that are tried, one pixel apart


def lasting(a: Analysis, error: Error, node: PlannedNode, axes: Sequence[int]) -> Iterator[Fix]:
    """Padding that keeps every map's size, and another window of one layer, this one first."""
    if a.plan is None:
        return
    everywhere = (fix for title, edits in half_padded(a, a.nodes) for fix in tried(a, error, title, edits))
    yield from islice(everywhere, 1)
    goal = Goal(error, (way_to(a.plan, node.id),), tuple(axis - 1 for axis in axes), lambda *_: True, node.id)
    yield from islice(tuned(a, goal, (*BORDERS, "dilation", "kernel_size")), FEW)


def enlarged(a: Analysis, error: Error, node: PlannedNode) -> tuple[str | None, list[Fix]]:
    """The smallest input, no axis of it smaller than now, at which something is left everywhere."""
    assert a.plan is not None
    ways = [way for at in (node.id, *a.plan.net.outputs) if (way := way_to(a.plan, at)).nodes[0].op == "input"]
    if not ways:
        return None, []
    source, start = ways[0].nodes[0].id, ways[0].start
    alike = [way for way in ways if way.nodes[0].id == source]
    least = [max(lowest(way, axis, 1) or n for way in alike) for axis, n in enumerate(start)]
    for more in range(TRIES):
        size = tuple(max(n, m + more) for n, m in zip(start, least, strict=True))
        if is_affordable(a) and mends(a, a.resized({source: size}), error):
            return f"{spell(size)} (smallest), now {spell(start)}", list(written(a, error, source, size))
    return None, []


def written(a: Analysis, error: Error, source: str, size: Sizes) -> Iterator[Fix]:
    """A larger input as a fix, with its edits where the spec holds with them."""
    start = (a.plan[source].shape or ())[1:] if a.plan else ()
    names = axis_names(len(size) + 1)[1:]
    by = [f"pad {name} by {n - (m or 0)}" for name, n, m in zip(names, size, start, strict=True) if n != m]
    edits = tuple(input_edits(a, source, size))
    kept = edits if edits and mends(a, edited(a, edits), error) else ()
    yield Fix(f"input {spell(size)} ({', '.join(by)})", kept)
