"""What differs of two networks as a whole: inputs, outputs, costs and the sizes that work, before and after."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from shapeplan import cost
from shapeplan.difference import Difference, Version
from shapeplan.field import receptive_field
from shapeplan.infer import Plan, PlannedNode
from shapeplan.legal import AxisSizes
from shapeplan.progression import SizeSet
from shapeplan.renderers.amounts import with_unit
from shapeplan.renderers.sizes import KINDS
from shapeplan.shape import Size, spell
from shapeplan.spelling import spelled

ARROW = " -> "


class Fact(NamedTuple):
    """Something about the whole network, before and after; empty where there is nothing of the kind."""

    what: str
    before: str
    after: str


def facts(d: Difference) -> list[Fact]:
    """What differs of the network as a whole."""
    if not d.is_of_network or not (d.before.plan and d.after.plan):
        return []
    return [fact for fact in all_facts(d.before, d.after) if fact.before != fact.after]


def all_facts(before: Version, after: Version) -> Iterator[Fact]:
    """What is told of a network as a whole, before and after."""
    yield from _one("framework", before, after, lambda plan: plan.framework)
    for what, each in (("input", inputs), ("output", outputs), ("receptive field", fields)):
        yield from together(what, *(each(v.plan) if v.plan else {} for v in (before, after)))
    yield _counts("parameters", before, after, lambda plan: plan.parameters, number)
    yield _counts("multiplications", before, after, cost.total_macs, lambda n: with_unit(n or 0, "MAC"))
    yield _counts("peak memory", before, after, cost.peak_memory, lambda n: with_unit(n or 0, "B"))
    yield from together("sizes", sizes(before), sizes(after))


def _one(what: str, before: Version, after: Version, of: Callable[[Plan], str]) -> Iterator[Fact]:
    texts = [of(v.plan) if v.plan and v.plan.nodes else "" for v in (before, after)]
    yield Fact(what, *texts)


def _counts(
    what: str, before: Version, after: Version, of: Callable[[Plan], Size], spelled_: Callable[[Size], str]
) -> Fact:
    old, new = (of(v.plan) if v.plan else None for v in (before, after))
    texts = ["?" if n is None else spelled_(n) for n in (old, new)]
    if texts[0] == texts[1] and old != new:
        texts = [number(n) for n in (old, new)]
    return Fact(what, texts[0], texts[1] + percent(old, new))


def percent(old: Size, new: Size) -> str:
    """By how much a count grew.

    >>> percent(1000, 1255), percent(3, 1), percent(0, 7)
    (' (+25.5 %)', ' (-66.7 %)', '')
    """
    if not old or new is None or old == new:
        return ""
    tenths = (2000 * abs(new - old) + old) // (2 * old)
    return f" ({'+' if new > old else '-'}{tenths // 10:,}.{tenths % 10} %)"


def inputs(plan: Plan) -> dict[str, str]:
    """The shape of each input."""
    return {node.id: spell(plan.laid_out(node.shape)) for node in plan.inputs}


def outputs(plan: Plan) -> dict[str, str]:
    """The shape of each output."""
    return {plan.net.label(node.id): spell(plan.laid_out(node.shape)) for node in plan.outputs}


def fields(plan: Plan) -> dict[str, str]:
    """The receptive field of each output that is a map."""
    told = {plan.net.label(node.id): receptive_fields(plan, node) for node in plan.outputs}
    return {name: f"{spell(sizes)} px" for name, sizes in told.items() if sizes}


def receptive_fields(plan: Plan, node: PlannedNode) -> list[int | None]:
    """The receptive field of an output, an axis; empty where it is no map or not known."""
    return list(receptive_field(plan, node)) if node.is_known else []


def sizes(version: Version) -> dict[str, str]:
    """The sets of sizes that `sizes` tells, by input and kind, axes of one set together."""
    axes = version.legal.axes if version.legal else ()
    groups = dict.fromkeys(one.inputs for one in axes)
    return {
        f"{', '.join(names)}: {kind}": alike([one for one in axes if one.inputs == names], kind)
        for names in groups
        for kind in KINDS
    }


def alike(axes: Sequence[AxisSizes], kind: str) -> str:
    """The sets of one kind, each with the names of its axes."""
    found: dict[SizeSet, list[str]] = {}
    for one in axes:
        found.setdefault(getattr(one, kind).canonical, []).append(one.name)
    return "; ".join(spelled(sizes, " and ".join(names)) for sizes, names in found.items())


def number(n: Size) -> str:
    """A count with its thousands apart."""
    return "?" if n is None else f"{n:,}"


def together(what: str, before: dict[str, str], after: dict[str, str]) -> Iterator[Fact]:
    """Facts of one kind by name; one that is named otherwise stands beside the old one at its place."""
    old = [name for name in before if name not in after]
    new = [name for name in after if name not in before]
    yield from (Fact(f"{what} {name}", before[name], now) for name, now in after.items() if name in before)
    for one, other in zip_longest(old, new):
        label = ARROW.join(dict.fromkeys(name for name in (one, other) if name is not None))
        yield Fact(f"{what} {label}", before.get(one or "", ""), after.get(other or "", ""))
