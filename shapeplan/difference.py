"""Two versions of a network: the layers added, removed and changed, and the findings new and gone.

A layer is changed where its op, its arguments or what it reads differ; where only its shape, its parameters or
its multiplications do, that follows from others. A layer put between two others does not change the lower one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from shapeplan import cost
from shapeplan.analysis import Analysis, Settings
from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan, PlannedNode
from shapeplan.net import Net
from shapeplan.pairing import Pairs, paired, stem
from shapeplan.shape import Size
from shapeplan.source import read_text
from shapeplan.unknowns import PER_AXIS

if TYPE_CHECKING:
    from shapeplan.legal import LegalSizes

Kind = Literal["added", "removed", "changed", "renamed", "follows"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed", "renamed", "follows")
Reads = tuple[str | None, ...]  # ids of what a layer reads
Keyed = tuple[tuple[str | None, ...], Diagnostic]


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two: what the user calls it, the analysis of its spec, and what the rules say about it."""

    path: str
    analysis: Analysis
    findings: Sequence[Diagnostic] = ()

    @property
    def plan(self) -> Plan | None:
        """Its shapes; None where the spec is too broken to have any."""
        return self.analysis.plan

    @property
    def legal(self) -> LegalSizes | None:
        """The sizes at which it runs; None where the spec is not understood as a whole."""
        return None if self.analysis.wrongs or self.analysis.source.problems else self.analysis.legal


def absent(path: str) -> Version:
    """The version of a network before it was added, or after it was removed: no layers."""
    source = read_text("", path)
    return Version(path, Analysis(source, Settings(), (), Plan(Net("", "torch", source), {})))


@dataclass(frozen=True, slots=True)
class Change:
    """A layer that differs.

    before, after   the layer; None where it was added or removed
    arguments       those that differ, each before and after; None where it is not given
    reads           what it reads, before and after, if that differs
    macs            multiplications before and after [1]; 0 where there is no layer
    """

    kind: Kind
    before: PlannedNode | None
    after: PlannedNode | None
    arguments: Mapping[str, tuple[Any, Any]]
    reads: tuple[Reads, Reads] | None
    macs: tuple[Size, Size]


@dataclass(frozen=True)
class Both:
    """Two plans, and which layers of theirs are the same."""

    old: Plan
    new: Plan

    @cached_property
    def pairs(self) -> Pairs:
        """The layers of the new plan that are in the old one, with their ids there."""
        return paired(self.old, self.new)

    @cached_property
    def kept(self) -> Pairs:
        """The layers of the old plan that are in the new one, with their ids there."""
        return {old: new for new, old in self.pairs.items()}

    @property
    def changes(self) -> Iterator[Change]:
        """The layers that differ, in the order of the new plan; those that were removed stand where they were."""
        gone = self._removed()
        yield from gone.get(None, [])
        for after in self.new:
            before = self.pairs.get(after.id)
            if before is None:
                yield Change("added", None, after, {}, None, (0, cost.macs(self.new, after)))
            elif (change := self._change(self.old[before], after)) is not None:
                yield change
            yield from gone.get(after.id, [])

    @property
    def is_other(self) -> bool:
        """Whether the network has other outputs, or another framework; that of no layers has any."""
        outputs = [self.kept.get(id_) for id_ in self.old.net.outputs]
        is_framework = self.old.framework != self.new.framework
        return outputs != self.new.net.outputs or (is_framework and bool(self.old.nodes and self.new.nodes))

    def _removed(self) -> dict[str | None, list[Change]]:
        """The layers that were removed, by the one behind which they would stand in the new plan."""
        found: dict[str | None, list[Change]] = {}
        above = None
        for node in self.old:
            if node.id in self.kept:
                above = self.kept[node.id]
            else:
                change = Change("removed", node, None, {}, None, (cost.macs(self.old, node), 0))
                found.setdefault(above, []).append(change)
        return found

    def _change(self, before: PlannedNode, after: PlannedNode) -> Change | None:
        """How a layer differs that is in both; None where it does not."""
        reads = None if self._old_reads(before) == self._new_reads(after) else (before.inputs, after.inputs)
        macs = cost.macs(self.old, before), cost.macs(self.new, after)
        arguments = differing(
            arguments_of(self.old, before), arguments_of(self.new, after), same_op=before.op == after.op
        )
        kind: Kind | None = None
        if arguments or reads or before.op != after.op or (before.layer is None) != (after.layer is None):
            kind = "changed"
        elif self._is_renamed(before.id, after.id):
            kind = "renamed"
        elif (before.shape, before.parameters, macs[0]) != (after.shape, after.parameters, macs[1]):
            kind = "follows"
        return None if kind is None else Change(kind, before, after, arguments, reads, macs)

    def _is_renamed(self, before: str, after: str) -> bool:
        """Whether the user calls a layer otherwise: numbers that are given to layers without an id do not count."""
        names = self.old.net.aliases.get(before), self.new.net.aliases.get(after)
        return stem(before) != stem(after) or (names[0] != names[1] and None not in names)

    def _old_reads(self, node: PlannedNode) -> Reads:
        """What a layer of the old plan reads, behind layers that were removed, by the ids of the new one."""
        return tuple(self.kept.get(i) if i else None for i in behind(self.old, node, self.kept))

    def _new_reads(self, node: PlannedNode) -> Reads:
        """What a layer of the new plan reads, behind layers that were added."""
        return behind(self.new, node, self.pairs)


def behind(plan: Plan, node: PlannedNode, kept: Mapping[str, str]) -> Reads:
    """What a layer reads; of layers that are in one version only, what they read first."""
    found: list[str | None] = []
    for id_ in node.inputs:
        at = id_
        while at is not None and at not in kept:
            at = next(iter(plan[at].inputs), None)
        found.append(at)
    return tuple(found)


def arguments_of(plan: Plan, node: PlannedNode) -> Mapping[str, Any]:
    """The arguments of a layer; where they are wrong or still open, as they are written."""
    if node.layer is not None:
        return node.args
    step: Any = plan.net.source.tree
    for part in (*node.route, node.op):
        known = dict(enumerate(step)) if isinstance(step, list) else step if isinstance(step, dict) else {}
        step = known.get(part)
    return step if isinstance(step, dict) else {} if step is None else {"": step}


def differing(before: Mapping[str, Any], after: Mapping[str, Any], *, same_op: bool) -> dict[str, tuple[Any, Any]]:
    """The arguments that differ, each before and after; of two ops those that both have.

    >>> differing({"stride": 1, "bias": True}, {"stride": [2, 2], "bias": True, "padding": [0, 1]}, same_op=True)
    {'stride': (1, [2, 2]), 'padding': (None, [0, 1])}
    """
    names = [n for n in dict.fromkeys((*before, *after)) if same_op or (n in before and n in after)]
    both = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in both.items() if meant(name, pair[0]) != meant(name, pair[1])}


def meant(name: str, value: Any) -> Any:
    """The value of an argument; one number where it is the same for every axis.

    >>> meant("padding", [[1, 1], [1, 1]]), meant("stride", [1, 2]), meant("size", [1, 1])
    (1, [1, 2], [1, 1])
    """
    if name not in PER_AXIS or not isinstance(value, list):
        return value
    parts = [meant(name, part) for part in value]
    return parts[0] if parts and all(part == parts[0] for part in parts) else parts


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of a network.

    changes     layers; None where a version is too broken to have any
    is_other    whether the network has other outputs, or another framework
    new, gone   findings
    """

    before: Version
    after: Version
    changes: tuple[Change, ...] | None
    is_other: bool
    new: tuple[Diagnostic, ...]
    gone: tuple[Diagnostic, ...]

    @property
    def is_of_network(self) -> bool:
        """Whether the network differs, or may."""
        return self.changes != () or self.is_other

    @property
    def is_any(self) -> bool:
        """Whether there is anything to tell."""
        return self.is_of_network or bool(self.new or self.gone)


def difference(before: Version, after: Version) -> Difference:
    """Compares two versions, however broken they are."""
    both = Both(before.plan, after.plan) if before.plan and after.plan else None
    old = [(key(d, both.kept if both else {}), d) for d in before.findings]
    new = [(key(d, {}), d) for d in after.findings]
    changes = tuple(both.changes) if both else None if differ_in_text(before, after) else ()
    return Difference(before, after, changes, both is not None and both.is_other, rest(new, old), rest(old, new))


def differ_in_text(before: Version, after: Version) -> bool:
    """Whether two specs have other text."""
    return before.analysis.source.text != after.analysis.source.text


def key(d: Diagnostic, kept: Mapping[str, str]) -> tuple[str | None, ...]:
    """What a finding is recognised by: its rule and, by its id in the new version, its layer."""
    about = d.message if d.node is None else kept.get(d.node, d.node)
    return d.rule, d.severity, d.axis, about


def rest(found: Sequence[Keyed], others: Sequence[Keyed]) -> tuple[Diagnostic, ...]:
    """The findings that the others lack."""
    left = Counter(key for key, _ in others)
    lacking = []
    for key_, diagnostic in found:
        left[key_] -= 1
        if left[key_] < 0:
            lacking.append(diagnostic)
    return tuple(lacking)
