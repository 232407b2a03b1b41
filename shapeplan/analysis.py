"""Analysis: everything that rules and renderers read, computed on first use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shapeplan import dialects
from shapeplan.choice import Choice
from shapeplan.expand import expand
from shapeplan.infer import Plan, PlannedNode, infer
from shapeplan.net import Expectation, Node
from shapeplan.shape import Shape
from shapeplan.source import Source
from shapeplan.spec import Wrong, validate

if TYPE_CHECKING:
    from shapeplan.cause import Cause
    from shapeplan.fault import Fault
    from shapeplan.legal import AxisSizes, LegalSizes
    from shapeplan.oddities import Oddities
    from shapeplan.ops._ranges import SizeRange
    from shapeplan.pairs import Pairs


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for beside the text.

    params, sizes, framework   of the spec, of its inputs, and the one whose rules hold
    choice                     of the rules that speak
    usual                      what holds where nothing is asked for, if that is not the text alone
    """

    params: Mapping[str, Any] = field(default_factory=dict)
    sizes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    framework: str | None = None
    choice: Choice = field(default_factory=Choice)
    usual: Settings | None = None

    @property
    def plain(self) -> Settings:
        """What holds where nothing is asked for."""
        return self.usual or Settings(choice=self.choice)

    @property
    def is_plain(self) -> bool:
        """Whether nothing was asked for that changes the network."""
        plain = self.plain
        return (self.params, self.sizes, self.framework) == (plain.params, plain.sizes, plain.framework)


def analyse(source: Source, settings: Settings | None = None) -> Analysis:
    """Reads a source as far as it can be understood. Raises nothing: the analysis says what is wrong."""
    settings = settings or Settings()
    if not isinstance(source.tree, dict):
        return Analysis(source, settings, (), None)
    spec, wrongs = validate(source.tree)
    if spec is None:
        return Analysis(source, settings, tuple(wrongs), None)
    net = expand(spec, source, settings.params, settings.framework)
    plan = infer(net, settings.sizes) if net.nodes and net.framework in dialects.names() else None
    return Analysis(source, settings, (*wrongs, *net.wrongs), plan)


@dataclass(frozen=True)
class Analysis:
    """A spec as far as it could be understood.

    source     the text; its problems say where it is not YAML
    settings   what was asked for beside the text
    wrongs     what the language does not allow
    plan       the shapes; None where the spec is too broken to have any
    """

    source: Source
    settings: Settings
    wrongs: tuple[Wrong, ...]
    plan: Plan | None

    @property
    def nodes(self) -> tuple[PlannedNode, ...]:
        """Layers in topological order; none without a plan."""
        return self.plan.nodes if self.plan else ()

    def where(self, is_so: Callable[[PlannedNode], bool]) -> list[PlannedNode]:
        """The layers of which something is true that follows from a layer and its inputs' shapes, as most does."""
        return self.plan.where(is_so) if self.plan else []

    @cached_property
    def faults(self) -> dict[str, list[tuple[PlannedNode, list[Fault]]]]:
        """Layers that cannot work, by the rule that reports them, each with its faults."""
        found: dict[str, list[tuple[PlannedNode, list[Fault]]]] = {}
        for node in self.nodes:
            for rule in dict.fromkeys(fault.rule for fault in node.faults):
                found.setdefault(rule, []).append((node, [fault for fault in node.faults if fault.rule == rule]))
        return found

    def label(self, node: str | Node | PlannedNode) -> str:
        """What to call a node when speaking to the user."""
        name = node if isinstance(node, str) else node.id
        return self.plan.net.label(name) if self.plan else name

    @cached_property
    def legal(self) -> LegalSizes | None:
        """All sizes at which the network runs."""
        from shapeplan.legal import legal

        return legal(self.plan) if self.plan else None

    @cached_property
    def ranges(self) -> dict[tuple[str, int], SizeRange]:
        """The ranges of input sizes that the spec declares, by input and axis, unless a size was asked for."""
        told = self.plan.ranges if self.plan else {}
        return {(name, axis): each for (name, axis), each in told.items() if name not in self.settings.sizes}

    @cached_property
    def unfit(self) -> list[tuple[AxisSizes, str, SizeRange, int]]:
        """The ranges of an input's axis in which a size does not work, each with the smallest such size."""
        axes = self.legal.axes if self.ranges and self.legal else ()
        told = [(one, name, self.ranges.get((name, one.axis))) for one in axes for name in one.inputs]
        tried = [(one, name, each, one.counterexample(each)) for one, name, each in told if each is not None]
        return [(one, name, each, n) for one, name, each, n in tried if n is not None]

    @cached_property
    def unpaired(self) -> list[tuple[Pairs, str, tuple[int, int]]]:
        """The axes of an input that depend on each other, with the smallest sizes of their ranges that do not work."""
        legal = self.legal if self.ranges else None
        told = [(pairs, name) for pairs in (legal.pairs if legal else ()) for name in pairs.inputs]
        tried = [(pairs, name, legal.unpaired(pairs, name, self.ranges)) for pairs, name in told if legal]
        return [(pairs, name, bad) for pairs, name, bad in tried if bad is not None]

    def cause(self, join: PlannedNode, axis: int) -> Cause | None:
        """The layer that makes the inputs of a join differ on a spatial axis."""
        from shapeplan.cause import cause

        return cause(self.plan, join, axis) if self.plan else None

    def unread(self, node: PlannedNode, axis: int) -> tuple[int, int]:
        """Pixels at the end of an axis of its input that a layer drops, and those that nobody reads."""
        from shapeplan.field import unread

        return unread(self.plan, node, axis) if self.plan else (0, 0)

    def lost(self, node: PlannedNode) -> dict[int, int]:
        """Pixels of its input that a layer's rounding drops and no other layer reads, by axis of the shape."""
        found = {i: self.unread(node, i - 1)[1] for i in node.rounded_down}
        return {i: count for i, count in found.items() if count > 0}

    def left_over(self, node: PlannedNode, axis: int) -> str:
        """What a layer's rounding leaves over of an axis and is not lost: pixels that are 'read' elsewhere,
        'padding', or what lies in a 'gap' between windows.
        """
        from shapeplan.field import left_over

        return left_over(self.plan, node, axis) if self.plan else "padding"

    @cached_property
    def odd(self) -> Oddities:
        """What is odd about a network although it runs."""
        from shapeplan.oddities import Oddities

        return Oddities(self.source.tree, self.plan)

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """Room for what rules find out once for the whole spec."""
        return {}

    @property
    def is_sound(self) -> bool:
        """Whether all of the spec is understood and every layer works, so that nothing hides a finding."""
        return self.plan is not None and not (self.wrongs or self.source.problems or self.faults)

    @property
    def is_whole(self) -> bool:
        """Whether rounding drops no pixel that nobody else reads."""
        return not any(self.lost(node) for node in self.nodes)

    def is_whole_on(self, axis: int) -> bool:
        """Whether that holds on one axis of the shapes."""
        return not any(axis in self.lost(node) for node in self.nodes)

    def receptive_field(self, node: PlannedNode) -> tuple[int | None, ...]:
        """Input pixels that one output of a layer depends on, an axis."""
        from shapeplan.field import receptive_field

        return receptive_field(self.plan, node) if self.plan else ()

    @cached_property
    def unmet(self) -> list[tuple[Expectation, str, Any, Any]]:
        """Expectations that do not hold: each with what it is about, what was expected and what came."""
        if self.plan is None:
            return []
        return [
            (expectation, what, wanted, found)
            for expectation in self.plan.net.expectations
            for what, wanted, found in self._differences(expectation)
        ]

    def _differences(self, expectation: Expectation) -> list[tuple[str, Any, Any]]:
        node = self.plan[expectation.node] if self.plan else None
        if node is None or node.shape is None:
            return []
        found = differences(expectation, node.shape, resized=bool(self.settings.sizes or self.ranges))
        if expectation.receptive_field is not None:
            field = self.receptive_field(node)
            found += [("receptive_field", expectation.receptive_field, field)]
        return [(what, w, f) for what, w, f in found if differs(w, f)]

    @cached_property
    def errors(self) -> frozenset[tuple[str, str]]:
        """What is wrong, each as its rule and the id or place that it concerns."""
        faults = {(rule, node.id) for rule, found in self.faults.items() for node, _ in found}
        wrongs = {wrong.error for wrong in self.wrongs}
        problems = {(problem.rule, str(problem.span.start)) for problem in self.source.problems}
        unmet = {("expectation", f"{e.name}.{what}") for e, what, *_ in self.unmet}
        unfit = {("size-range", f"{name}.{one.name}") for one, name, *_ in self.unfit}
        unfit |= {("size-range", f"{name}.{pairs.axes}") for pairs, name, _ in self.unpaired}
        return frozenset(faults | wrongs | problems | unmet | unfit)

    def resized(self, sizes: Mapping[str, Sequence[int]]) -> Analysis:
        """The same spec with other input sizes."""
        settings = replace(self.settings, sizes={**self.settings.sizes, **sizes})
        return replace(self, settings=settings, plan=infer(self.plan.net, settings.sizes) if self.plan else None)


def differences(expectation: Expectation, shape: Shape, *, resized: bool) -> list[tuple[str, Any, Any]]:
    """What is expected of a shape, what of it was wanted and what came; sizes are expected of the spec's own input."""
    is_map = len(shape) > 1
    found: dict[str, Any] = {
        "channels": shape[0] if is_map else (),
        "size": shape[1:] if is_map else (),
        "features": () if is_map else shape[0],
    }
    wanted = {what: getattr(expectation, what) for what in found if not (resized and what != "channels")}
    return [(what, w, found[what]) for what, w in wanted.items() if w is not None]


def differs(wanted: Any, found: Any) -> bool:
    """Whether a found size is another than the wanted one; what is unknown does not differ.

    >>> differs((388, 388), (388, None)), differs((388, 388), (386, None))
    (False, True)
    """
    if isinstance(wanted, tuple) and isinstance(found, tuple) and len(wanted) == len(found):
        return any(differs(w, f) for w, f in zip(wanted, found, strict=True))
    return bool(wanted != found) and not (found is None and isinstance(wanted, int))
