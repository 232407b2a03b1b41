"""The legal sizes of a network in one line, for the title of a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shapeplan.legal import AxisSizes, LegalSizes
from shapeplan.progression import SizeSet
from shapeplan.spelling import spelled

AT_LEAST = "\N{GREATER-THAN OR EQUAL TO}"
MOST = 3  # inputs or kinds of axes that are told


def works(told: LegalSizes | None) -> str:
    """'works: H and W = 16k, k >= 1' with a true sign; '' where no size works, or no input is a map."""
    if told is None or not told.axes or told.standing or told.is_empty:
        return ""
    inputs = list(dict.fromkeys(one.inputs for one in told.axes))
    parts = [part for names in inputs for part in _parts(told, names, named=len(inputs) > 1)]
    more = ["..."] if len(parts) > MOST else []
    return f"works: {'; '.join(parts[:MOST] + more)}".replace(">=", AT_LEAST)


def _parts(told: LegalSizes, names: tuple[str, ...], *, named: bool) -> Iterator[str]:
    """What is told of the axes of some inputs."""
    prefix = f"{' and '.join(names)}: " if named else ""
    coupled = {axis for pairs in told.pairs if pairs.inputs == names for axis in pairs.axes}
    axes = [one for one in told.axes if one.inputs == names]
    together = [one.name for one in axes if one.axis in coupled]
    if together:
        yield f"{prefix}{' and '.join(together)} together: see shapeplan sizes"
    for sizes, same in _alike([one for one in axes if one.axis not in coupled]):
        yield f"{prefix}{spelled(sizes, ' and '.join(same))}"


def _alike(axes: Sequence[AxisSizes]) -> Iterator[tuple[SizeSet, list[str]]]:
    """The sets of sizes, each with the names of its axes."""
    found: dict[SizeSet, list[str]] = {}
    for one in axes:
        found.setdefault(one.runs.canonical, []).append(one.name)
    yield from found.items()
