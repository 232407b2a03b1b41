"""Findings -> what is said in a picture, layer by layer: the fact with its numbers, in few words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from shapeplan.diagnostic import Diagnostic
from shapeplan.field import unread
from shapeplan.infer import Plan, PlannedNode
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.model import Mark, Remark
from shapeplan.shape import Shape, axis_names, spell, spell_fraction

TIMES = "\N{MULTIPLICATION SIGN}"
UNEQUAL = "\N{NOT EQUAL TO}"
ARROW = "\N{RIGHTWARDS ARROW}"
ORDER: dict[Mark, int] = {"error": 0, "cause": 1, "warning": 2, "note": 3, "unknown": 4}
LONGEST = 160

Remarks = dict[str, list[Remark]]


def remarks(plan: Plan, findings: Sequence[Diagnostic]) -> Remarks:
    """Remarks of each layer that has any, the gravest first."""
    found: Remarks = {}
    for finding in findings:
        for id_ in subjects(plan, finding):
            _add(found, id_, finding.severity, fact(plan, plan[id_], finding))
        if finding.cause is not None and finding.cause != finding.node and finding.cause in plan.net.nodes:
            _add(found, finding.cause, "cause", reason(plan, finding, finding.cause))
    for node in plan:
        for fault in node.faults:
            if not any(remark.mark == "error" for remark in found.get(node.id, [])):
                _add(found, node.id, "error", mismatch(plan, node) or fault.text)
    for said in found.values():
        said.sort(key=lambda remark: ORDER[remark.mark])
        texts = {remark.text for remark in said if remark.mark != "note"}
        said[:] = [remark for remark in said if remark.mark != "note" or remark.text not in texts]
    return found


def subjects(plan: Plan, finding: Diagnostic) -> list[str]:
    """Ids of the layers that a finding is about: one, or all that stem from its place in the spec."""
    if finding.node is not None:
        return [finding.node] if finding.node in plan.net.nodes else []
    at = finding.at
    if not isinstance(at, tuple):
        return []
    spoiled = [node for node in plan if node.layer is None or None in node.inputs]
    return [node.id for node in spoiled if at[: len(node.route)] == node.route]


def _add(found: Remarks, id_: str, mark: Mark, text: str) -> None:
    remark = Remark(mark, clean(text, LONGEST))
    if text and remark not in found.get(id_, ()):
        found.setdefault(id_, []).append(remark)


def fact(plan: Plan, node: PlannedNode, finding: Diagnostic) -> str:
    """The fact in short: the layer's own fault, or what the finding says.

    A note is worth a line in a picture only where a size was rounded; else ''.
    """
    texts = [fault.text for fault in node.faults if fault.rule == finding.rule]
    if texts:
        return mismatch(plan, node) or _both(texts)
    if finding.severity == "note":
        return rounding(plan, node, finding.axis)
    return signs(re.sub(r"^\w+ '[^']*': ", "", finding.message))  # the box has the layer's name


def signs(text: str) -> str:
    """A message with true signs instead of those of a keyboard."""
    return re.sub(r"(?<=[\d?]) x (?=[\d?])", f" {TIMES} ", text).replace("->", ARROW)


def _both(texts: Sequence[str]) -> str:
    """'H is 1 here' and 'W is 1 here' as one sentence."""
    split = [re.fullmatch(r"([A-Z]\d?) is (.*)", text) for text in texts]
    rests = {m[2] for m in split if m}
    if len(texts) > 1 and len(rests) == 1 and all(split):
        return f"{' and '.join(m[1] for m in split if m)} are {rests.pop()}"
    return texts[0]


def reason(plan: Plan, finding: Diagnostic, cause: str) -> str:
    """What happened at the layer that caused a finding: the size before rounding, or what is said of it."""
    node = plan[cause]
    said = (signs(label.text) for label in finding.related if label.node == cause)
    return rounding(plan, node, finding.axis) or next(said, f"{true(plan.laid_out(node.shape))} comes from here")


def rounding(plan: Plan, node: PlannedNode, axis: str | None = None) -> str:
    """'125 -> 62 1/2, rounded to 62' on the axis, or on the first that was rounded; '' where none was."""
    before = plan[node.inputs[0]].shape if node.inputs and node.inputs[0] is not None else None
    if before is None or node.exact is None or node.shape is None or len(before) != len(node.shape):
        return ""
    rows = zip(axis_names(len(before)), before, node.exact, node.shape, strict=True)
    rounded = {name: (n, exact, m) for name, n, exact, m in rows if exact is not None and exact.denominator > 1}
    if not rounded:
        return ""
    name = axis if axis in rounded else next(iter(rounded))
    n, exact, m = rounded[name]
    lost = _lost(plan, node, axis_names(len(before)).index(name) - 1) if m is not None and exact > m else ""
    return f"{n} {ARROW} {spell_fraction(exact)}, rounded to {m}{lost}"


def _lost(plan: Plan, node: PlannedNode, axis: int) -> str:
    """What rounding down drops of a spatial axis: real pixels, those that another layer reads, or padding."""
    here, nowhere = unread(plan, node, axis)
    if nowhere:
        return f": {nowhere} px lost"
    return f": {here} px dropped" if here else ": only padding dropped"


def mismatch(plan: Plan, node: PlannedNode) -> str:
    """'125 x 125 != 124 x 124' of a join whose inputs do not fit; '' where they do, or are unknown."""
    if node.layer is None or not node.layer.joins or not node.faults:
        return ""
    shapes = [shape for source in node.inputs if source is not None and (shape := plan[source].shape) is not None]
    clashing = [shape for shape in shapes if any(clash(shape, other) for other in shapes)] or shapes
    return unequal(*filter(None, map(plan.laid_out, clashing)), last=plan.is_channels_last)


def clash(one: Shape, other: Shape) -> bool:
    """Whether the maps of two shapes have sizes that are known and differ.

    >>> clash((8, 24, 24), (4, 22, 24)), clash((8, 24, 24), (4, None, 24))
    (True, False)
    """
    sizes = zip(one[1:], other[1:], strict=False)
    return any(n is not None and m is not None and n != m for n, m in sizes)


def unequal(*shapes: Shape, last: bool = False) -> str:
    """Where shapes, with the channels first or last, differ: in their spatial sizes, else in all.

    >>> unequal((8, 125, 125), (4, 124, 124)) == "125 \N{MULTIPLICATION SIGN} 125 \N{NOT EQUAL TO} 124 \N{MULTIPLICATION SIGN} 124"
    True
    """
    spatial = list(dict.fromkeys(true(shape[:-1] if last else shape[1:]) for shape in shapes))
    if len(spatial) > 1 and all(spatial):
        return f" {UNEQUAL} ".join(spatial)
    whole = list(dict.fromkeys(true(shape) for shape in shapes))
    return f" {UNEQUAL} ".join(whole) if len(whole) > 1 else ""


def true(shape: Shape | None) -> str:
    """A shape with true multiplication signs."""
    return spell(shape).replace("x", TIMES)
