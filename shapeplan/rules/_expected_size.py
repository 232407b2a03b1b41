"""What keeps a layer from the size that is expected of it, and what gives it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapeplan.analysis import Analysis
from shapeplan.departure import Departure, departure, own, source_size
from shapeplan.diagnostic import Fix, Label
from shapeplan.infer import PlannedNode
from shapeplan.net import Expectation
from shapeplan.rules._fixes import tried
from shapeplan.rules._half_padding import half_padded
from shapeplan.rules._report import place
from shapeplan.rules._tuning import BORDERS, RESHAPING, RESTORING, Goal, Target, tuned_layers
from shapeplan.rules._wanted_inputs import Wanted, sized
from shapeplan.rules._ways_back import all_resized
from shapeplan.rules._words import pixels, rounding, size_of, upstream
from shapeplan.shape import axis_names
from shapeplan.source import Edit
from shapeplan.way import Sizes


@dataclass(frozen=True, slots=True)
class Explained:
    """The cause of a size that is not the expected one, how it came about, and what mends it."""

    cause: str | None = None
    related: tuple[Label, ...] = ()
    works: str | None = None
    fixes: tuple[Fix, ...] = ()


def explained(a: Analysis, expectation: Expectation, node: PlannedNode, size: Sizes) -> Explained:
    """The cause and the fixes of an expected size."""
    wanted = Wanted(a, expectation, node, size)
    if a.plan is None or len(size) != len(wanted.way.start) or not wanted.axes:
        return Explained()
    found = {axis: gone for axis in wanted.axes if (gone := departure(wanted.way, axis, size[axis])) is not None}
    cause = next(iter(found.values()), None)
    works, inputs = sized(wanted)
    layers, fixes = ranked(wanted, cause, inputs)
    blamed = cause.node.id if cause is not None else next(iter(layers), None)
    return Explained(blamed, tuple(labels(a, wanted, found)), works, fixes)


def ranked(wanted: Wanted, cause: Departure | None, inputs: list[Fix]) -> tuple[list[str], tuple[Fix, ...]]:
    """The fixes, the least change of the network first, and the layers that the first one changes.

    Those of more consequence are searched only where there is no other.
    """
    a, kind = wanted.a, None if cause is None else cause.kind
    goal = Goal(wanted.error, (wanted.way,), wanted.axes, wanted.is_met, cause.node.id if cause else None)
    made: list[tuple[Target, Fix]] = []
    if kind != "input":
        made = list(tuned_layers(a, goal, ("stride", "scale_factor") if kind == "scale" else RESTORING))
    if kind in {"border", None}:
        made = made or list(tuned_layers(a, goal, BORDERS))
        made = made or [((), fix) for fix in everywhere(wanted)]
    made += [((), fix) for fix in inputs]
    if not made or kind == "input":
        made += tuned_layers(a, goal, (*BORDERS, *RESHAPING))
    return [node.id for node in made[0][0]] if made else [], tuple(fix for _, fix in made)


def everywhere(wanted: Wanted) -> Iterator[Fix]:
    """Changes of many layers: padding that keeps every map's size; the skip's size on every way back; both."""
    a = wanted.a
    back = all_resized(a)
    if back is not None:
        yield from tried(a, wanted.error, *back)
    for title, edits in half_padded(a, upstream(a, wanted.node)):
        made = list(tried(a, wanted.error, title, edits)) or list(on_top(wanted, title, edits))
        yield from made
        if made:
            return


def on_top(wanted: Wanted, title: str, edits: Sequence[Edit]) -> Iterator[Fix]:
    """What is still to be changed beside some edits: the ways back, or the input."""
    back = all_resized(wanted.a)
    if back is not None:
        yield from tried(wanted.a, wanted.error, f"{title}, and {back[0]}", [*edits, *back[1]])
    yield from sized(wanted, edits, title)[1]


def labels(a: Analysis, wanted: Wanted, found: dict[int, Departure]) -> Iterator[Label]:
    """What happens at the layers of the cause."""
    for gone in {gone.node.id: gone for gone in found.values()}.values():
        axes = [axis + 1 for axis, other in found.items() if other.node.id == gone.node.id]
        yield Label(place(gone.node), said(a, wanted, gone, axes), gone.node.id)


def said(a: Analysis, wanted: Wanted, gone: Departure, axes: list[int]) -> str:
    """What a layer does to some axes."""
    axis = axes[0] - 1
    name = axis_names(len(gone.node.shape or ()))[axes[0]]
    if gone.kind == "input":
        n = source_size(wanted.way, axis, wanted.size[axis])
        return f"{name}: {wanted.way.start[axis]} px here; {n} would give the expected {wanted.size[axis]}"
    numbers = rounding(a, gone.node, axes)
    if gone.kind == "turn":
        return f"{numbers}; the other way it would give the expected {wanted.size[axis]}"
    factor, offset = own(wanted.way, gone.node, axis)
    before = size_of(a, gone.node.inputs[0], axes[0])
    if gone.kind == "border":
        plain = str(before) if factor == 1 else f"{factor} * {before}"
        return f"{numbers}: {abs(offset)} px {'fewer' if offset < 0 else 'more'} than {plain}"
    if gone.kind == "scale":
        return f"{numbers}: by {factor}, which is as much as the expected size is off"
    dropped = a.unread(gone.node, axis)[0]
    if dropped:
        verb = "is" if dropped == 1 else "are"
        return f"{numbers}: {pixels(dropped, name)} of '{a.label(gone.node.inputs[0] or '')}' {verb} dropped here"
    return f"{numbers}: the fraction is lost here"
