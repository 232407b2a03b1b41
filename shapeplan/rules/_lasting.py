"""Changes with which something is left of an axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.infer import PlannedNode
from shapeplan.rules._fixes import Error, tried
from shapeplan.rules._half_padding import half_padded
from shapeplan.rules._tuning import BORDERS, Goal, tuned
from shapeplan.way import way_to

FEW = 2  # changes that are offered


def lasting(a: Analysis, error: Error, node: PlannedNode, axes: Sequence[int]) -> Iterator[Fix]:
    """Padding that keeps every map's size, and another window of one layer, this one first."""
    if a.plan is None:
        return
    everywhere = (fix for title, edits in half_padded(a, a.nodes) for fix in tried(a, error, title, edits))
    yield from islice(everywhere, 1)
    goal = Goal(error, (way_to(a.plan, node.id),), tuple(axis - 1 for axis in axes), lambda *_: True, node.id)
    yield from islice(tuned(a, goal, (*BORDERS, "dilation", "kernel_size")), FEW)
