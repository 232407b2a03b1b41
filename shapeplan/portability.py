"""The differences between frameworks as findings that point into the spec."""

from __future__ import annotations

from shapeplan.comparison import Comparison
from shapeplan.diagnostic import Diagnostic
from shapeplan.rules._report import place


def findings(comparison: Comparison) -> list[Diagnostic]:
    """One warning `differs` for each layer that parts the frameworks."""
    return [
        Diagnostic(
            "differs",
            "warning",
            f"{difference.node.op} '{comparison.net.label(difference.node.id)}': {difference.why}",
            place(difference.node),
            comparison.source,
            node=difference.node.id,
        )
        for difference in comparison.partings
    ]
