"""The network that a spec means: nodes in order of computation, with blocks and loops unrolled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from shapeplan.open_layer import OpenLayer
from shapeplan.ops._base import Op
from shapeplan.scope import Scope, UnknownName
from shapeplan.source import Route, Source
from shapeplan.spec import Wrong

if TYPE_CHECKING:
    import networkx as nx

GroupKind = Literal["stack", "block", "branch"]


@dataclass(frozen=True, slots=True)
class Node:
    """One layer.

    id       unique; the path of stacks, block instances and branches to it, then its own name
    op       name of its op, 'input' for an input
    layer    its arguments, validated; None where they, or the op, are wrong
    open     its arguments, where some are still to be solved; `layer` is None then
    inputs   ids of the nodes that it reads; None where a reference means nothing
    route    its place in the spec
    path     stacks, block instances and branches around it, outermost first
    """

    id: str
    op: str
    layer: Op | None
    inputs: tuple[str | None, ...]
    route: Route
    path: tuple[str, ...] = ()
    note: str | None = None
    open: OpenLayer | None = None

    @property
    def args(self) -> dict[str, Any]:
        """Arguments that were given or have a default, as JSON has them."""
        return self.layer.model_dump(mode="json", exclude_none=True) if self.layer else {}


@dataclass(frozen=True, slots=True)
class Group:
    """A stack, a block instance or a branch: nodes that belong together."""

    path: tuple[str, ...]
    kind: GroupKind
    title: str
    route: Route


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a spec says must come out of a layer."""

    name: str
    node: str
    at: Route
    channels: int | None = None
    size: tuple[int, ...] | None = None
    features: int | None = None
    receptive_field: tuple[int, ...] | None = None


@dataclass(slots=True)
class Ids:
    """The ids that the user gave, by place, and what each reference in the text means: the places of names."""

    given: dict[Route, str] = field(default_factory=dict)
    meant: dict[Route, set[Route]] = field(default_factory=dict)

    @property
    def used(self) -> set[Route]:
        """The places of the names that are read."""
        return {place for places in self.meant.values() for place in places}


@dataclass
class Net:
    """Nodes in order of computation: each reads only nodes before it."""

    name: str
    framework: str
    source: Source
    nodes: dict[str, Node] = field(default_factory=dict)
    groups: dict[tuple[str, ...], Group] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    outputs: list[str] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    wrongs: list[Wrong] = field(default_factory=list)
    ids: Ids = field(default_factory=Ids)
    scope: Scope = field(default_factory=Scope)

    def find(self, name: str) -> Node:
        """The node of a full id, or the node whose output a name stands for. Raises KeyError."""
        if name in self.nodes:
            return self.nodes[name]
        try:
            node = self.scope.find(name).node
        except UnknownName as error:
            raise KeyError(str(error)) from None
        if node is None:
            raise KeyError(f"'{name}' is not a layer that could be read")
        return self.nodes[node]

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The network as a graph: an edge from each node to those that read it."""
        import networkx as nx  # heavy, and a clean check has no question for it

        graph: nx.DiGraph[str] = nx.DiGraph(name=self.name)
        graph.add_nodes_from((node.id, {"op": node.op, "args": node.args}) for node in self.nodes.values())
        graph.add_edges_from((source, node.id) for node in self.nodes.values() for source in node.inputs if source)
        return graph

    @cached_property
    def readers(self) -> dict[str, list[tuple[str, int]]]:
        """For each node, the nodes that read it, each with the position among its inputs."""
        readers: dict[str, list[tuple[str, int]]] = {id_: [] for id_ in self.nodes}
        for node in self.nodes.values():
            for i, source in enumerate(node.inputs):
                if source is not None:
                    readers[source].append((node.id, i))
        return readers

    @cached_property
    def sources(self) -> dict[str, frozenset[str]]:
        """For each node, the inputs of the network that it depends on."""
        found: dict[str, frozenset[str]] = {}
        for node in self.nodes.values():
            read = {found[i] for i in node.inputs if i is not None}
            found[node.id] = next(iter(read)) if len(read) == 1 else frozenset().union(*read)
            if not node.inputs:
                found[node.id] = frozenset({node.id})
        return found

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The user's name of a node, for those that have one that can be used everywhere."""
        entries = {**self.scope.seen, **self.scope.names}
        named = {name: entry for name, entry in entries.items() if entry.at[-1] == "id" and not entry.others}
        return {entry.node: name for name, entry in reversed(named.items()) if entry.node is not None}

    def label(self, node: str) -> str:
        """What to call a node when speaking to the user: its own name for it, or the full id."""
        return self.aliases.get(node, node)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())
