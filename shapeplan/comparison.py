"""One spec under the rules of several frameworks: where they part, and why.

A layer parts them when its inputs agree and its output does not: another size, a refusal, or the same
size read from other pixels. What follows from that in later layers is listed, and not explained again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shapeplan.analysis import Analysis, Settings, analyse
from shapeplan.axis import Axis, Fixed, Same, SameTransposed, Scale, Window
from shapeplan.infer import PlannedNode
from shapeplan.net import Net
from shapeplan.shape import Shape, axis_names, spell
from shapeplan.source import Source

LOOKED_AT = 64  # outputs of an axis whose taps are compared

Kind = Literal["size", "refused", "alignment", "follows"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A layer on which frameworks differ.

    kind     'size', 'refused', 'alignment' (equal sizes, read from other pixels), or 'follows' from another
    shapes   the output by framework; None where it is refused or unknown
    refused  what a framework refuses, by its name
    why      one sentence; empty for what follows
    """

    node: PlannedNode
    kind: Kind
    shapes: Mapping[str, Shape | None]
    refused: Mapping[str, str]
    why: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A spec under several frameworks; `differences` are in the order of computation."""

    source: Source
    net: Net
    frameworks: tuple[str, ...]
    differences: tuple[Difference, ...]

    @property
    def partings(self) -> tuple[Difference, ...]:
        """The differences that do not follow from others; the first is where the frameworks part."""
        return tuple(d for d in self.differences if d.kind != "follows")


def compare(source: Source, frameworks: Sequence[str], settings: Settings | None = None) -> Comparison | None:
    """Compares a spec that can be planned under each framework; None where it cannot be planned at all."""
    settings = settings or Settings()
    analyses = {name: analyse(source, replace(settings, framework=name)) for name in frameworks}
    plans = {name: a.plan for name, a in analyses.items() if a.plan is not None and not is_unsound(a)}
    if len(plans) < len(analyses):
        return None
    first = plans[frameworks[0]]
    rows = zip(*(plans[name].nodes for name in frameworks), strict=True)
    known = {name: plan.outcomes for name, plan in plans.items()}
    found = (difference(dict(zip(frameworks, row, strict=True)), known) for row in rows)
    return Comparison(source, first.net, tuple(frameworks), tuple(d for d in found if d is not None))


def is_unsound(a: Analysis) -> bool:
    """Whether the text itself is wrong, whatever the framework."""
    return bool(a.source.problems or a.wrongs)


def difference(nodes: Mapping[str, PlannedNode], known: Mapping[str, Mapping[str, object]]) -> Difference | None:
    """How frameworks differ on one layer; None where they do not."""
    base, *others = nodes.values()
    shapes = {name: node.shape for name, node in nodes.items()}
    refused = {name: node.faults[0].text for name, node in nodes.items() if node.faults}
    same_inputs = all(
        node_inputs(nodes[name], known[name]) == node_inputs(base, known[next(iter(nodes))]) for name in nodes
    )
    is_equal = all(shape == base.shape for shape in shapes.values()) and len(refused) in {0, len(nodes)}
    if not same_inputs:
        return None if is_equal else Difference(base, "follows", shapes, refused, "")
    if refused and len(refused) < len(nodes):
        return Difference(base, "refused", shapes, refused, refusal(nodes, refused))
    sizes = input_sizes(base, known[next(iter(nodes))])
    if not is_equal:
        return Difference(base, "size", shapes, refused, sizes_differ(nodes, sizes))
    why = next((text for name, node in list(nodes.items())[1:] if (text := shifted(nodes, name, node, sizes))), "")
    return Difference(base, "alignment", shapes, refused, why) if why and others else None


def node_inputs(node: PlannedNode, outcomes: Mapping[str, object]) -> tuple[object, ...]:
    """Shapes of what a layer reads."""
    return tuple(getattr(outcomes[i], "shape", None) if i is not None else None for i in node.inputs)


def input_sizes(node: PlannedNode, outcomes: Mapping[str, object]) -> Shape:
    """Spatial sizes of a layer's first input."""
    shapes = node_inputs(node, outcomes)
    shape = shapes[0] if shapes else None
    return shape[1:] if isinstance(shape, tuple) else ()


def refusal(nodes: Mapping[str, PlannedNode], refused: Mapping[str, str]) -> str:
    """Who refuses and what the others make of it."""
    accepted = {name: spell(node.shape) for name, node in nodes.items() if name not in refused}
    said = "; ".join(f"{name} refuses: {text}" for name, text in refused.items())
    made = "; ".join(f"{', '.join(names)} give {shape}" for shape, names in grouped(accepted).items())
    return f"{said}; {made}" if made else said


def grouped(by_name: Mapping[str, str]) -> dict[str, list[str]]:
    """Names by what they have in common."""
    groups: dict[str, list[str]] = {}
    for name, value in by_name.items():
        groups.setdefault(value, []).append(name)
    return groups


def sizes_differ(nodes: Mapping[str, PlannedNode], sizes: Shape) -> str:
    """Each framework's size, with the rule that makes it."""
    said = {name: f"{spell(node.shape)}{by_rule(node, sizes)}" for name, node in nodes.items()}
    return "; ".join(f"{', '.join(names)}: {text}" for text, names in grouped(said).items())


def by_rule(node: PlannedNode, sizes: Shape) -> str:
    """The rule of the first axis, in brackets."""
    records = first_records(node)
    if not records or not sizes or sizes[0] is None:
        return ""
    return f" ({rule(records[0], sizes[0])})"


def first_records(node: PlannedNode) -> tuple[Axis, ...]:
    """The records of a layer's first input."""
    return (node.axes[0] if node.axes else None) or ()


def rule(record: Axis, n: int) -> str:
    """What a record does to n pixels, in a few words."""
    match record:
        case Same() | SameTransposed():
            return rule(record.window(n), n)
        case Window(base_dilation=1) as w:
            return f"pads {w.pad_lo} before and {w.pad_hi} after, rounding {w.rounding.split('_')[0]}"
        case Window() as w:
            reach = w.extent - 1
            return f"takes {reach - w.pad_lo} off before and {reach - w.pad_hi} behind"
        case Scale(bits=bits):
            precision = {None: "exact", 24: "single", 53: "double"}.get(bits, f"{bits}-bit")
            return f"resizes in {precision} precision"
        case Fixed(size=m):
            return f"resizes to {m}"
    return ""


def shifted(nodes: Mapping[str, PlannedNode], name: str, node: PlannedNode, sizes: Shape) -> str:
    """How a framework reads other pixels for the same size than the first one does; empty where it does not."""
    base_name, base = next(iter(nodes.items()))
    pairs = zip(first_records(base), first_records(node), sizes, axis_names(len(sizes) + 1)[1:], strict=False)
    for a, b, n, axis in pairs:
        by = shift(a, b, n) if n is not None else 0
        if by is not None and by != 0 and n is not None:
            pixels = "one pixel" if abs(by) == 1 else f"{abs(by)} pixels"
            return (
                f"{axis}: {name} {rule(b, n)}, {base_name} {rule(a, n)}: same size, but the window is "
                f"shifted by {pixels}"
            )
        if by is None:
            return f"{axis}: {name} and {base_name} give the same size, and read other pixels for it"
    return ""


def shift(a: Axis, b: Axis, n: int) -> int | None:
    """By how many pixels the windows of b lie behind those of a; 0 if they agree, None if it is no shift."""
    out = min(a.out(n), LOOKED_AT)
    ways = {(reads(a, j, n), reads(b, j, n)) for j in range(out)}
    if all(x == y for x, y in ways):
        return 0
    if isinstance(a, Same | SameTransposed):
        a = a.window(n)
    if isinstance(b, Same | SameTransposed):
        b = b.window(n)
    if isinstance(a, Window) and isinstance(b, Window):
        return a.pad_lo - b.pad_lo or None
    return None


def reads(record: Axis, j: int, n: int) -> tuple[int, ...]:
    """The pixels that output j reads."""
    return tuple(record.taps(j, n))
