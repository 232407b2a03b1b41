"""The difference of two networks as text: a headline, a row for each layer, what differs of the whole, findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from shapeplan.diagnostic import Diagnostic
from shapeplan.difference import KINDS, Change, Difference
from shapeplan.renderers.difference_facts import ARROW, facts, number
from shapeplan.renderers.table import aligned
from shapeplan.shape import spell
from shapeplan.wording import escaped, literal

SIGNS = {"added": "+", "removed": "-", "changed": "~", "renamed": "=", "follows": " "}
HEADINGS = ("", "layer", "op", "arguments", "shape", "parameters")
NO_LAYERS = "too broken to have layers"


def difference_text(d: Difference, *, everything: bool = False) -> str:
    """The difference for a terminal; with `everything`, the layers that follow from others are listed too."""
    parts = [headline(d)]
    shown = [change for change in d.changes or () if everything or change.kind != "follows"]
    if shown:
        parts.append(aligned(HEADINGS, [row(d, change) for change in shown], number=True))
    if hidden := len(d.changes or ()) - len(shown):
        parts.append(f"{following(hidden)} (shown with --all)")
    if rows := facts(d):
        parts.append(aligned(("", "before", "after"), rows))
    for title, found in (("new", d.new), ("gone", d.gone)):
        parts += ["\n".join(finding_line(title, each) for each in found)] if found else []
    return "\n\n".join(parts)


def headline(d: Difference) -> str:
    """One line: the two names, and how many layers differ, or that none do."""
    names = dict.fromkeys((d.before.path, d.after.path))
    return escaped(f"{ARROW.join(names)}: {', '.join(said(d))}")


def said(d: Difference) -> Iterator[str]:
    """What the headline tells: layers, parameters and findings, each if they differ."""
    if d.changes is None:
        broken = [version.path for version in (d.before, d.after) if version.plan is None]
        yield f"layers not compared, {' and '.join(dict.fromkeys(broken))} {'is' if len(broken) == 1 else 'are'} {NO_LAYERS}"
    elif not d.is_of_network:
        yield "no difference in the network"
    told = counted(d.changes or ())
    if told:
        yield told
    elif d.changes:
        yield following(len(d.changes))
    elif d.is_other:
        yield "other outputs or another framework"
    yield from (f"{count(found, 'finding')} {title}" for title, found in (("new", d.new), ("gone", d.gone)) if found)


def counted(changes: Sequence[Change]) -> str:
    """How many layers were added, removed, changed, renamed; empty where none were."""
    counts = Counter(change.kind for change in changes)
    told = [f"{counts[kind]} {kind}" for kind in KINDS if counts[kind] and kind != "follows"]
    return f"layers: {', '.join(told)}" if told else ""


def count(of: Sequence[object] | int, what: str) -> str:
    """'1 finding', '2 findings'."""
    n = of if isinstance(of, int) else len(of)
    return f"{n} {what}{'' if n == 1 else 's'}"


def following(n: int) -> str:
    """How many layers follow from others."""
    return f"{count(n, 'layer')} whose shape or cost {'follows' if n == 1 else 'follow'} from others"


def row(d: Difference, change: Change) -> tuple[str, ...]:
    """One line of the table."""
    versions = [(d.before, change.before), (d.after, change.after)]
    there = [(version.plan, node) for version, node in versions if version.plan and node]
    counts = [number(node.parameters) for _, node in there]
    return (
        SIGNS[change.kind],
        names([node.id for _, node in there]),
        both([node.op for _, node in there]),
        ", ".join(arguments(change)),
        both([spell(plan.laid_out(node.shape)) for plan, node in there]),
        "" if set(counts) == {"0"} else both(counts),
    )


def names(ids: Sequence[str]) -> str:
    """The ids of a layer; the second one without the path that both have.

    >>> names(["encoder.enc1.relu", "encoder.enc1.gelu"])
    'encoder.enc1.relu -> gelu'
    """
    old, new = ids[0], ids[-1]
    path, _, last = new.rpartition(".")
    return both([old, last if old.rpartition(".")[0] == path and old != new else new])


def both(texts: Sequence[str]) -> str:
    """What was and what is, once where they are equal."""
    return ARROW.join(dict.fromkeys(texts))


def arguments(change: Change) -> Iterator[str]:
    """The arguments that differ; those of a layer that is only in one of the versions, in short."""
    if change.before is None or change.after is None:
        node = change.before or change.after
        yield node.layer.brief() if node and node.layer else ""
        return
    for name, (old, new) in change.arguments.items():
        yield f"{name} {value(old)}{ARROW}{value(new)}".strip()
    if change.reads:
        yield f"reads {ARROW.join(', '.join(name or '?' for name in names) or 'nothing' for names in change.reads)}"


def value(of: object) -> str:
    """A value of an argument; none where it is not given."""
    return of if isinstance(of, str) else literal(of)


def finding_line(title: str, d: Diagnostic) -> str:
    """One finding in a line."""
    return escaped(f"{title}: {d.path}:{d.line}:{d.column}: {d.severity}[{d.rule}] {d.message}")
