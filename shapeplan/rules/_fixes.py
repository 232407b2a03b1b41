"""Changes that are offered: each was tried on the whole network before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeplan.analysis import Analysis, analyse
from shapeplan.diagnostic import Fix
from shapeplan.edit import replace_value, set_argument, value_at
from shapeplan.infer import PlannedNode
from shapeplan.source import Edit, Route, read_text

WORK = 60_000  # layers computed for a spec while sizes are searched, and again while edits are tried
NAMES_WORK = 6_000  # and while names that were probably meant are

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
    made = [edit for edit in edits if edit is not None]
    if not made or not is_affordable(a, what):
        return
    after = edited(a, made)
    is_safe = safe and error not in after.errors and is_kept(a, after, error)
    if is_safe or mends(a, after, error):
        yield Fix(title, tuple(made), is_safe)


def is_kept(a: Analysis, after: Analysis, error: Error) -> bool:
    """Whether the network means what it meant, and an error of layers is gone for all that the edit touches."""
    from shapeplan.meaning import keeps, reveals, suits  # for the few errors that have a safe fix

    is_fault = error is not None and error[0] in a.faults
    return reveals(a, after) and keeps(a, after) and (not is_fault or suits(a, after))


def argument_fix(
    a: Analysis, error: Error, node: PlannedNode, key: str, text: str, title: str, *, safe: bool = False
) -> Iterator[Fix]:
    """The fix that gives a layer the argument `key: text`; safe, if that is wanted, in place of a plain number."""
    route: Route = node.route
    written = value_at(a.source.tree, (*route, node.op))
    is_number = isinstance(written.get(key) if isinstance(written, dict) else written, int)
    main = (node.layer.main if node.layer else None) or ("with" if node.layer and node.layer.joins else "")
    if isinstance(value_at(a.source.tree, (*route, "merge")), str):
        edit: Edit | None = replace_value(a.source, (*route, "merge"), f"{{{node.op}: {{{key}: {text}}}}}")
    else:
        place = (*route, "merge") if value_at(a.source.tree, (*route, "merge")) is not None else route
        edit = set_argument(a.source, place, node.op, main, key, text)
    yield from tried(a, error, title, [edit], safe=safe and is_number)


def is_affordable(a: Analysis, what: str = "sizes") -> bool:
    """Whether one more try of sizes or of edits is within the work that is spent on a spec; it is spent then."""
    left: int = a.memo.get(what, NAMES_WORK if what == "names" else WORK) - max(1, len(a.nodes))
    a.memo[what] = left
    return left > 0
