"""Changes that make the ends of a join meet, but for other input sizes and `fit` on this join alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from shapeplan.analysis import Analysis
from shapeplan.cause import Cause
from shapeplan.diagnostic import Fix
from shapeplan.infer import PlannedNode
from shapeplan.rules._fixes import Error, argument_edit, argument_fix, tried
from shapeplan.rules._half_padding import half_padded
from shapeplan.rules._projection import resampled, strided
from shapeplan.rules._tuning import BORDERS, MOST, RESHAPING, RESTORING, Goal, tuned
from shapeplan.rules._wanted_inputs import input_edits
from shapeplan.rules._ways_back import all_resized, is_join, references, resized, upsampling
from shapeplan.rules._words import size_of, upstream
from shapeplan.way import Sizes, way_to

RULE = "skip-mismatch"


def meeting(a: Analysis, node: PlannedNode, causes: dict[int, Cause]) -> Iterator[Fix]:
    """The changes, those of least consequence first; others are searched where no upsampling can be told the size."""
    grown = list(growing(a, node))
    yield from grown
    if any(cause.kind == "scale" for cause in causes.values()):
        yield from strided(a, (RULE, node.id), node)
        yield from resampled(a, (RULE, node.id), node)
    if not grown:
        yield from islice(retuned(a, node, causes), MOST)
    yield from given(a, node)


def growing(a: Analysis, node: PlannedNode) -> Iterator[Fix]:
    """The size of the other end, or missing pixels, from the upsampling in front of the join; from all, if need be."""
    error = (RULE, node.id)
    made = [fix for i in range(min(2, len(node.inputs))) for fix in from_upsampling(a, error, node, i)]
    yield from made
    everywhere = None if made else all_resized(a)
    if everywhere is not None:
        yield from tried(a, error, *everywhere)


def from_upsampling(a: Analysis, error: Error, node: PlannedNode, i: int) -> Iterator[Fix]:
    """The size of the other end on the upsampling in front of input i, by the first name that will do."""
    grown = upsampling(a, node.inputs[i])
    if grown is None:
        return
    field = "output_size" if grown.op == "conv_transpose" else "size"
    for name in references(a, node, 1 - i):
        title = f"{field}: {name} on the {grown.op} '{a.label(grown)}'"
        found = list(tried(a, error, title, [resized(a, grown, name)]))
        yield from found
        if found:
            break
    if grown.op == "conv_transpose":
        for more in missing(a, node, i):
            title = f"output_padding: {more} on the conv_transpose '{a.label(grown)}'"
            yield from argument_fix(a, error, grown, "output_padding", str(more), title)


def missing(a: Analysis, node: PlannedNode, i: int) -> set[int]:
    """The pixels by which input i falls short of the other, if it is the same number on each axis."""
    shapes = [a.plan[source].shape or () for source in node.inputs if source is not None] if a.plan else []
    if len(shapes) < 2:  # noqa: PLR2004 - the input and the other one
        return set()
    short = {y - x for x, y in zip(shapes[i][1:], shapes[1 - i][1:], strict=False) if x is not None and y is not None}
    return short if len(short) == 1 and min(short) > 0 else set()


def retuned(a: Analysis, node: PlannedNode, causes: dict[int, Cause]) -> Iterator[Fix]:
    """Another argument of a layer on one of the ways: any where a stride or a border has no partner."""
    if a.plan is None or None in node.inputs:
        return
    cause = next(iter(causes.values()), None)
    ways = tuple(way_to(a.plan, source) for source in node.inputs if source is not None)
    axes = tuple(fault.axis - 1 for fault in node.faults if fault.rule == RULE and fault.axis)
    goal = Goal((RULE, node.id), ways, axes, are_equal, cause.node.id if cause else None)
    is_rounded = cause is not None and cause.kind == "rounding"
    yield from tuned(a, goal, RESTORING if is_rounded else (*RESTORING, *BORDERS, *RESHAPING))


def are_equal(ends: Sequence[Sizes], axis: int) -> bool:
    """Whether all ends have one size."""
    return len({end[axis] for end in ends}) == 1


def given(a: Analysis, node: PlannedNode) -> Iterator[Fix]:
    """The size of the other end, where one end is an input by itself: a target, a map made elsewhere."""
    for i, source in enumerate(node.inputs[:2]):
        other = node.inputs[1 - i] if len(node.inputs) > 1 else None
        if a.plan is None or source is None or other is None or a.plan[source].op != "input":
            continue
        if source in {node.id for node in upstream(a, a.plan[other])}:
            continue
        size = tuple(size_of(a, other, axis) or 0 for axis in range(1, len(a.plan[other].shape or ())))
        edits = list(input_edits(a, source, size))
        yield from tried(a, (RULE, node.id), f"size: {list(size)} of the input '{source}'", edits)


def everywhere(a: Analysis, node: PlannedNode) -> Iterator[Fix]:
    """Changes of all layers alike, where the mended join would only hand the error on to the next one."""
    error = (RULE, node.id)
    for title, edits in half_padded(a, a.nodes):
        yield from tried(a, error, title, edits)
    joins = {join.route: join for join in a.nodes if is_join(join) and getattr(join.layer, "fit", "") is None}
    for fit in ("crop", "pad"):
        fitted = [argument_edit(a.source, join, {"fit": fit}) for join in joins.values()]
        yield from tried(a, error, f"fit: {fit} on all {len(joins)} joins", fitted)
