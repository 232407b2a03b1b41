"""Which layer makes the channels that arrive somewhere, and what makes other channels arrive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.edit import replace_value, value_at
from shapeplan.infer import PlannedNode
from shapeplan.net import Expectation
from shapeplan.rules._expected_size import Explained
from shapeplan.rules._fixes import Error, argument_edit, tried
from shapeplan.rules._projection import projected
from shapeplan.rules._words import size_of, upstream
from shapeplan.source import Edit

MAKING = ("out_channels", "out_features")


def maker(a: Analysis, node: PlannedNode) -> PlannedNode:
    """The layer that makes the channels of a layer's output: above the layers that leave them as they are."""
    at = node
    while a.plan and len(at.inputs) == 1 and at.inputs[0] is not None and making(at) is None:
        above = a.plan[at.inputs[0]]
        if size_of(a, above.id, 0) != size_of(a, at.id, 0):
            break
        at = above
    return at


def making(node: PlannedNode) -> str | None:
    """The argument that states the channels of a layer's output."""
    return next((field for field in MAKING if hasattr(node.layer, field)), None)


def made(a: Analysis, node: PlannedNode, c: int) -> Edit | None:
    """The edit that has a layer make so many channels, or an input have them."""
    field = making(node)
    if c < 1 or (field is None and node.op != "input"):
        return None
    if field is not None:
        return argument_edit(a.source, node, {field: str(c)})
    route = ("inputs", node.id, "channels")
    return replace_value(a.source, route, str(c)) if isinstance(value_at(a.source.tree, route), int) else None


def remade(a: Analysis, error: Error, wanted: dict[str, int]) -> Iterator[Fix]:
    """Other channels from the layers that make those of some nodes, all at once."""
    makers = [(maker(a, a.plan[node]), c) for node, c in wanted.items() if a.plan]
    edits = [made(a, node, c) for node, c in makers]
    if None not in edits:
        said = (f"{making(node) or 'channels'}: {c} on the {node.op} '{a.label(node)}'" for node, c in makers)
        yield from tried(a, error, " and ".join(said), edits)


def expected(a: Analysis, expectation: Expectation, node: PlannedNode, what: str, wanted: int) -> Explained:
    """The layer that makes other channels than are expected, and the number that is."""
    source = maker(a, node)
    fixes = remade(a, ("expectation", f"{expectation.name}.{what}"), {node.id: wanted})
    return Explained(source.id, (), None, tuple(fixes))


def odd_ends(a: Analysis, join: PlannedNode) -> dict[str, int]:
    """The inputs of a join whose channels are not the usual ones, each with the channels it should have."""
    counts = {source: c for source in join.inputs if source is not None and (c := size_of(a, source, 0)) is not None}
    if len(set(counts.values())) < 2:  # noqa: PLR2004 - a difference needs two
        return {}
    usual, _ = Counter(reversed(counts.values())).most_common(1)[0]
    return {source: usual for source, c in counts.items() if c != usual}


def joined(a: Analysis, error: Error, join: PlannedNode) -> Iterator[Fix]:
    """A projection of the odd inputs of a join; other channels from the layers that make theirs; of two, from either."""
    inputs, ends = list(join.inputs), choices(a, join)
    fits = (projected(a, error, join, {inputs.index(source): c for source, c in end.items()}) for end in ends)
    yield from islice((fix for fit in fits for fix in fit), 1)
    made = [fix for end in ends for fix in remade(a, error, end)]
    yield from sorted(made, key=lambda fix: fix.title.startswith("channels"))  # of inputs: as they come


def choices(a: Analysis, join: PlannedNode) -> list[dict[str, int]]:
    """Inputs of a join that may be changed, each with its new channels: the odd ones; of two the skip, or the other."""
    odd, two = odd_ends(a, join), pair(a, join)
    if not odd or two is None:
        return [odd] if odd else []
    skip, other = two
    return [{skip: size_of(a, other, 0) or 1}, {other: size_of(a, skip, 0) or 1}]


def pair(a: Analysis, join: PlannedNode) -> tuple[str, str] | None:
    """The two inputs of a join, if there are two: first the skip, which the other depends on, or else the first."""
    known = [source for source in dict.fromkeys(join.inputs) if source is not None]
    if len(known) != 2 or a.plan is None:  # noqa: PLR2004 - two ends
        return None
    first, second = known
    depends = second in {node.id for node in upstream(a, a.plan[first])}
    return (second, first) if depends else (first, second)


def parted(a: Analysis, join: PlannedNode) -> PlannedNode | None:
    """The layer that makes the channels of a join differ: on the way that depends on the skip, or at the odd end."""
    odd, two = odd_ends(a, join), pair(a, join)
    if not odd or a.plan is None:
        return None
    end = next(iter(odd))
    if two is not None and two[0] in {node.id for node in upstream(a, a.plan[two[1]])}:
        end = two[1]
    return maker(a, a.plan[end])


def blamed(a: Analysis, node: PlannedNode, stated: int | None) -> PlannedNode | None:
    """The layer whose channels are not those that a layer states.

    Behind a concatenation it is the input without which the sum would be right, or with a number of
    channels that the network has elsewhere; else the last one.
    """
    if a.plan is None or not node.inputs or node.inputs[0] is None:
        return None
    above = maker(a, a.plan[node.inputs[0]])
    if above.op != "concat" or stated is None:
        return above
    counts = [(source, size_of(a, source, 0) or 0) for source in above.inputs if source is not None]
    elsewhere = {size_of(a, n.id, 0) for n in a.nodes if n.id != above.id} | {getattr(node.layer, "out_channels", None)}
    total = sum(c for _, c in counts)
    fits = [source for source, c in reversed(counts) if stated - total + c == 0]
    fits += [source for source, c in reversed(counts) if stated - total + c in elsewhere - {c, None}]
    return maker(a, a.plan[fits[0] if fits else counts[-1][0]]) if counts else None


def arriving(a: Analysis, error: Error, node: PlannedNode, stated: int) -> Iterator[Fix]:
    """The channels that a layer states, from the layer to blame."""
    source = blamed(a, node, stated)
    arrives = size_of(a, node.inputs[0], 0)
    if source is not None and arrives is not None:
        yield from remade(a, error, {source.id: (size_of(a, source.id, 0) or 0) + stated - arrives})
