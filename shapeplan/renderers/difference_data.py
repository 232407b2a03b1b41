"""The difference of two networks as data."""

from __future__ import annotations

from typing import Any

from shapeplan.difference import Change, Difference, Version
from shapeplan.infer import Plan, PlannedNode
from shapeplan.renderers.data import node_data, plan_data
from shapeplan.renderers.difference_facts import receptive_fields
from shapeplan.renderers.sizes import sizes_data


def difference_data(d: Difference) -> dict[str, Any]:
    """A difference as `diff --format json` prints it.

    different       whether anything is, findings among it
    network         whether the network is, apart from findings
    before, after   {path, name, framework, inputs, outputs, totals, sizes}; the last five are null where the
                    spec is too broken to have layers
    layers          {kind, before, after, arguments, macs}; kind is added, removed, changed, renamed or follows, layers
                    are as `show --format json` prints them; null where one of the specs has none
    findings        {new, gone}, as `check --format json` prints them
    """
    return {
        "different": d.is_any,
        "network": d.is_of_network,
        "before": version_data(d.before),
        "after": version_data(d.after),
        "layers": None if d.changes is None else [change_data(change) for change in d.changes],
        "findings": {"new": [f.to_json() for f in d.new], "gone": [f.to_json() for f in d.gone]},
    }


def version_data(version: Version) -> dict[str, Any]:
    """One of the versions."""
    if version.plan is None:
        return {"path": version.path, **dict.fromkeys(("name", "framework", "inputs", "outputs", "totals", "sizes"))}
    told = plan_data(version.plan)
    kept = {key: told[key] for key in ("name", "framework", "inputs", "totals")}
    legal = version.legal
    outputs = [output_data(version.plan, node) for node in version.plan.outputs]
    return {"path": version.path, **kept, "outputs": outputs, "sizes": sizes_data(legal) if legal else None}


def output_data(plan: Plan, node: PlannedNode) -> dict[str, Any]:
    """An output with its shape and receptive field."""
    shape = None if node.shape is None else list(node.shape)
    return {"name": node.id, "shape": shape, "receptive_field": receptive_fields(plan, node)}


def change_data(change: Change) -> dict[str, Any]:
    """A layer that differs."""
    return {
        "kind": change.kind,
        "before": None if change.before is None else node_data(change.before),
        "after": None if change.after is None else node_data(change.after),
        "arguments": {name: list(values) for name, values in change.arguments.items()},
        "macs": list(change.macs),
    }
