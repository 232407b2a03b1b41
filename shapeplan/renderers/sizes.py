"""Legal sizes as text and as data."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from shapeplan.legal import AxisSizes, LegalSizes
from shapeplan.pairs import Pairs
from shapeplan.progression import SizeSet
from shapeplan.shape import axis_names
from shapeplan.spelling import dependence, ranges, spelled, stretches

KINDS = ("runs", "whole", "exact")
LEGEND = "runs: every join fits, and nothing vanishes; whole: besides, every pixel is read; exact: nothing is rounded"
OTHERS = "the sizes of an input are told with the other inputs as they are now"
ROWS = 8  # pairs that are printed


def sizes_text(told: LegalSizes, listed: range | None = None, around: int | None = None) -> str:
    """All that is told of the sizes; `listed` asks for the sizes in a range, `around` for those next to one."""
    head = [f"{told.plan.name} ({told.plan.framework})"]
    head += _standing(told)
    parts = [_axis_text(same, listed, around) for same in alike(told.axes)]
    legend = LEGEND if len({one.inputs for one in told.axes}) == 1 else f"{LEGEND}\n{OTHERS}"
    return "\n\n".join(["\n".join(head), *parts, *(_pairs_text(told, found) for found in told.pairs), legend])


def _standing(told: LegalSizes) -> Iterator[str]:
    none = "no size that was looked at works" if told.is_unpaired else "no size works"
    rest = "; apart from that:" if all(one.runs for one in told.axes) else ""
    for node in told.standing:
        yield f"{none}: {node.op} '{told.plan.net.label(node.id)}': {_reason(node)}{rest}"


def _reason(node: Any) -> str:
    return node.faults[0].text if node.faults else "no pixel is left"


def alike(axes: Sequence[AxisSizes]) -> list[list[AxisSizes]]:
    """Axes of the same inputs of which the same is to be said."""
    groups: dict[Any, list[AxisSizes]] = {}
    for one in axes:
        said = tuple(_set(one, kind) for kind in KINDS)
        groups.setdefault((one.inputs, one.now, one.declared, said, tuple(one.outputs.items())), []).append(one)
    return list(groups.values())


def _set(one: AxisSizes, kind: str) -> SizeSet:
    found: SizeSet = getattr(one, kind)
    return found.canonical


def _axis_text(same: Sequence[AxisSizes], listed: range | None, around: int | None) -> str:
    one, at = same[0], same[0].now if around is None else around
    letter = one.name if len(same) == 1 else "n"
    head = (
        f"{' and '.join(one.inputs)}, {' and '.join(axis.name for axis in same)}: {letter} = {one.now} now, {_now(one)}"
    )
    rows = [(", ".join(kinds), spelled(sizes, letter), _next(sizes, at)) for sizes, kinds in _kinds(one).items()]
    widths = [max(len(row[i]) for row in rows) for i in range(2)]
    lines = [f"  {kinds:<{widths[0]}}  {sizes:<{widths[1]}}  {near}".rstrip() for kinds, sizes, near in rows]
    if listed is not None:
        for sizes, kinds in _kinds(one).items():
            lines.append(f"  {', '.join(kinds)} in {listed.start} to {listed[-1]}: {_within(sizes, listed)}")
    return "\n".join([head, *_range(one, letter), *lines, *_outputs(one), *_lost(one)])


def _range(one: AxisSizes, letter: str) -> Iterator[str]:
    """What becomes of a range that is declared."""
    if one.declared is not None:
        bad = one.counterexample(one.declared)
        yield f"  declared {one.declared}: {'these run' if bad is None else f'{letter} = {bad} does not run'}"


def _kinds(one: AxisSizes) -> dict[SizeSet, list[str]]:
    """The sets, equal ones together."""
    found: dict[SizeSet, list[str]] = {}
    for kind in KINDS:
        found.setdefault(_set(one, kind), []).append(kind)
    return found


def _now(one: AxisSizes) -> str:
    """The best that can be said of the size now."""
    return next((kind for kind in reversed(KINDS) if one.now in _set(one, kind)), "does not run")


def _next(sizes: SizeSet, at: int) -> str:
    near = [str(n) for n in sizes.nearest(at) if n is not None]
    return f"next to {at}: {' and '.join(near)}" if near else ""


def _lost(one: AxisSizes) -> Iterator[str]:
    if one.never:
        names = ", ".join(f"'{one.along.plan.net.label(name)}'" for name in one.never)
        yield f"  read in part at every size, and left out of 'whole': {names}"


def _within(sizes: SizeSet, listed: range) -> str:
    return ", ".join(stretches(sizes.between(listed.start, listed.stop))) or "none"


def _outputs(one: AxisSizes) -> Iterator[str]:
    for name, course in one.outputs.items() if one.runs else ():
        label = one.along.plan.net.label(name)
        forms = dependence(course, _set(one, "runs"))
        if forms:
            yield f"  output '{label}': {', '.join(forms)}"
        exact = dependence(course, _set(one, "exact"))
        if exact and exact != forms and len(forms) == 1:
            yield f"  output '{label}': {exact[0]} where nothing is rounded"


def _pairs_text(told: LegalSizes, found: Pairs) -> str:
    names = axis_names(len(told.plan[found.inputs[0]].shape or ()))
    one, other = (names[axis] for axis in found.axes)
    held = "".join(f" with {names[axis]} = {n}" for axis, n in found.held)
    lines = [f"{one} and {other} depend on each other; pairs that run{held}, looked at up to {found.looked_at}:"]
    if not found.rows:
        return f"{lines[0]} none"
    lines += [f"  {one} = {ranges(ns)} with {other} = {ranges(ms)}" for ns, ms in found.rows[:ROWS]]
    rest = len(found.rows) - ROWS
    return "\n".join([*lines, *([f"  and {rest} more (--format json has all)"] if rest > 0 else [])])


def sizes_data(told: LegalSizes) -> list[dict[str, Any]]:
    """The sizes as JSON has them: one object for each axis of each input."""
    return [
        {
            "input": name,
            "axis": one.name,
            "now": one.now,
            "declared": _range_data(one),
            **{kind: _set(one, kind).to_json() for kind in KINDS},
            "nearest": list(one.nearest()),
            "never_whole": list(one.never),
            "together_with": [other for other in one.inputs if other != name],
            "outputs": {id_: dependence(course, _set(one, "runs")) for id_, course in one.outputs.items()},
            "pairs": [
                _pairs_data(told, found) for found in told.pairs if one.axis in found.axes and name in found.inputs
            ],
            "fails_always": [node.id for node in told.standing],
        }
        for one in told.axes
        for name in one.inputs
    ]


def _range_data(one: AxisSizes) -> dict[str, Any] | None:
    sizes = one.declared
    if sizes is None:
        return None
    return {**asdict(sizes), "counterexample": one.counterexample(sizes)}


def _pairs_data(told: LegalSizes, found: Pairs) -> dict[str, Any]:
    names = axis_names(len(told.plan[found.inputs[0]].shape or ()))
    return {
        "axes": [names[axis] for axis in found.axes],
        "rows": [[list(ns), list(ms)] for ns, ms in found.rows],
        "held": {names[axis]: n for axis, n in found.held},
        "looked_at": found.looked_at,
    }
