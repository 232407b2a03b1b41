"""A layer on one end of a join: a convolution of 1 x 1 with the channels and the stride of the other, or an upsampling."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.edit import append_layer, change, insert_layer, replace_value, set_argument, value_at
from shapeplan.infer import PlannedNode
from shapeplan.rules._fixes import Error, tried
from shapeplan.rules._spans import one_or_all, spelled
from shapeplan.rules._words import size_of
from shapeplan.source import Edit, Route, Source, read_text

LARGEST = 8  # stride of a projection


def strided(a: Analysis, error: Error, join: PlannedNode) -> Iterator[Fix]:
    """A projection of the larger of two ends to the sizes, and where they are added the channels, of the smaller."""
    shapes = [a.plan[i].shape for i in join.inputs if i is not None] if a.plan else []
    known = [tuple(n for n in shape if n is not None) for shape in shapes if shape is not None]
    if [len(shape) for shape in known] != [len(shape or ()) for shape in shapes] or len({*map(len, known)}) != 1:
        return
    if len(known) != 2:  # noqa: PLR2004 - one end and the other
        return
    large = int(known[0][1:] < known[1][1:])
    to = known[1 - large]
    strides = [stride(n, m) for n, m in zip(known[large][1:], to[1:], strict=True)]
    if None not in strides:
        yield from projected(a, error, join, {large: known[large][0] if join.op == "concat" else to[0]}, strides)


def stride(n: int, m: int) -> int | None:
    """The stride that makes m pixels of n, ceil(n / s) = m; None if there is none that a network would have."""
    s = -(-n // m)
    return s if -(-n // s) == m and s <= LARGEST else None


def resampled(a: Analysis, error: Error, join: PlannedNode) -> Iterator[Fix]:
    """An upsampling of the smaller of two ends to the size of the other."""
    places, ends = reads(a.source, join), [i for i in join.inputs if i is not None]
    if len(ends) != 2 or len(places) != 2:  # noqa: PLR2004 - one end and the other
        return
    small = int((size_of(a, ends[0], 1) or 0) > (size_of(a, ends[1], 1) or 0))
    place = places[1 - small]
    name = a.label(ends[1 - small]) if place is None else str(value_at(a.source.tree, place))
    made = inserted(a, join, {small: f"upsample: {{size: {name}}}"})
    title = f"an upsampling of '{a.label(ends[small])}' to the size of '{name}' in front of this {join.op}"
    yield from tried(a, error, title, made)


def projected(
    a: Analysis, error: Error, join: PlannedNode, ends: dict[int, int], strides: list[int | None] | None = None
) -> Iterator[Fix]:
    """Projections of some inputs of a join to so many channels, as one fix."""
    step = spelled(one_or_all(strides or [1]))
    more = "" if step == "1" else f", stride: {step}"
    made = inserted(a, join, {i: f"conv: {{out_channels: {c}, kernel_size: 1{more}}}" for i, c in ends.items()})
    if made:
        kind = "1 x 1 convolution" if step == "1" else f"1 x 1 convolution of stride {step}"
        who = " and ".join(f"'{a.label(join.inputs[i] or '')}' (to {c} channels)" for i, c in ends.items())
        yield from tried(a, error, f"a {kind} on {who} in front of this {join.op}", made)


def inserted(a: Analysis, join: PlannedNode, layers: dict[int, str]) -> list[Edit]:
    """The edits that put layers on some inputs of a join; none at all where they cannot be written."""
    branches = value_at(a.source.tree, (*join.route, "branches"))
    if isinstance(branches, dict):
        made = [append_layer(a.source, (*join.route, "branches", list(branches)[i]), x) for i, x in layers.items()]
        return [edit for edit in made if edit is not None] if None not in made else []
    is_alone = sum(node.route == join.route for node in a.nodes) == 1
    new = in_front(a, join, layers) if is_alone else None
    return [] if new is None else [change(a.source.text, new)]


def in_front(a: Analysis, join: PlannedNode, layers: dict[int, str]) -> str | None:
    """The text with layers in front of a join, each on one of its inputs; None where that cannot be written."""
    source, places = a.source, reads(a.source, join)
    if len(places) != len(join.inputs):
        return None
    above = join.inputs[places.index(None)] if None in places else None
    written_layers = []
    for i, layer in layers.items():
        place = places[i]
        if place is None:
            written_layers.append(layer)
            above = None
            continue
        name = str(value_at(source.tree, place))
        written_layers.append(f"{layer}\nid: {fresh(a, name)}\nfrom: {name}")
        source = read_text(source.apply([replace_value(source, place, fresh(a, name))]), source.path)
    edit = set_argument(source, join.route, join.op, "with", "from", a.label(above)) if above is not None else None
    source = read_text(source.apply([edit] if edit is not None else []), source.path)
    for layer in reversed(in_order(written_layers)):  # each in front of the one before
        front = insert_layer(source, join.route, layer)
        if front is None:
            return None
        source = read_text(source.apply([front]), source.path)
    return source.text


def in_order(layers: list[str]) -> list[str]:
    """Layers that say what they read in front of the one that reads what is above."""
    return sorted(layers, key=lambda text: "\nfrom: " not in text)


def reads(source: Source, join: PlannedNode) -> list[Route | None]:
    """Where each input of a join is written; None for the layer above."""
    first: list[Route | None] = [*written(source, join, "from")] or [None]
    return [*first, *written(source, join, "with")]


def written(source: Source, join: PlannedNode, key: str) -> list[Route]:
    """The places of the names under a key of a join, beside the op or among its arguments."""
    among = (
        [(join.op,)] if key == "with" and not isinstance(value_at(source.tree, (*join.route, join.op)), dict) else []
    )
    for at in ((key,), (join.op, key), *among):
        route: Route = (*join.route, *at)
        value = value_at(source.tree, route)
        if isinstance(value, str):
            return [route]
        if isinstance(value, list):
            return [(*route, i) for i in range(len(value))]
    return []


def fresh(a: Analysis, name: str) -> str:
    """A name for what is made of a layer that no layer has."""
    taken = {node.id.rpartition(".")[2] for node in a.nodes}
    base = "".join(c if c.isalnum() or c in "_-" else "_" for c in name) + "_fit"
    return next(new for k in count(1) if (new := base if k == 1 else f"{base}_{k}") not in taken)
