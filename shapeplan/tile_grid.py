"""How the outputs of a network lie over its input: by which steps a tile can move, and what cannot be tiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from shapeplan.axis import Fixed, Scale
from shapeplan.tile_clean import Spoilt, size
from shapeplan.tile_records import settled

if TYPE_CHECKING:
    from shapeplan.infer import Plan, PlannedNode


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid of a network's outputs on one axis.

    scale    outputs for each pixel of the input [px of y / px of x]
    period   the steps by which the input can move so that every map moves by whole pixels [px of x]
    """

    scale: Fraction
    period: int


def way(plan: Plan, output: str) -> list[str]:
    """The layers whose values an output depends on, and itself last, in order of computation."""
    wanted = {output}
    for node in reversed(plan.nodes):
        if node.id in wanted:
            wanted.update(source for _, source in node.reads)
    return [node.id for node in plan.nodes if node.id in wanted]


def check_local(plan: Plan, layers: Sequence[str], axis: int) -> None:
    """Raises Spoilt for the first layer that looks at the whole map, or makes one size of all."""
    for node in (plan[name] for name in layers):
        reason = _reason(plan, node, axis)
        if reason is not None:
            raise Spoilt(node, reason)


def _reason(plan: Plan, node: PlannedNode, axis: int) -> str | None:
    """Why a layer cannot be tiled, whatever the sizes."""
    for k, source in node.reads:
        axes = node.axes[k] if k < len(node.axes) else None
        if axes is None or axis >= len(axes):
            return "mixes the axes of its map"
        record = axes[axis]
        if isinstance(record, Fixed) and len(node.inputs) == 1:
            sees_all = record.size == 1 and size(plan[source], axis) != 1
            return "sees the whole image" if sees_all else f"makes {record.size} px of any size"
        beyond = node.layer.beyond_taps(axis + 1, len(axes) + 1) if node.layer else None
        if beyond is not None:
            return beyond
    return None


def grid(plan: Plan, layers: Sequence[str], axis: int) -> Grid:
    """The grid of the last of `layers`, those that it depends on. Raises Spoilt where there is none."""
    scales: dict[str, Fraction] = {}
    period = 1
    for name in layers:
        node = plan[name]
        found: set[Fraction] = set()
        for k, source in node.reads:
            steps, gain = _step(plan, node, k, axis)
            found.add(scales[source] * gain / steps)
            period = lcm(period, (steps / scales[source]).numerator)
        models = _models(node, axis)
        found |= {scales[model] for model in models if model in scales}
        if len(found) > 1:
            raise Spoilt(
                node, "resizes by a factor that depends on the size" if models else "joins maps of different scales"
            )
        scales[name] = found.pop() if found else Fraction(1)
    return Grid(scales[layers[-1]], period)


def _step(plan: Plan, node: PlannedNode, k: int, axis: int) -> tuple[int, int]:
    """Pixels of input k, and the pixels of the output that they become. Raises Spoilt where sizes are uneven."""
    axes, source = node.axes[k], node.inputs[k]
    assert axes is not None
    assert source is not None
    record, n = axes[axis], size(plan[source], axis)
    if isinstance(record, Scale) and record.out(n) != n * record.ratio:
        raise Spoilt(node, "resizes to a size that does not come out even")
    return settled(record, n).period


def _models(node: PlannedNode, axis: int) -> Sequence[str]:
    """The layer whose size a resize is to meet."""
    axes = node.axes[0] if node.axes else None
    is_resize = axes is not None and isinstance(axes[axis], Fixed)
    return [name for name in node.inputs[1:] if name] if is_resize else ()
