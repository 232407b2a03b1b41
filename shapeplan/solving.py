"""The search for unknowns: depth first along the network, a value given up at the first layer that fails.

The same sizes at the same place lead to the same ends, so each state is searched once, and solutions
are counted without being listed. Along one axis of a network the sizes of the other axes are left
unknown: that narrows what is tried for each axis before all are searched together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

from shapeplan import dialects
from shapeplan.analysis import differences, differs
from shapeplan.bounds import FREE, Cost, candidates, preference
from shapeplan.field import receptive_field
from shapeplan.infer import NOTHING, Plan, outcome_of, resized
from shapeplan.net import Expectation, Node
from shapeplan.open_layer import OpenLayer
from shapeplan.ops._base import Op, Outcome
from shapeplan.ops._input import Input
from shapeplan.ops._spatial import SpatialOp
from shapeplan.search import Asked, Miss, Ways, apart, distance, following
from shapeplan.shape import Shape
from shapeplan.stages import Problem, Row, Stage, Values, joined
from shapeplan.unknowns import Unknown

FIELD_WORK = 200  # layers that one receptive field counts for
LISTED = 50  # ways in a list that count for one layer


@dataclass
class Search:
    """A search on all axes, or along one of them.

    axis       the spatial axis whose sizes are followed; None for all
    narrowed   what each stage may choose, for each axis
    alike      whether only choices that are the same on all axes are tried
    known      the values of the unknowns, as far as they are chosen
    """

    problem: Problem
    asked: Asked
    axis: int | None = None
    narrowed: Mapping[Unknown, Sequence[Sequence[Row]]] = field(default_factory=dict)
    alike: bool = False
    known: dict[Unknown, Any] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    tried: dict[Unknown, set[Any]] = field(default_factory=dict)
    alive: dict[int, dict[Row, None]] = field(default_factory=dict)
    layers: dict[Any, Op | None] = field(default_factory=dict)
    computed: dict[Any, Outcome] = field(default_factory=dict)
    miss: Miss | None = None
    stopped: bool = False

    def __post_init__(self) -> None:
        self.dialect = dialects.load(self.problem.net.framework)
        self.order = {node.id: i for i, node in enumerate(self.problem.net)}
        self.states: dict[Any, Ways] = {}

    def run(self) -> Ways:
        """All ways from the first stage on."""
        return self.ways(0) if all(map(self.passes, self.problem.first)) else Ways(0, ())

    def ways(self, i: int) -> Ways:
        """The ways from stage i on, with what is chosen before it."""
        if i == len(self.problem.stages):
            return Ways(1, [(FREE, None)])
        stage = self.problem.stages[i]
        state = self.state(i, stage)
        if state not in self.states:
            found = self.explored(i, stage)
            if self.stopped:  # it may not be all
                return found
            self.states[state] = found
        return self.states[state]

    def state(self, i: int, stage: Stage) -> Any:
        """All that the layers from a stage on depend on."""
        chosen = [u for s in self.problem.stages[:i] for u in s.unknowns] if self.looks_back else stage.earlier
        shapes = tuple([self.outcomes[id_].shape for id_ in stage.frontier])
        return i, shapes, tuple([self.known[u] for u in chosen])

    @cached_property
    def looks_back(self) -> bool:
        """Whether something is expected that does not follow from sizes alone."""
        return self.axis is None and any(e.receptive_field is not None for e in self.problem.net.expectations)

    def explored(self, i: int, stage: Stage) -> Ways:
        """The ways from a stage on, each of its choices tried."""
        count, streams = 0, []
        for choice in self.choices(stage):
            self.known.update(choice)
            if all(map(self.passes, stage.nodes)) and (rest := self.ways(i + 1)).count:
                count += rest.count
                self.alive.setdefault(i, {})[self.row(choice)] = None
                streams.append(following(self.cost(stage, choice), choice, rest))
            if self.stopped:
                break
        for unknown in stage.unknowns:
            self.known.pop(unknown, None)
        best = list(islice(merge(*streams, key=itemgetter(0)), self.asked.limit))
        self.asked.work.spend(len(best) // LISTED)
        return Ways(count, best)

    def cost(self, stage: Stage, choice: Values) -> Cost:
        """How far a choice is from what one would write."""
        layer, shape = self.layer(stage.node), self.outcomes[stage.node.id].shape
        if layer is None or self.axis is not None:
            return FREE
        chosen = [(self.problem.field(unknown), value) for unknown, value in choice.items()]
        return preference(layer, chosen, len(shape or ()) - 1)

    # -- what is tried

    def choices(self, stage: Stage) -> Iterator[Values]:
        """Values of the unknowns of a stage: those on the axes as narrowed, then the others."""
        rows = self.narrowed.get(stage.unknowns[0])
        if rows is None:
            yield from self.nested(stage, stage.unknowns, {})
            return
        lanes = self.problem.lanes
        others = [unknown for unknown in stage.unknowns if lanes[unknown].kind == "channels"]
        for chosen in joined(self.problem, stage, rows, alike=self.alike):
            yield from self.nested(stage, others, chosen)

    def nested(self, stage: Stage, unknowns: Sequence[Unknown], chosen: Values) -> Iterator[Values]:
        """What is chosen, with each value of some more unknowns."""
        if self.stopped:
            return
        if not unknowns:
            yield chosen
            return
        first, *rest = unknowns
        for value in self.candidates(stage, first, chosen):
            yield from self.nested(stage, rest, {**chosen, first: value})

    def candidates(self, stage: Stage, unknown: Unknown, chosen: Values) -> Sequence[Any]:
        """The values of an unknown that are tried; one that the axis does not depend on keeps its first."""
        assert stage.node.open is not None
        layer = self.followed(stage.node.open.filled({**self.known, **chosen}))
        shapes = self.shapes(stage.node)
        found = candidates(unknown, self.problem.field(unknown), layer, shapes[0] if shapes else None, self.asked.most)
        if self.axis is not None and not self.problem.lanes[unknown].is_on(self.axis):
            return found[:1]
        self.tried.setdefault(unknown, set()).update(found)
        return found

    def row(self, choice: Values) -> Row:
        """A choice without the unknowns that the axis does not depend on."""
        return tuple(v for u, v in choice.items() if self.axis is None or self.problem.lanes[u].is_on(self.axis))

    # -- what follows

    def passes(self, node: Node) -> bool:
        """Whether a layer works with what is chosen; its outcome is kept."""
        self.asked.work.spend(1)
        self.stopped = self.stopped or self.asked.work.left <= 0
        if self.is_blank(node):
            self.outcomes[node.id] = NOTHING
            return True
        shapes = self.shapes(node)
        layer = self.layer(node)
        if layer is None:
            return self.missed(node, 0)
        key = (id(layer), shapes)
        outcome = self.computed.get(key)
        if outcome is None:
            outcome = self.computed[key] = outcome_of(layer, shapes, self.dialect)
        self.outcomes[node.id] = outcome = self.seen(node, outcome)
        if any(self.axis is None or fault.axis != 0 for fault in outcome.faults):
            return self.missed(node, apart(layer, shapes))
        return all(self.holds(node, expectation) for expectation in self.expected.get(node.id, ()))

    def is_blank(self, node: Node) -> bool:
        """Whether a layer that mixes axes depends on an unknown that is not followed."""
        if self.axis is None or node.open is None or issubclass(node.open.model, SpatialOp | Input):
            return False
        return not all(map(self.is_followed, self.parts[node.open]))

    def shapes(self, node: Node) -> tuple[Shape | None, ...]:
        """What a layer reads; of what an open one reads, the axis that is followed alone."""
        shapes = tuple([self.outcomes[i].shape if i is not None else None for i in node.inputs])
        return shapes if self.axis is None or node.open is None else tuple(map(self.only, shapes))

    def only(self, shape: Shape | None) -> Shape | None:
        """A shape in which nothing is known but the axis that is followed."""
        follows = -1 if self.axis is None else self.axis + 1
        return None if shape is None else tuple(n if i == follows else None for i, n in enumerate(shape))

    def seen(self, node: Node, outcome: Outcome) -> Outcome:
        """The outcome of an input with the size that was asked for; along one axis, that axis of it alone.

        What comes of an open layer is cut down too: unknowns of the channels have no value there.
        """
        sizes = self.asked.settings.sizes
        if node.id in sizes and node.op == "input":
            outcome = resized(outcome, sizes[node.id])
        is_cut = self.axis is not None and (node.op == "input" or node.open is not None)
        return replace(outcome, shape=self.only(outcome.shape)) if is_cut else outcome

    def layer(self, node: Node) -> Op | None:
        """The arguments of a layer with what is chosen; None where they are wrong."""
        if node.open is None:
            return node.layer
        key = (node.open, *[self.known.get(unknown) for unknown in self.parts[node.open]])
        if key not in self.layers:
            self.layers[key] = self.followed(node.open.filled(self.known)).built()
        return self.layers[key]

    @cached_property
    def parts(self) -> dict[OpenLayer, tuple[Unknown, ...]]:
        """The unknowns of each open layer."""
        return {node.open: node.open.unknowns for node in self.problem.net if node.open is not None}

    def followed(self, layer: OpenLayer) -> OpenLayer:
        """A layer on all axes, or along the one that is followed."""
        return layer if self.axis is None else layer.along(self.axis, self.problem.rank)

    @cached_property
    def expected(self) -> dict[str, list[Expectation]]:
        """What is expected of each layer."""
        found: dict[str, list[Expectation]] = {}
        for expectation in self.problem.net.expectations:
            found.setdefault(expectation.node, []).append(expectation)
        return found

    def holds(self, node: Node, expectation: Expectation) -> bool:
        """Whether a layer's outcome is what is expected."""
        shape = self.outcomes[node.id].shape
        if shape is None:
            return True
        found = differences(expectation, shape, resized=bool(self.asked.settings.sizes))
        if self.looks_back and expectation.receptive_field is not None:
            found.append(("receptive_field", expectation.receptive_field, self.receptive_field(node)))
        unmet = [(w, f) for _, w, f in found if differs(w, f)]
        return not unmet or self.missed(node, sum(distance(w, f) for w, f in unmet))

    def receptive_field(self, node: Node) -> tuple[int | None, ...]:
        """The receptive field of a layer with what is chosen."""
        self.asked.work.spend(FIELD_WORK)
        plan = Plan(self.problem.net, {**dict.fromkeys(self.order, NOTHING), **self.outcomes})
        return receptive_field(plan, plan[node.id])

    def missed(self, node: Node, by: int) -> bool:
        """Remembers a choice that failed if it came nearer than those before; False."""
        rank = (-self.order[node.id], by)
        if self.miss is None or rank < self.miss.rank:
            self.miss = Miss(rank, node.id, dict(self.known))
        return False

    def is_followed(self, unknown: Unknown) -> bool:
        """Whether the sizes that are followed depend on an unknown."""
        return self.axis is None or self.problem.lanes[unknown].is_on(self.axis)
