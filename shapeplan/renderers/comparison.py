"""A comparison of frameworks as a table and as data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeplan.comparison import Comparison, Difference
from shapeplan.portability import findings
from shapeplan.renderers.table import aligned
from shapeplan.renderers.text import report
from shapeplan.shape import spell
from shapeplan.wording import escaped


def comparison_text(comparison: Comparison, *, everything: bool = False) -> str:
    """The table of layers that part the frameworks, then each with its place in the spec.

    With `everything`, layers that only follow from those above are in the table too.
    """
    names = ", ".join(comparison.frameworks)
    if not comparison.differences:
        return f"{escaped(comparison.net.name)}: {names} agree on every layer, sizes and alignment"
    headings = ("layer", "op", *comparison.frameworks, "")
    shown = comparison.differences if everything else comparison.partings
    lines = [row(comparison, difference) for difference in shown]
    hidden = len(comparison.differences) - len(shown)
    more = [f"and {hidden} layers whose shapes follow from these (shown with --all)"] if hidden else []
    first = comparison.partings[0]
    parting = f"they part at '{comparison.net.label(first.node.id)}': {first.why}"
    reports = [report(diagnostic) for diagnostic in findings(comparison)]
    return "\n\n".join([f"{escaped(comparison.net.name)}: {names}", aligned(headings, lines), *more, parting, *reports])


def row(comparison: Comparison, difference: Difference) -> Sequence[str]:
    """One line of the table."""
    cells = [cell(difference, name) for name in comparison.frameworks]
    return (difference.node.id, difference.node.op, *cells, difference.kind)


def cell(difference: Difference, framework: str) -> str:
    """What a framework makes of a layer."""
    return "refused" if framework in difference.refused else spell(difference.shapes[framework])


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """A comparison as `compare --format json` prints it.

    name, frameworks   of the spec; in the order asked for
    first              id of the layer where they part; null where they agree
    differences        {node, op, kind, shapes, refused, why}; kind is size, refused, alignment or follows
    findings           as `check --format json` prints them, rule 'differs'
    """
    partings = comparison.partings
    return {
        "name": comparison.net.name,
        "frameworks": list(comparison.frameworks),
        "first": partings[0].node.id if partings else None,
        "differences": [
            {
                "node": d.node.id,
                "op": d.node.op,
                "kind": d.kind,
                "shapes": {name: None if shape is None else list(shape) for name, shape in d.shapes.items()},
                "refused": dict(d.refused),
                "why": d.why,
            }
            for d in comparison.differences
        ],
        "findings": [finding.to_json() for finding in findings(comparison)],
    }
