"""Which layers of two networks are the same layer: by the user's ids, then by their place and order.

Layers without an id are paired as the lines of two texts are: first those of equal place, op and arguments;
between them those of equal place and op; and so on, see LEVELS. Where the coarser words of a stretch agree
altogether, as when a width changes, it is paired one by one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from shapeplan.infer import Plan

Pairs = dict[str, str]  # ids of layers of one network, each with that of the same layer in the other


class Word(NamedTuple):
    """What a layer is recognised by; `place` are the stacks, blocks and branches around it, without our numbers."""

    place: Hashable
    family: str
    op: str
    arguments: str


LEVELS = (
    lambda word: word,
    lambda word: (word.place, word.op),
    lambda word: (word.place, word.family),
    lambda word: (word.op, word.arguments),
    lambda word: word.op,
)


def paired(before: Plan, after: Plan) -> Pairs:
    """The layers of `after` that are in `before` too, each with its id there."""
    found = named(before, after)
    old = words(before, {old: new for new, old in found.items()})
    new = words(after, {new: new for new in found})
    found |= {after.nodes[k].id: before.nodes[i].id for i, k in aligned(old, new)}
    return found | moved(before, after, found)


def named(before: Plan, after: Plan) -> Pairs:
    """Layers to which the user gave one id in both; where it is that of a block, its last layer if the op is the same."""
    olds = {name: id_ for id_, name in before.net.aliases.items()}
    both = [(name, new, olds[name]) for new, name in after.net.aliases.items() if name in olds]
    return {
        new: old
        for name, new, old in both
        if before.net.nodes[old].op == after.net.nodes[new].op or (is_own(name, new) and is_own(name, old))
    }


def is_own(name: str, id_: str) -> bool:
    """Whether a name is the layer's own, and not that of the block that it ends."""
    return id_.rpartition(".")[2] == name


def words(plan: Plan, names: Pairs) -> list[Word]:
    """What each layer is recognised by."""
    spelled: dict[int, str] = {}
    places: dict[tuple[str, ...], Hashable] = {}
    for node in plan:
        if id(node.layer) not in spelled:  # the rounds of a loop share their arguments
            spelled[id(node.layer)] = repr(sorted(node.args.items()))
        if node.node.path not in places:
            places[node.node.path] = place(plan, node.node.path)
    return [
        Word(places[node.node.path], node.layer.family if node.layer else "", node.op, spelled[id(node.layer)])
        if node.id not in names
        else Word(("id", names[node.id]), "", names[node.id], "")
        for node in plan
    ]


def place(plan: Plan, path: tuple[str, ...]) -> tuple[str, ...]:
    """The names of what is around a layer; that of the block where the user gave no id."""
    groups = [plan.net.groups[path[: i + 1]] for i in range(len(path))]
    return tuple(g.title if stem(name) == g.title else name for name, g in zip(path, groups, strict=True))


def stem(id_: str) -> str:
    """An id without the numbers in it that tell layers of one name apart.

    >>> stem("body.basic_block_2.conv_3")
    'body.basic_block.conv'
    """
    return re.sub(r"_\d+(?=\.|$)", "", id_)


def aligned(old: Sequence[Word], new: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Positions of layers that are the same, level by level."""
    todo = [(0, range(len(old)), range(len(new)))]
    while todo:
        level, i, k = todo.pop()
        fine = LEVELS[level]
        coarse = LEVELS[min(level + 1, len(LEVELS) - 1)]
        if len(i) == len(k) and all(coarse(old[x]) == coarse(new[y]) for x, y in zip(i, k, strict=True)):
            yield from zip(i, k, strict=True)
            continue
        for is_equal, m, n in stretches([fine(old[x]) for x in i], [fine(new[x]) for x in k], seldom=level == 0):
            one, other = i[m.start : m.stop], k[n.start : n.stop]
            if is_equal:
                yield from zip(one, other, strict=True)
            elif one and other and level + 1 < len(LEVELS):
                todo.append((level + 1, one, other))


def stretches(a: Sequence[Hashable], b: Sequence[Hashable], *, seldom: bool) -> Iterator[tuple[bool, range, range]]:
    """Two sequences cut into stretches that are equal and, between them, those that are not.

    With `seldom`, a stretch that is equal has a word that occurs once: often repeated ones fit in too many places.
    """
    head = common(a, b)
    tail = common(a[head:][::-1], b[head:][::-1])
    yield True, range(head), range(head)
    old, new = a[head : len(a) - tail], b[head : len(b) - tail]
    counts = Counter(new)
    matcher = SequenceMatcher((lambda word: counts[word] > 1) if seldom else None, old, new)
    for tag, i, j, m, n in matcher.get_opcodes():
        yield tag == "equal", range(head + i, head + j), range(head + m, head + n)
    yield True, range(len(a) - tail, len(a)), range(len(b) - tail, len(b))


def common(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """The number of entries at the start that are equal."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def moved(before: Plan, after: Plan, found: Pairs) -> Pairs:
    """Layers of the same op and id that stand elsewhere."""
    taken = set(found.values())
    rest = {node.id: node.op for node in before if node.id not in taken}
    return {node.id: node.id for node in after if node.id not in found and rest.get(node.id) == node.op}
