"""Changes that are offered: each was tried on the whole network before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from shapeplan.analysis import Analysis, analyse
from shapeplan.diagnostic import Fix, Severity
from shapeplan.edit import change, replace_value, set_argument, value_at
from shapeplan.infer import PlannedNode
from shapeplan.source import Edit, Route, Source, read_text

WORK = 60_000  # layers computed for a spec while sizes are searched, and again while edits are tried
LESS_WORK = {  # and while these are
    "names": 6_000,  # that were probably meant
    "warnings": 6_000,
    "notes": 600,  # they are hidden, and must not be felt
}

Error = tuple[str, str] | None  # a rule and the layer that it concerns; None for a loss of pixels


def mends(before: Analysis, after: Analysis, error: Error) -> bool:
    """Whether an error, or every loss of pixels, is gone and no new error has come."""
    is_gone = after.is_whole if error is None else error not in after.errors
    return is_gone and after.errors <= before.errors


def edited(a: Analysis, edits: Sequence[Edit]) -> Analysis:
    """The spec with some edits."""
    return analyse(read_text(a.source.apply(edits), a.source.path), a.settings)


def tried(
    a: Analysis, error: Error, title: str, edits: Sequence[Edit | None], *, safe: bool = False, what: str = "edits"
) -> Iterator[Fix]:
    """The fix, if it mends the error; it is safe, if that is wanted, where nothing that was known changes.

    A safe fix may bring errors to light.
    """
    made = list(dict.fromkeys(edit for edit in edits if edit is not None))  # an alias is edited where it is meant
    if not made or overlap(made) or not is_affordable(a, what):
        return
    after = edited(a, made)
    is_safe = safe and error not in after.errors and is_kept(a, after, error)
    if is_safe or mends(a, after, error):
        yield Fix(title, tuple(made), is_safe)


def relieved(
    a: Analysis,
    places: Callable[[Analysis], Collection[Any]],
    title: str,
    edits: Sequence[Edit | None],
    *,
    severity: Severity = "warning",
    safe: bool = False,
) -> Iterator[Fix]:
    """The fix of a warning or note, if there are fewer of the places that it is about, no new ones, and no new error.

    It is safe, if that is wanted, where nothing that was known changes.
    """
    made = list(dict.fromkeys(edit for edit in edits if edit is not None))
    if not made or overlap(made) or not is_affordable(a, f"{severity}s"):
        return
    after = edited(a, made)
    if after.errors <= a.errors and is_fewer(Counter(places(after)), Counter(places(a))):
        yield Fix(title, tuple(made), safe and is_kept(a, after, None))


def is_fewer(after: Counter[Any], before: Counter[Any]) -> bool:
    """Whether something is gone, and nothing came."""
    return after <= before and after != before


def overlap(edits: Sequence[Edit]) -> bool:
    """Whether some edits are in each other's way."""
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    return any(b.start < a.end for a, b in pairwise(ordered))


def is_kept(a: Analysis, after: Analysis, error: Error) -> bool:
    """Whether the network means what it meant, and an error of layers is gone for all that the edit touches."""
    from shapeplan.meaning import keeps, reveals, suits  # for the few errors that have a safe fix

    is_fault = error is not None and error[0] in a.faults
    return reveals(a, after) and keeps(a, after) and (not is_fault or suits(a, after))


def argument_fix(
    a: Analysis, error: Error, node: PlannedNode, key: str, text: str, title: str, *, safe: bool = False
) -> Iterator[Fix]:
    """The fix that gives a layer the argument `key: text`; safe, if that is wanted, in place of a plain number."""
    written = value_at(a.source.tree, (*node.route, node.op))
    is_number = isinstance(written.get(key) if isinstance(written, dict) else written, int)
    edit = argument_edit(a.source, node, {key: text})
    yield from tried(a, error, title, [edit], safe=safe and is_number)


def argument_edit(source: Source, node: PlannedNode, arguments: Mapping[str, str]) -> Edit | None:
    """The edit that gives a layer some arguments, each as text; None where it cannot be done simply."""
    before, at = source, Place(node)
    for key, text in arguments.items():
        edit = at.edit(source, key, text)
        if edit is None:
            return None
        if len(arguments) == 1:
            return edit
        source = read_text(source.apply([edit]), source.path)
    return change(before.text, source.text)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer stands, or the join that merges branches."""

    node: PlannedNode

    def edit(self, source: Source, key: str, text: str) -> Edit | None:
        """The edit that gives the layer one argument."""
        route: Route = self.node.route
        layer = self.node.layer
        main = (layer.main if layer else None) or ("with" if layer and layer.joins else "")
        if isinstance(value_at(source.tree, (*route, "merge")), str):
            return replace_value(source, (*route, "merge"), f"{{{self.node.op}: {{{key}: {text}}}}}")
        place = (*route, "merge") if value_at(source.tree, (*route, "merge")) is not None else route
        return set_argument(source, place, self.node.op, main, key, text)


def is_affordable(a: Analysis, what: str = "sizes") -> bool:
    """Whether one more try of sizes or of edits is within the work that is spent on a spec; it is spent then."""
    left: int = a.memo.get(what, LESS_WORK.get(what, WORK)) - max(1, len(a.nodes))
    a.memo[what] = left
    return left > 0
