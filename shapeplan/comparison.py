"""One spec under the rules of several frameworks: where they part, and why.

A layer parts them when its inputs agree and its output does not: another size, a refusal, or the same
size read from other pixels. What follows from that in later layers is listed, and not explained again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from shapeplan import dialects
from shapeplan.analysis import Analysis, Settings, analyse
from shapeplan.axis import Axis, Fixed, Same, Scale, Window
from shapeplan.fault import Fault
from shapeplan.infer import PlannedNode
from shapeplan.net import Net
from shapeplan.ops._base import Outcome
from shapeplan.same_transposed import SameTransposed
from shapeplan.shape import Shape, axis_names, spell
from shapeplan.source import Source

LOOKED_AT = 64  # outputs of an axis whose taps are compared

Outcomes = Mapping[str, Outcome]
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


def difference(nodes: Mapping[str, PlannedNode], known: Mapping[str, Outcomes]) -> Difference | None:
    """How frameworks differ on a layer; None where they do not."""
    shapes = {name: node.shape for name, node in nodes.items()}
    refused = {name: node.faults[0].text for name, node in nodes.items() if node.faults}
    base = next(iter(nodes.values()))
    is_equal = len(set(shapes.values())) == 1 and len(refused) in {0, len(nodes)}
    reads = {name: node_inputs(node, known[name]) for name, node in nodes.items()}
    common = next((shape for shape in reads.values() if is_known(shape)), None)
    compared = {name: node for name, node in nodes.items() if reads[name] == common}
    kind, why = parting(compared, common) if common is not None else ("follows", "")
    if is_equal and kind == "follows":
        return None
    return Difference(base, kind, shapes, refused, why)


def is_known(shapes: tuple[Shape | None, ...]) -> bool:
    """Whether all sizes are known."""
    return all(shape is not None and None not in shape for shape in shapes)


def parting(nodes: Mapping[str, PlannedNode], inputs: tuple[Shape | None, ...]) -> tuple[Kind, str]:
    """How frameworks that agree on a layer's inputs part on it, and why; 'follows' where they do not."""
    sizes = (inputs[0] or ())[1:] if inputs else ()
    refused = {name: node for name, node in nodes.items() if node.faults}
    accepted = {name: node for name, node in nodes.items() if not node.faults}
    if refused and accepted:
        return "refused", refusal(accepted, refused, inputs)
    if len({node.shape for node in nodes.values()}) > 1:
        return "size", sizes_differ(nodes, sizes)
    why = next((text for name in nodes if (text := shifted(nodes, name, sizes))), "")
    return ("alignment", why) if why else ("follows", "")


def node_inputs(node: PlannedNode, outcomes: Outcomes) -> tuple[Shape | None, ...]:
    """Shapes of what a layer reads."""
    return tuple(outcomes[i].shape if i is not None else None for i in node.inputs)


def refusal(
    accepted: Mapping[str, PlannedNode], refused: Mapping[str, PlannedNode], inputs: tuple[Shape | None, ...]
) -> str:
    """Who refuses, what comes nearest there, and what the others make of it."""
    said = [in_words(name, node) + instead(accepted, name, node, inputs) for name, node in refused.items()]
    shapes = {name: spell(node.shape) for name, node in accepted.items()}
    made = [f"{', '.join(who)} give{'s' * (len(who) == 1)} {shape}" for shape, who in grouped(shapes).items()]
    return "; ".join([*said, *made])


def in_words(name: str, node: PlannedNode) -> str:
    """A refusal, with the framework's name in it."""
    text = node.faults[0].text
    return text if text.startswith(name) else f"{name} refuses: {text}"


def instead(accepted: Mapping[str, PlannedNode], name: str, node: PlannedNode, inputs: tuple[Shape | None, ...]) -> str:
    """What `padding: same` would give where a framework refuses the padding."""
    shapes = tuple(shape for shape in inputs if shape is not None)
    if node.faults[0].field != "padding" or node.layer is None or len(shapes) < len(inputs):
        return ""
    try:
        same = node.layer.model_copy(update={"padding": "same"}).infer(shapes, dialects.load(name))
    except Fault:
        return ""
    base_name, base = next(iter(accepted.items()))
    if same.faults or same.shape != base.shape:
        return ""
    moved = shifted({base_name: base, name: replace(node, outcome=same)}, name, shapes[0][1:])
    return f" (with padding: same, {moved or 'it is the same layer'})"


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
            rounding = "" if w.rounding == "floor" or w.stride == 1 else f", rounding {w.rounding.split('_')[0]}"
            return f"stride {w.stride}, {w.pad_lo} before and {w.pad_hi} after{rounding}"
        case Window() as w:
            reach = w.extent - 1
            return f"stride {w.base_dilation}, {reach - w.pad_lo} off before and {reach - w.pad_hi} off after"
        case Scale(bits=bits):
            precision = {None: "exact", 24: "single", 53: "double"}.get(bits, f"{bits}-bit")
            return f"{precision} precision"
        case Fixed(size=m):
            return f"{m} as asked"
    return ""


def shifted(nodes: Mapping[str, PlannedNode], name: str, sizes: Shape) -> str:
    """How a framework reads other pixels for the same size than the first one does; empty where it does not."""
    base_name, base = next(iter(nodes.items()))
    names = axis_names(len(sizes) + 1)[1:]
    for a, b, n, axis in zip(first_records(base), first_records(nodes[name]), sizes, names, strict=False):
        by = 0 if n is None else shift(a, b, n)
        if by is None:
            return f"{axis}: {name} and {base_name} give the same size, and read other pixels for it"
        if by != 0 and n is not None:
            pixels = "one pixel" if abs(by) == 1 else f"{abs(by)} pixels"
            ways = f"{name} pads {pads(b, n)}, {base_name} {pads(a, n)}"
            return f"{axis}: {ways}: same size, but the window is shifted by {pixels}"
    return ""


def pads(record: Axis, n: int) -> str:
    """The padding of a window, before / after."""
    window = record.window(n) if isinstance(record, Same | SameTransposed) else record
    return f"{window.pad_lo}/{window.pad_hi}" if isinstance(window, Window) else "otherwise"


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
