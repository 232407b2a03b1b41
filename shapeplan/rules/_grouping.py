"""Groups and channels that divide: the nearest of each."""

from __future__ import annotations

from collections.abc import Iterator
from math import gcd

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.infer import PlannedNode
from shapeplan.rules._channels import remade
from shapeplan.rules._fixes import Error, argument_fix
from shapeplan.rules._words import size_of

MOST = 10_000  # groups that are looked at


def grouped(a: Analysis, error: Error, node: PlannedNode) -> Iterator[Fix]:
    """Other groups; other channels of this layer, or of the one that makes those that arrive."""
    field = next((f.field for f in node.faults if f.rule == "groups" and f.field), "groups")
    groups, c = getattr(node.layer, field, None), size_of(a, node.inputs[0], 0)
    if not isinstance(groups, int) or c is None or node.inputs[0] is None:
        return
    width = getattr(node.layer, "out_channels", c)
    common = gcd(c, width)
    dividing = [g for g in range(1, min(common, MOST) + 1) if common % g == 0]
    nearest = min(dividing, key=lambda g: (abs(g - groups), g))
    yield from argument_fix(a, error, node, field, str(nearest), f"{field}: {nearest}")
    if c % groups:
        yield from remade(a, error, {node.inputs[0]: multiple(c, groups)})
    elif width % groups:
        more = multiple(width, groups)
        yield from argument_fix(a, error, node, "out_channels", str(more), f"out_channels: {more}")


def multiple(n: int, of: int) -> int:
    """The multiple that is nearest to n, and above 0.

    >>> multiple(48, 32), multiple(47, 32), multiple(5, 32)
    (64, 32, 32)
    """
    return max(of, (2 * n + of) // (2 * of) * of)
