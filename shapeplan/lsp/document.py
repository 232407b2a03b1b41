"""A text that is open in an editor, and what follows from it, computed on first use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shapeplan import api
from shapeplan.analysis import Analysis
from shapeplan.asked import Asked
from shapeplan.cannot import CannotRunError
from shapeplan.config import Config, nearest
from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import PlannedNode
from shapeplan.lsp.mending import readable
from shapeplan.lsp.positions import Positions
from shapeplan.net import Net
from shapeplan.source import Route, Source, read_text

_SPEC = re.compile(r"^\ufeff?shapeplan\s*:", re.MULTILINE)


@dataclass(frozen=True, eq=False)
class Document:
    """One version of a text.

    uri, path   where it is, as the client and as people name it
    encoding    whose units the client counts
    """

    uri: str
    path: str
    text: str
    version: int | None = None
    encoding: str = "utf-16"

    @property
    def is_spec(self) -> bool:
        """Whether the text says that it is a spec; other YAML is nobody's business here."""
        return _SPEC.search(self.text) is not None

    @cached_property
    def source(self) -> Source:
        """The text as it was read."""
        return read_text(self.text, self.path)

    @cached_property
    def positions(self) -> Positions:
        """Its places."""
        return Positions(self.source.lines, self.encoding, int(self.text.startswith("\ufeff")))

    @cached_property
    def analysis(self) -> Analysis:
        """What follows from it."""
        return self.analysed(self.source)

    def analysed(self, source: Source) -> Analysis:
        """What follows from the text, or from a part of it, with the settings that hold for its path."""
        found = self.config
        return Asked(None, {}, None, found.sizes, found.framework, found.choice(self.path)).analysis(source)

    @cached_property
    def config(self) -> Config:
        """The configuration that holds for its path; none where it cannot be read."""
        try:
            return nearest(self.path)
        except CannotRunError:
            return Config()

    @cached_property
    def findings(self) -> list[Diagnostic]:
        """What is wrong with it."""
        return api.lint(self.analysis) if self.is_spec else []

    @cached_property
    def mended(self) -> tuple[Analysis, int]:
        """The analysis of what can be read of it, and the offset up to which all was readable."""
        source, end = readable(self.source)
        return (self.analysis if source is self.source else self.analysed(source)), end

    @property
    def readable(self) -> Analysis:
        """The analysis of what can be read of it; its offsets are those of the text."""
        return self.mended[0]

    @property
    def net(self) -> Net | None:
        """The network, as far as it is understood."""
        plan = self.readable.plan
        return plan.net if plan else None

    @cached_property
    def nodes(self) -> Mapping[Route, list[PlannedNode]]:
        """The layers by their places; loops and blocks put several in one."""
        found: dict[Route, list[PlannedNode]] = {}
        for node in self.readable.nodes:
            found.setdefault(node.route, []).append(node)
        return found

    @cached_property
    def instances(self) -> Mapping[Route, list[PlannedNode]]:
        """The last layers of the block instances, by the places where the blocks are used."""
        net, ends = self.net, {}
        for node in self.readable.nodes if net else ():
            for length in range(1, len(node.node.path) + 1):
                ends[node.node.path[:length]] = node
        found: dict[Route, list[PlannedNode]] = {}
        for path, node in ends.items():
            group = net.groups.get(path) if net else None
            if group is not None and group.kind == "block":
                found.setdefault(group.route, []).append(node)
        return found

    def made(self, layer: Route) -> list[PlannedNode]:
        """What a layer of the text stands for: its nodes, or the outputs of its block's instances."""
        return self.nodes.get(layer) or self.instances.get(layer) or []
