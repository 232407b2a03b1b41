"""Names and arguments of boxes, short enough for a picture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from shapeplan.infer import Plan, PlannedNode
from shapeplan.ops._base import brief as spell_argument
from shapeplan.renderers.lettering import clean, is_given_by_us
from shapeplan.renderers.model import Path
from shapeplan.renderers.pieces import FOLLOWERS, Piece, family

TIMES = "\N{MULTIPLICATION SIGN}"
BETWEEN = " \N{MIDDLE DOT} "
DASH = " \N{EN DASH} "
SHORT = {
    "batch_norm": "bn", "conv_transpose": "convT", "group_norm": "gn", "instance_norm": "in", "layer_norm": "ln",
}  # fmt: skip
IDLE = frozenset({"s1", "d1", "g1"})  # arguments that change nothing


def brief(piece: Piece, hide: Collection[str] = ()) -> str:
    """What a box does: 'conv3x3 p1 . bn . relu', 'bottleneck x 5', 'double_conv, 4 layers'; less the families to hide."""
    told = [node for node in _once(piece) if node is piece.first or family(node) not in hide]
    title = clean(piece.group.title) if piece.group else BETWEEN.join(filter(None, map(operation, told)))
    if piece.count > 1:
        return f"{title} {TIMES} {piece.count}"
    return f"{title}, {len(piece.members)} layers" if piece.group else title


def _once(piece: Piece) -> tuple[PlannedNode, ...]:
    return piece.members[: len(piece.members) // piece.count]


def operation(node: PlannedNode) -> str:
    """An op with its arguments: 'conv3x3 s2 p1', 'maxpool k2', 'add'."""
    name = SHORT.get(node.op) or node.op.replace("_pool", "pool").replace("_", " ")
    if node.op == "input":
        return ""
    if node.layer is None:
        return clean(name)
    words = [word.replace("x", TIMES) if re.fullmatch(r"[a-z]+\d[\dx:]*", word) else word for word in _words(node)]
    if family(node) in {"conv", "upsample"} and words and words[0].startswith("k"):
        kernel = _kernel(words.pop(0)[1:], len(node.shape) - 1 if node.shape else 1)
        name += kernel
        words = [word for word in words if word not in IDLE and not (word == "p0" and set(kernel) <= {"1", TIMES})]
    return clean(" ".join([name, *words]))


def _words(node: PlannedNode) -> list[str]:
    """The arguments in short; the padding of a convolution too where it is the default, for it matters."""
    layer = node.layer
    if layer is None or family(node) == "activation":  # a slope is no matter of shapes
        return []
    shown = [word for word in layer.brief().split() if not word.startswith("fit=") and not word.endswith("=false")]
    words = [word.replace("output_size=", "to ").removeprefix("mode=") for word in shown]
    if family(node) == "conv" and "padding" in type(layer).model_fields and "padding" not in layer.model_fields_set:
        words.append(spell_argument("padding", layer.model_dump()["padding"]))
    return words


def _kernel(size: str, rank: int) -> str:
    """'3' as '3x3' of a kernel with two axes."""
    return size if TIMES in size else TIMES.join([size] * max(rank, 1))


def names(plan: Plan, pieces: Sequence[Piece], groups: Sequence[Path], alone: Mapping[Path, Piece]) -> list[str]:
    """A name for each piece: its own, with what is around it where it has the name of a neighbour.

    `groups` are the drawn groups that they stand in, `alone` those that are all of a group.
    """
    short = [_name(plan, piece, alone) for piece in pieces]
    taken = Counter(zip(groups, short, strict=True))
    return [
        clean(name if taken[group, name] == 1 else _longer(piece, name))
        for piece, group, name in zip(pieces, groups, short, strict=True)
    ]


def _name(plan: Plan, piece: Piece, alone: Mapping[Path, Piece]) -> str:
    """The last part of the id, or the name of a group around it that has no other box and a better name."""
    if piece.count > 1:
        return _span(piece)
    if piece.group:
        name, kind = piece.group.path[-1], piece.group.title
    else:
        name, kind = piece.first.id.rpartition(".")[2], piece.first.op
    path = piece.path
    while path and alone.get(path) is piece and is_given_by_us(name, kind):
        group = plan.net.groups.get(path)
        name, kind = path[-1], group.title if group and group.kind == "block" else ""
        path = path[:-1]
    return name


def _span(piece: Piece) -> str:
    """'conv_2 - conv_9' of a run."""
    depth = len(piece.path)
    first, last = (node.id.split(".")[depth] for node in (piece.first, _once_last(piece)))
    return f"{clean(first, 16)}{DASH}{clean(last, 16)}"


def _once_last(piece: Piece) -> PlannedNode:
    """First layer of the last of the equal parts of a run."""
    return piece.members[-(len(piece.members) // piece.count)]


def _longer(piece: Piece, name: str) -> str:
    """The name with that of the nearest group around it that has another."""
    around = next((part for part in reversed(piece.path) if part != name), "")
    return f"{around}.{name}" if around else name


def main_family(piece: Piece) -> str:
    """Family of the first layer, or of most layers of a folded block."""
    if piece.group is None:
        return family(piece.first)
    counts = Counter(found for node in piece.members if (found := family(node)) not in FOLLOWERS)
    return counts.most_common(1)[0][0] if counts else family(piece.first)
