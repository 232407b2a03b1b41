"""What a page knows of every layer: shape, formula with its numbers, parameters, receptive field, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeplan import dialects
from shapeplan.arithmetic import lesson
from shapeplan.axis import IDENTITY
from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan, PlannedNode
from shapeplan.reach import Reach
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.page.sizes import Told
from shapeplan.renderers.pieces import family
from shapeplan.renderers.remarks import signs, subjects
from shapeplan.shape import axis_names, spell_fraction

LONGEST, LONGEST_TEXT = 120, 600  # characters of a name; of what is said
MOST_FIXES = 4


def facts(plan: Plan, findings: Sequence[Diagnostic]) -> dict[str, Any]:
    """The data of a page, but for its drawings: {name, framework, nodes, problems, sizes, ...}."""
    told = Told(plan)
    names = _names(plan)
    index = {node.id: i for i, node in enumerate(plan)}
    rank = max((len(node.shape or ()) - 1 for node in plan.inputs), default=0)
    shared = Reach(plan, 0).made
    reaches = [Reach(plan, axis, made=shared) for axis in range(rank)]
    nodes = [
        {"id": names[i], **_node(plan, node, index, reaches), **told.nodes[i]} for i, node in enumerate(plan.nodes)
    ]
    return {
        "name": clean(plan.name, LONGEST),
        "framework": plan.framework,
        "channelsLast": dialects.load(plan.framework).channels_last,
        "nodes": nodes,
        "inputs": [index[node.id] for node in plan.inputs],
        "outputs": [index[node.id] for node in plan.outputs],
        "problems": [_problem(plan, finding, index) for finding in findings],
        "sizes": told.data,
    }


def _names(plan: Plan) -> list[str]:
    """The ids of the layers, cleaned and clipped, each once."""
    names: dict[str, None] = {}
    for i, node in enumerate(plan):
        name = clean(node.id, LONGEST)
        names[name if name and name not in names else f"{name} #{i}"] = None
    return list(names)


def _node(plan: Plan, node: PlannedNode, index: dict[str, int], reaches: Sequence[Reach]) -> dict[str, Any]:
    known = {
        "op": clean(node.op),
        "brief": clean(signs(node.layer.brief()), LONGEST) if node.layer else "",
        "family": family(node),
        "in": [index[source] for source in node.inputs if source is not None],
        "shape": node.shape,
        "params": node.parameters,
        "exact": _exact(node),
        "formulas": _formulas(plan, node),
        "field": _field(node, reaches),
        "note": clean(node.node.note or "", LONGEST_TEXT),
    }
    return {key: value for key, value in known.items() if value not in (None, [], "", 0)}


def _exact(node: PlannedNode) -> list[str]:
    """'H: 62 1/2' of each axis that was rounded."""
    names = axis_names(len(node.shape or ()))
    return [
        f"{names[i]}: {spell_fraction(exact)}"
        for i, exact in enumerate(node.exact or ())
        if exact is not None and i in node.rounded
    ]


def _formulas(plan: Plan, node: PlannedNode) -> list[list[str]]:
    """[axes, formula, numbers] of what happens to each axis of the first input; equal ones together."""
    source = plan[node.inputs[0]].shape if node.inputs and node.inputs[0] is not None else None
    records = node.axes[0] if node.axes else None
    found: dict[tuple[str, str], list[str]] = {}
    for name, record, n in zip(axis_names(len(source or ()))[1:], records or (), (source or ())[1:], strict=False):
        if n is not None and record != IDENTITY:
            told = lesson(record, n, transposed=node.op == "conv_transpose")
            end = "" if told.exact == told.out else f" = {spell_fraction(told.exact)}, rounded to {told.out}"
            numbers = f"{told.numbers}{end or f' = {told.out}'}"
            found.setdefault((told.formula, numbers), []).append(name)
    return [[" and ".join(names), *texts] for texts, names in found.items()]


def _field(node: PlannedNode, reaches: Sequence[Reach]) -> list[Any]:
    """[width, first, last] on each axis of the input: the receptive field, and that of the output in the middle."""
    found = []
    for reach in reaches[: len(node.shape or ()) - 1]:
        width, middle = reach.width(node.id), reach.middle(node.id)
        if width is None or middle is None:
            return []
        found.append([width, *middle])
    return found


def _problem(plan: Plan, finding: Diagnostic, index: dict[str, int]) -> dict[str, Any]:
    at = next(iter(subjects(plan, finding)), None)
    cause = finding.cause if finding.cause in index else None
    return {
        "severity": finding.severity,
        "rule": finding.rule,
        "text": clean(signs(finding.message), LONGEST_TEXT),
        "node": None if at is None else index[at],
        "cause": None if cause is None else index[cause],
        "fixes": [clean(signs(fix.title), LONGEST_TEXT) for fix in finding.fixes[:MOST_FIXES]],
    }
