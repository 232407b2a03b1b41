"""Which layers are drawn as one box: a norm and an activation with the layer before them, repeated blocks.

A plan keeps the layers of a block together, so that a box is always a run of neighbours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from shapeplan import ops
from shapeplan.infer import Plan, PlannedNode
from shapeplan.net import Group
from shapeplan.renderers.engine import RenderError
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Path
from shapeplan.suggest import did_you_mean

CARRIERS = frozenset({"conv", "upsample", "linear", "merge"})  # families that take in what follows them
FOLLOWERS = frozenset({"norm", "activation"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring layers that make one box. `group` is the block or stack that was folded into it.

    `lead` are layers before them that are told on the edge to the box.
    """

    members: tuple[PlannedNode, ...]
    path: Path
    group: Group | None = None
    count: int = 1
    lead: tuple[PlannedNode, ...] = ()

    @property
    def first(self) -> PlannedNode:
        """The layer that gives the box its name."""
        return self.members[0]

    @property
    def last(self) -> PlannedNode:
        """The layer whose output leaves the box."""
        return self.members[-1]

    @property
    def layers(self) -> tuple[PlannedNode, ...]:
        """All that the box and the edge to it stand for."""
        return self.lead + self.members


def pieces(plan: Plan, troubled: Collection[str], limit: int, look: Look = Look()) -> list[Piece]:  # noqa: B008 - frozen
    """The boxes of a plan: as few as `limit`, if blocks without trouble can be folded so far.

    As 'layers' nothing is folded, as 'blocks' every block without trouble is; what is named, always.
    Raises RenderError for a name of no stack or block.
    """
    found = list(_merged(plan, troubled, look.hide))
    if look.fold:
        found = fold_named(plan, found, look.fold)
    if look.view == "blocks":
        return _blocks(plan, found, troubled)
    if look.view == "auto" and len(found) > limit:
        found = _folded(plan, found, troubled, limit)
    return found


def family(node: PlannedNode) -> str:
    """How a layer is drawn; one without valid arguments as its op is, if that is known at all."""
    if node.layer is not None:
        return node.layer.family
    return ops.load(node.op).family if node.op in ops.names() else "shape"


def fold_named(plan: Plan, found: list[Piece], names: Iterable[str]) -> list[Piece]:
    """The stacks and blocks of those names as one box each, with trouble or not."""
    for name in names:
        named = {path: group for path, group in plan.net.groups.items() if _is_named(group, name)}
        if not named:
            raise RenderError(_no_group(plan, name))
        for depth in sorted({len(path) for path in named}):
            found = _fold(named, found, depth, ())
    return _with(found, [piece for piece in _runs(plan, found) if piece.group])


def _is_named(group: Group, name: str) -> bool:
    return group.kind != "branch" and name in {".".join(group.path), group.path[-1], group.title}


def _no_group(plan: Plan, name: str) -> str:
    groups = [group for group in plan.net.groups.values() if group.kind != "branch"]
    known = dict.fromkeys(name for group in groups for name in (group.path[-1], group.title))
    return f"there is no stack or block '{name}' to fold{did_you_mean(name, known)}"


def _merged(plan: Plan, troubled: Collection[str], hide: Collection[str]) -> Iterator[Piece]:
    run: list[PlannedNode] = []
    for node in plan:
        if run and not (_follows(plan, node, run, troubled) or _is_hidden(node, run, troubled, hide)):
            yield Piece(tuple(run), run[0].node.path)
            run = []
        run.append(node)
    if run:
        yield Piece(tuple(run), run[0].node.path)


def _follows(plan: Plan, node: PlannedNode, run: list[PlannedNode], troubled: Collection[str]) -> bool:
    """Whether a norm or activation may be drawn in the box of the layers before it."""
    before = run[-1]
    return (
        family(node) in FOLLOWERS
        and family(run[0]) in CARRIERS
        and node.id not in troubled
        and node.inputs == (before.id,)
        and node.shape == before.shape
        and node.node.path == before.node.path
        and len(plan.net.readers[before.id]) == 1
    )


def _is_hidden(node: PlannedNode, run: list[PlannedNode], troubled: Collection[str], hide: Collection[str]) -> bool:
    return family(node) in hide and node.id not in troubled and node.inputs == (run[-1].id,)


def _blocks(plan: Plan, found: list[Piece], troubled: Collection[str]) -> list[Piece]:
    """Every untroubled block folded, the largest first; equal neighbours as one."""
    blocks = {path: group for path, group in plan.net.groups.items() if group.kind == "block"}
    for depth in sorted({len(path) for path in blocks}):
        found = _fold(blocks, found, depth, troubled)
    return _runs(plan, found)


def _repeated(plan: Plan, found: list[Piece], troubled: Collection[str]) -> list[Piece]:
    """Only blocks that are like a neighbour folded."""
    return _with(found, [piece for piece in _blocks(plan, found, troubled) if piece.count > 1])


def _with(found: Sequence[Piece], runs: Iterable[Piece]) -> list[Piece]:
    """The pieces, with some runs of them as one each."""
    heads = {piece.first.id: piece for piece in runs}
    within = {node.id for piece in heads.values() for node in piece.members}
    return [
        heads.get(piece.first.id, piece) for piece in found if piece.first.id in heads or piece.first.id not in within
    ]


def _folded(plan: Plan, found: list[Piece], troubled: Collection[str], limit: int) -> list[Piece]:
    repeated = _repeated(plan, found, troubled)
    if len(repeated) <= limit:
        return repeated
    found = _runs(plan, found)
    depths = sorted({len(group.path) for group in plan.net.groups.values() if group.kind != "branch"}, reverse=True)
    for depth in depths:
        if len(found) <= limit:
            break
        folded = _fold(plan.net.groups, found, depth, troubled)
        found = _runs(plan, folded) if len(folded) < len(found) else found
    return found


def _fold(groups: Mapping[Path, Group], found: list[Piece], depth: int, troubled: Collection[str]) -> list[Piece]:
    """Each untroubled block or stack whose path is so long becomes one piece."""
    folded: list[Piece] = []
    for path, parts in groupby(found, lambda piece: piece.path[:depth]):
        inside = tuple(parts)
        group = groups.get(path) if len(path) == depth else None
        members = tuple(node for piece in inside for node in piece.members)
        foldable = group is not None and group.kind != "branch" and len(inside) > 1
        if foldable and not any(node.id in troubled for node in members):
            folded.append(Piece(members, path[:-1], group))
        else:
            folded += inside
    return folded


def _runs(plan: Plan, found: Iterable[Piece]) -> list[Piece]:
    """Equal pieces, each of which reads only the one before it, become one with a count."""
    runs: list[list[Piece]] = []
    for piece in found:
        if runs and _repeats(plan, runs[-1][-1], piece):
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return [run[0] if len(run) == 1 else _joined(run) for run in runs]


def _joined(run: list[Piece]) -> Piece:
    members = tuple(node for piece in run for node in piece.members)
    return replace(run[0], members=members, count=sum(piece.count for piece in run))


def _repeats(plan: Plan, before: Piece, piece: Piece) -> bool:
    """Whether a piece is like the one before it, is all that reads it, and reads nothing else."""
    if _likeness(piece) != _likeness(before):
        return False
    here = {node.id for node in piece.members}
    there = {node.id for node in before.members}
    reads = {source for node in piece.members for source in node.inputs} - here
    readers = {reader for node in before.members for reader, _ in plan.net.readers[node.id]} - there
    return reads == {before.last.id} and readers <= here


def _likeness(piece: Piece) -> tuple[object, ...]:
    """What equal pieces have in common. Layers of one place in the spec often are one object."""
    title = piece.group.title if piece.group else None
    return piece.path, title, piece.count, tuple(map(_facts, piece.members))


def _facts(node: PlannedNode) -> tuple[object, ...]:
    return node.op, node.layer, node.shape, node.parameters
