"""What a picture of a network consists of, whatever draws it: boxes, edges, groups, legend.

Facts and words only: no colours, no positions, no markup. Texts are clean (no control characters)
but not escaped; each writer escapes for its own format.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from shapeplan.diagnostic import Severity
from shapeplan.shape import Shape

Path = tuple[str, ...]
Mark = Literal["error", "cause", "warning", "note", "unknown"]
EdgeKind = Literal["flow", "skip", "size"]


@dataclass(frozen=True, slots=True)
class Remark:
    """A line about a layer, below its shape."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """One or several layers drawn as one.

    id        of the layer whose output leaves the box
    members   ids of all its layers, in order
    name      short name, as its surroundings make it clear
    brief     op and arguments in short: 'conv3x3 p1 . bn . relu' with true signs
    shape     of the output
    family    of ops: 'input', 'conv', 'upsample', 'pool', 'norm', 'activation', 'merge', 'linear', 'shape'
    mark      how it is marked; 'unknown' where a fault upstream left sizes open
    remarks   what is wrong, the gravest first
    group     path of the group that it is drawn in; () outside of all
    count     equal blocks that it stands for
    facts     what else was asked for, in short: 'RF 23x23 px', '1.2 GMAC'
    """

    id: str
    members: tuple[str, ...]
    name: str
    brief: str
    shape: Shape | None
    family: str
    mark: Mark | None = None
    remarks: tuple[Remark, ...] = ()
    group: Path = ()
    count: int = 1
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """Data that flows from a box to another.

    kind   'flow'; 'skip' around other boxes that the target reads; 'size' where only the size is read
    text   what a join does to it, 'crop 568 -> 392', or why it does not fit
    fix    the best change that makes it fit
    family of the ops that `text` tells, where they have no box of their own; '' where they have
    """

    source: str
    target: str
    kind: EdgeKind = "flow"
    text: str = ""
    fails: bool = False
    fix: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Boxes that belong together: a stack or a block instance.

    title, kind   its name, and that of the block where the instance has a name of its own
    parent        path of the group around it; () where there is none
    """

    path: Path
    title: str
    kind: str = ""
    parent: Path = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding in words. `box` is the id of the box that it is about, if it is about one."""

    severity: Severity
    text: str
    box: str | None = None


@dataclass(frozen=True, slots=True)
class Valley:
    """A way down and a way up, as in a U-Net, or several, as of two decoders or of a U-Net++: ids of boxes in order.

    pairs    boxes that stand on one row, the highest first: what is read across, and what reads it; a box
             has no more than one reader in each way
    bottom   the place in `down` of the box that the way up starts from, the lowest of several
    """

    down: tuple[str, ...]
    ups: tuple[tuple[str, ...], ...]
    pairs: tuple[tuple[str, str], ...]
    bottom: int = -1

    def ways(self) -> dict[str, int]:
        """The way of each box: 0 down, from 1 up."""
        return {id_: n for n, members in enumerate((self.down, *self.ups)) for id_ in members}


@dataclass(frozen=True)
class Drawing:
    """The picture. `legend` lists the families and marks that occur; `valley` is there if it is a U.

    `works` tells the sizes at which the network runs: 'works: H and W = 16k, k >= 1'.
    """

    title: str
    summary: str
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    groups: tuple[Cluster, ...] = ()
    legend: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    valley: Valley | None = None
    works: str = ""

    @cached_property
    def keys(self) -> dict[str, str]:
        """A name for each box that is safe in every format: 'n0', 'n1', ..."""
        return {box.id: f"n{i}" for i, box in enumerate(self.boxes)}
