"""Net -> Plan: the shape of every layer, exactly, and the layers that cannot work.

A layer that fails leaves the sizes that it spoils unknown; what reads them is unknown in turn, and
says nothing, so that every fault is reported once, where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from shapeplan import dialects
from shapeplan.axis import Axis
from shapeplan.fault import Fault
from shapeplan.net import Net, Node
from shapeplan.ops._base import Outcome, plain
from shapeplan.shape import Shape, Size

if TYPE_CHECKING:
    import networkx as nx

    from shapeplan.dialects import Dialect
    from shapeplan.ops._base import Op
    from shapeplan.ops._ranges import SizeRange
    from shapeplan.source import Route

T = TypeVar("T")

NOTHING = Outcome(None, None, (), None)


@dataclass(frozen=True, slots=True)
class PlannedNode:
    """A layer with what follows from its inputs' shapes.

    shape        of its output without batch, (C, H, W) or (features,) [px]; entries that a fault
                 left unknown are None, and the whole is None where not even the axes are known
    exact        each entry before rounding, as `Fraction`
    parameters   trainable numbers [1]
    """

    node: Node
    outcome: Outcome

    @property
    def id(self) -> str:
        """Unique id: the path of stacks and blocks, and the layer's own name."""
        return self.node.id

    @property
    def op(self) -> str:
        """Name of the op."""
        return self.node.op

    @property
    def layer(self) -> Op | None:
        """The op with its validated arguments; None where they are wrong."""
        return self.node.layer

    @property
    def args(self) -> dict[str, Any]:
        """The arguments."""
        return self.node.args

    @property
    def inputs(self) -> tuple[str | None, ...]:
        """Ids of the nodes that it reads."""
        return self.node.inputs

    @property
    def reads(self) -> list[tuple[int, str]]:
        """The inputs whose values it reads, with their positions: not those that only lend a size."""
        joins = self.layer is not None and self.layer.joins
        inputs = self.inputs if joins else self.inputs[:1]
        return [(k, name) for k, name in enumerate(inputs) if name is not None]

    @property
    def route(self) -> Route:
        """Its place in the spec."""
        return self.node.route

    @property
    def shape(self) -> Shape | None:
        """Output shape without batch."""
        return self.outcome.shape

    @property
    def exact(self) -> tuple[Fraction | None, ...] | None:
        """Output shape before rounding."""
        return self.outcome.exact

    @property
    def axes(self) -> tuple[tuple[Axis, ...] | None, ...]:
        """For each input, what happens to each of its spatial axes; None where they are mixed."""
        return self.outcome.axes

    def record(self, i: int, axis: int) -> Axis | None:
        """What it does to a spatial axis (0 is the first) of its input i; None where axes are mixed."""
        axes = self.axes[i] if i < len(self.axes) else None
        return axes[axis] if axes is not None and axis < len(axes) else None

    def size(self, axis: int) -> Size:
        """Pixels of a spatial axis (0 is the first) of its output; None where unknown, or there is none."""
        shape = self.shape
        return shape[axis + 1] if shape and axis + 1 < len(shape) else None

    @property
    def parameters(self) -> Size:
        """Trainable numbers [1]; None where they depend on an unknown size."""
        return self.outcome.parameters

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What does not work here."""
        return self.outcome.faults

    @property
    def rounded(self) -> list[int]:
        """Entries of the shape that rounding made other than they were."""
        pairs = enumerate(zip(self.exact or (), self.shape or (), strict=False))
        return [i for i, (exact, n) in pairs if exact is not None and n is not None and exact != n]

    @property
    def rounded_down(self) -> list[int]:
        """Entries of the shape that rounding made smaller."""
        pairs = enumerate(zip(self.exact or (), self.shape or (), strict=False))
        return [i for i, (exact, n) in pairs if exact is not None and n is not None and exact > n]

    @property
    def is_known(self) -> bool:
        """Whether the whole shape is known."""
        return self.shape is not None and None not in self.shape


@dataclass(frozen=True)
class Plan:
    """The network with its shapes; `plan["enc1"].shape` is (64, 568, 568)."""

    net: Net
    outcomes: dict[str, Outcome]

    @property
    def name(self) -> str:
        """Title of the network."""
        return self.net.name

    @property
    def framework(self) -> str:
        """The dialect whose rules hold."""
        return self.net.framework

    @cached_property
    def nodes(self) -> tuple[PlannedNode, ...]:
        """All layers, inputs among them, in topological order."""
        return tuple(PlannedNode(node, self.outcomes[node.id]) for node in self.net)

    @cached_property
    def _by_id(self) -> dict[str, PlannedNode]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def kinds(self) -> dict[int, PlannedNode]:
        """A layer of each kind, by the identity of its outcome: equal layers on equal shapes share one."""
        return {id(node.outcome): node for node in reversed(self.nodes)}

    def where(self, is_so: Callable[[PlannedNode], bool]) -> list[PlannedNode]:
        """The layers of which something is true that follows from a layer and its inputs' shapes; each kind is asked once."""
        kinds = {key for key, node in self.kinds.items() if is_so(node)}
        return [node for node in self.nodes if id(node.outcome) in kinds] if kinds else []

    def __getitem__(self, name: str) -> PlannedNode:
        """The layer of an id, or the output of a block instance or stack. Raises KeyError."""
        return self._by_id[self.net.find(name).id]

    def __iter__(self) -> Iterator[PlannedNode]:
        return iter(self.nodes)

    @property
    def inputs(self) -> tuple[PlannedNode, ...]:
        """The inputs of the network."""
        return tuple(self._by_id[name] for name in self.net.inputs if name in self._by_id)

    @property
    def ranges(self) -> dict[tuple[str, int], SizeRange]:
        """The ranges of sizes that inputs declare, by input and axis, where the size planned is the one shown of it."""
        from shapeplan.ops._input import Input

        declared = [(node, node.layer.ranges) for node in self.inputs if isinstance(node.layer, Input)]
        return {
            (node.id, axis): sizes
            for node, ranges in declared
            for axis, sizes in ranges.items()
            if node.shape and node.shape[axis] == sizes.shown
        }

    @property
    def outputs(self) -> tuple[PlannedNode, ...]:
        """The outputs of the network."""
        return tuple(self._by_id[name] for name in self.net.outputs if name in self._by_id)

    @property
    def parameters(self) -> Size:
        """Trainable numbers of the whole network [1]; None where a layer's are unknown."""
        counts = [outcome.parameters for outcome in self.outcomes.values()]
        return None if None in counts else sum(n for n in counts if n is not None)

    @property
    def is_channels_last(self) -> bool:
        """Whether users of the framework write the channels behind the sizes."""
        return dialects.load(self.framework).channels_last

    def laid_out(self, entries: tuple[T, ...] | None) -> tuple[T, ...] | None:
        """The entries of a shape in the order in which users of the framework write them."""
        if entries is None or not self.is_channels_last:
            return entries
        return (*entries[1:], entries[0])

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The network as a `networkx.DiGraph`; nodes carry op, args, shape, exact and parameters."""
        graph = self.net.graph
        for node in self.nodes:
            graph.nodes[node.id].update(shape=node.shape, exact=node.exact, parameters=node.parameters)
        return graph


def infer(net: Net, sizes: Mapping[str, Sequence[int]] | None = None) -> Plan:
    """Shapes of every layer of a net, with the sizes of some inputs replaced.

    Equal layers on equal shapes are computed once.
    """
    dialect = dialects.load(net.framework)
    known: dict[tuple[int, tuple[Shape | None, ...]], Outcome] = {}
    outcomes: dict[str, Outcome] = {}
    for node in net:
        shapes = tuple([outcomes[i].shape if i is not None else None for i in node.inputs])
        key = (id(node.layer), shapes)
        found = known.get(key)
        if found is None:
            found = known[key] = outcome_of(node.layer, shapes, dialect)
        outcomes[node.id] = resized(found, sizes[node.id]) if sizes and node.id in sizes else found
    return Plan(net, outcomes)


def resized(declared: Outcome, sizes: Sequence[int]) -> Outcome:
    """The outcome of an input with other sizes."""
    return plain((declared.shape[0], *sizes), 0) if declared.shape else declared


def outcome_of(layer: Op | None, shapes: tuple[Shape | None, ...], dialect: Dialect) -> Outcome:
    """What a layer makes of shapes, faults among it; nothing of unknown ones."""
    known = tuple(shape for shape in shapes if shape is not None)
    if layer is None or len(known) < len(shapes):
        return NOTHING
    try:
        return layer.infer(known, dialect)
    except Fault as fault:
        return Outcome(None, None, (None,) * len(shapes), None, (fault,))
