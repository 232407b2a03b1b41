"""Analysis: everything that rules and renderers read, computed on first use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from shapeplan import dialects
from shapeplan.expand import expand
from shapeplan.infer import Plan, PlannedNode, infer
from shapeplan.net import Expectation, Node
from shapeplan.shape import Shape
from shapeplan.source import Route, Source
from shapeplan.spec import Wrong, validate

if TYPE_CHECKING:
    from shapeplan.axis import Axis
    from shapeplan.cause import Cause
    from shapeplan.fault import Fault
    from shapeplan.legal import AxisSizes, LegalSizes
    from shapeplan.ops._ranges import SizeRange
    from shapeplan.pairs import Pairs
    from shapeplan.readings import Reading


@dataclass(frozen=True, slots=True)
class Settings:
    """What was asked for beside the text: parameters, sizes of inputs, a framework."""

    params: Mapping[str, Any] = field(default_factory=dict)
    sizes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    framework: str | None = None


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

    def cut(self, node: PlannedNode) -> dict[int, tuple[int, int]]:
        """Pixels in front and behind that a transposed convolution's padding cuts off, by axis of the shape."""
        from shapeplan.readings import cut

        found = {i: cut(self.plan, node, i - 1) for i in range(1, len(node.shape or ()))} if self.plan else {}
        return {i: both for i, both in found.items() if any(both)}

    def skipped(self, node: PlannedNode) -> dict[int, tuple[Reading, Reading]]:
        """What a layer, and what all readers of its input, read where its windows step over pixels, by axis."""
        if getattr(node.layer, "stride", 1) in {None, 1}:  # hardly any layer has to be looked at
            return {}
        from shapeplan.readings import skipped

        found = {i: skipped(self.plan, node, i - 1) for i in range(1, len(node.shape or ()))} if self.plan else {}
        return {i: both for i, both in found.items() if both is not None}

    def blank(self, node: PlannedNode) -> dict[int, tuple[int, int]]:
        """Outputs in front and behind that read padding alone, by axis of the shape."""
        from shapeplan.blank import blank

        found = {i: blank(record, n) for i, record, n in self._windows(node)}
        return {i: both for i, both in found.items() if any(both)}

    def unread_padding(self, node: PlannedNode) -> dict[int, tuple[int, int]]:
        """Pixels in front and behind that a layer for padding sets and that nobody reads, by axis of the shape."""
        from shapeplan.readings import unread_padding

        found = {i: unread_padding(self.plan, node, i - 1) for i, _, _ in self._windows(node)} if self.plan else {}
        return {i: both for i, both in found.items() if any(both)}

    def inexact(self, node: PlannedNode) -> dict[int, tuple[int, int, int]]:
        """Sizes that a factor gives exactly, in single and in double precision, where they differ, by axis of the shape."""
        from shapeplan.precision import is_inexact, outs

        return {i: outs(record, n) for i, record, n in self._windows(node) if is_inexact(record, n)}

    def _windows(self, node: PlannedNode) -> Iterator[tuple[int, Axis, int]]:
        """The axes of a layer's first input that are known: each with what is done to it, and its size."""
        source = node.inputs[0] if node.inputs and self.plan else None
        shape = self.plan[source].shape if source is not None and self.plan else None
        axes = node.axes[0] if node.axes else None
        for i, (record, n) in enumerate(zip(axes or (), (shape or ())[1:], strict=False), 1):
            if n is not None:
                yield i, record, n

    @cached_property
    def dead(self) -> list[PlannedNode]:
        """The layers that no output of the network depends on."""
        from shapeplan.living import dead

        return dead(self.plan) if self.plan else []

    def is_steady(self, node: str, axis: int) -> bool:
        """Whether the size of a spatial axis is the same whatever the input's."""
        from shapeplan.living import is_steady

        return self.plan is not None and is_steady(self.plan, node, axis)

    @cached_property
    def unread_params(self) -> list[Route]:
        """Places of the parameters that nothing in the text reads."""
        from shapeplan.mentions import unread_params

        return list(unread_params(self.source.tree)) if isinstance(self.source.tree, dict) else []

    @cached_property
    def unread_blocks(self) -> list[Route]:
        """Places of the blocks that no stack uses."""
        from shapeplan.mentions import unread_blocks

        return list(unread_blocks(self.source.tree)) if isinstance(self.source.tree, dict) else []

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """Room for what rules find out once for the whole spec."""
        return {}

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
