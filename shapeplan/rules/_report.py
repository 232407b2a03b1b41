"""What rules share: how a finding about a layer is worded and placed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Label, Severity
from shapeplan.fault import Fault
from shapeplan.infer import PlannedNode
from shapeplan.rules._words import listed
from shapeplan.shape import axis_names
from shapeplan.source import Route

Mending = Callable[[Analysis, PlannedNode, Sequence[Fault]], Iterable[Fix]]


def at_layer(
    a: Analysis, rule: str, severity: Severity, node: PlannedNode, fact: str, *, field: str | None = None, **more: Any
) -> Diagnostic:
    """A finding about a layer, or about one of its arguments."""
    at = (*place(node), field) if field else place(node)
    related = (*more.pop("related", ()), *used_by(a, node))
    message = f"{node.op} '{a.label(node)}': {fact}"
    return Diagnostic(rule, severity, message, at, a.source, node=node.id, related=related, **more)


def faults(a: Analysis, rule: str, mending: Mending | None = None) -> Iterator[Diagnostic]:
    """A finding for each place with faults of the rule: facts that stand for themselves.

    A line that is unrolled several times is reported once where the same is to be said of each layer.
    With `mending`, what mends them is offered, and the layer itself is the cause.
    """
    places: dict[tuple[Route, str], list[tuple[PlannedNode, list[Fault]]]] = {}
    for node, found in a.faults.get(rule, ()):
        places.setdefault((node.route, together(node, found)), []).append((node, found))
    for (_, fact), layers in places.items():
        node, found = layers[0]
        more = len(layers) - 1
        yield at_layer(
            a, rule, "error", node, fact + (f" (and in {more} more of this line)" if more else ""),
            field=found[0].field, axis=axes_of(node, found), hint=found[0].hint,
            cause=node.id if mending else None, fixes=tuple(mending(a, node, found) if mending else ()),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said about one layer: a fact, or one of several that share a line."""

    node: PlannedNode
    severity: Severity
    fact: str
    axis: str | None = None
    field: str | None = None
    hint: str | None = None
    cause: str | None = None
    related: tuple[Label, ...] = ()


def grouped(
    a: Analysis, rule: str, found: Iterable[Said], mending: Callable[[Said], Iterable[Fix]] | None = None
) -> Iterator[Diagnostic]:
    """A finding for each line and severity: of a line that is unrolled several times, the first layer speaks for all.

    Of a layer that fails nothing more is said.
    """
    lines: dict[tuple[Route, Severity], list[Said]] = {}
    for said in found:
        if said.node.faults:
            continue
        lines.setdefault((said.node.route, said.severity), []).append(said)
    for several in lines.values():
        first, more = several[0], len(several) - 1
        yield at_layer(
            a, rule, first.severity, first.node, first.fact + (f" (and {more} more of this line)" if more else ""),
            field=first.field, axis=first.axis, hint=first.hint, cause=first.cause, related=first.related,
            fixes=tuple(mending(first) if mending else ()),
        )  # fmt: skip


def wrongs(a: Analysis, rule: str) -> Iterator[Diagnostic]:
    """A finding for each thing that the language does not allow."""
    for wrong in a.wrongs:
        if wrong.rule == rule:
            from shapeplan.rules._meant import spelled  # a mistake is rare, and start-up is felt at every commit

            fixes = tuple(spelled(a, wrong))
            yield Diagnostic(rule, "error", wrong.message, wrong.at, a.source, hint=wrong.hint, fixes=fixes)


def together(node: PlannedNode, found: Sequence[Fault]) -> str:
    """The facts of several faults; axes about which the same is said share a sentence."""
    texts = list(dict.fromkeys(spoken(node, fault) for fault in found))
    rests = {text.partition(" is ")[2] for text in texts}
    names = [text.partition(" is ")[0] for text in texts]
    if len(texts) > 1 and len(rests) == 1 and all(name.isalnum() for name in names):
        return f"{listed(names)} are {rests.pop()}"
    return "; ".join(texts)


def spoken(node: PlannedNode, fault: Fault) -> str:
    """The fact of a fault, with the name of its axis in front where it does not begin with it."""
    names = axis_names(len(node.shape or ()))
    if not fault.axis or fault.axis >= len(names) or fault.text.startswith(f"{names[fault.axis]} "):
        return fault.text
    return f"{names[fault.axis]}: {fault.text}"


def axes_of(node: PlannedNode, found: Sequence[Fault]) -> str | None:
    """Names of the axes that some faults are about."""
    length = len(node.shape or ())
    names = [axis_names(length)[fault.axis] for fault in found if fault.axis is not None and fault.axis < length]
    return ", ".join(dict.fromkeys(names)) or None


def place(node: PlannedNode) -> Route:
    """Route of a layer's op; of the join, where it merges branches."""
    return (*node.route, "merge", node.op)


def used_by(a: Analysis, node: PlannedNode) -> tuple[Label, ...]:
    """Where the block is used that a layer stands in."""
    if node.route[0] != "blocks" or a.plan is None:
        return ()
    for length in range(len(node.node.path), 0, -1):
        group = a.plan.net.groups.get(node.node.path[:length])
        if group is not None and group.kind == "block":
            return (Label((*group.route, group.title), f"block '{group.title}' is used here"),)
    return ()
