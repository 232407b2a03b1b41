"""What is left of a spec when the parts that the language does not allow are taken out.

One mistake in the outline must not hide all others. A layer that is wrong becomes a layer of no op,
so that places stay as they are and what follows from it stays unknown; a key that is wrong goes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

SPOILED = "\0spoiled"  # the op of a layer that could not be read; nobody names one so


def salvaged(tree: Any, places: Iterable[tuple[str | int, ...]]) -> Any:
    """A copy of a tree without what is wrong at some places."""
    copy = copied(tree)
    for place in places:
        take_out(copy, place)
    return copy


def copied(tree: Any) -> Any:
    """The mappings and lists of a tree anew; what several places share is shared no more."""
    if isinstance(tree, dict):
        return {key: copied(value) for key, value in tree.items()}
    return [copied(value) for value in tree] if isinstance(tree, list) else tree


def take_out(tree: Any, place: tuple[str | int, ...]) -> None:
    """Spoils the innermost layer around a place; where there is none, takes the key out."""
    steps = [step for step in walked(tree, place) if isinstance(step[0], list)]
    if steps:
        layers, index = steps[-1]
        layers[index] = SPOILED
    elif isinstance(tree, dict):
        tree.pop(place[0], None)


def walked(tree: Any, place: tuple[str | int, ...]) -> list[tuple[Any, Any]]:
    """The lists and mappings on the way to a place, each with the step taken; steps that are not there are skipped."""
    way = []
    for step in place:
        is_key = isinstance(tree, dict) and step in tree
        is_index = isinstance(tree, list) and isinstance(step, int) and step < len(tree)
        if is_key or is_index:
            way.append((tree, step))
            tree = tree[step]
    return way
