"""Plans as data: the JSON and CSV of `show`."""

from __future__ import annotations

import csv
import io
from fractions import Fraction
from typing import Any

from shapeplan import cost
from shapeplan.infer import Plan, PlannedNode
from shapeplan.shape import spell


def plan_data(plan: Plan) -> dict[str, Any]:
    """A plan as `show --format json` prints it.

    name, framework   of the spec
    inputs            [{name, shape}]
    nodes             in topological order: {id, op, args, inputs, shape, exact, parameters}; sizes
                      that a fault left unknown are null, exact sizes are texts such as "125/2"
    outputs           ids
    totals            {layers, parameters, macs, peak_memory}
    """
    return {
        "name": plan.name,
        "framework": plan.framework,
        "inputs": [{"name": node.id, "shape": _list(node.shape)} for node in plan.inputs],
        "nodes": [node_data(node) for node in plan.nodes],
        "outputs": [node.id for node in plan.outputs],
        "totals": {
            "layers": len(plan.nodes) - len(plan.inputs),
            "parameters": plan.parameters,
            "macs": cost.total_macs(plan),
            "peak_memory": cost.peak_memory(plan),
        },
    }


def node_data(node: PlannedNode) -> dict[str, Any]:
    """One layer as JSON has it."""
    return {
        "id": node.id,
        "op": node.op,
        "args": node.args,
        "inputs": list(node.inputs),
        "shape": _list(node.shape),
        "exact": None if node.exact is None else [_fraction(x) for x in node.exact],
        "parameters": node.parameters,
    }


def _list(shape: tuple[int | None, ...] | None) -> list[int | None] | None:
    return None if shape is None else list(shape)


def _fraction(x: Fraction | None) -> str | None:
    return None if x is None else str(x)


def plan_csv(plan: Plan) -> str:
    """A plan as a table of comma-separated values, one line a layer."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", "op", "args", "inputs", "shape", "exact", "parameters"])
    for node in plan.nodes:
        exact = " x ".join("?" if x is None else str(x) for x in node.exact or ())
        brief = node.layer.brief() if node.layer else ""
        read = " ".join(i or "?" for i in node.inputs)
        writer.writerow([node.id, node.op, brief, read, spell(node.shape), exact, node.parameters])
    return out.getvalue()
