"""A linear layer states another number of features than it gets.

Why   `flatten` makes C H W features of a map; a classifier made for 224 x 224 has its number fixed.
Bad
    inputs:
      image: {channels: 3, size: [40, 40]}
    stacks:
      net:
        - max_pool: 8
        - flatten
        - linear: {in_features: 48, out_features: 10}
Good
    inputs:
      image: {channels: 3, size: [32, 32]}
    stacks:
      net:
        - max_pool: 8
        - flatten
        - linear: {in_features: 48, out_features: 10}
Fix   the nearest input size at which the number is right; the number that arrives
"""

from __future__ import annotations

from collections.abc import Iterator

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Diagnostic, Fix, Label, Severity
from shapeplan.edit import insert_layer
from shapeplan.infer import PlannedNode
from shapeplan.rules._report import at_layer, place
from shapeplan.rules._words import upstream
from shapeplan.shape import product, spell

SEVERITY: Severity = "error"
RULE = "linear-mismatch"


def check(a: Analysis) -> Iterator[Diagnostic]:
    """One finding for each layer."""
    for node, found in a.faults.get(RULE, ()):
        from shapeplan.rules._sizes import square_fixes  # a sound spec has no need of it

        works, sized = square_fixes(a, node, (RULE, node.id))
        yield at_layer(
            a, RULE, "error", node, found[0].text, field="in_features", axis="features", cause=cause(a, node, works),
            related=related(a, node), works=works, fixes=(*sized, *stated(a, node)), hint=found[0].hint,
        )  # fmt: skip


def cause(a: Analysis, node: PlannedNode, works: str | None) -> str | None:
    """The input, where another size of it would make the number right; else the layer that states it."""
    inputs = [at.id for at in upstream(a, node) if at.op == "input"]
    return inputs[0] if works and inputs else node.id


def related(a: Analysis, node: PlannedNode) -> tuple[Label, ...]:
    """The flatten above, with the map that it makes features of."""
    at = node
    while a.plan and at.inputs and at.inputs[0] is not None:
        at = a.plan[at.inputs[0]]
        before = a.plan[at.inputs[0]] if at.inputs and at.inputs[0] else None
        if before is not None and before.shape and at.shape and len(before.shape) > len(at.shape):
            return (
                Label(
                    place(at), f"{spell(before.shape)} of '{a.label(before)}' become {spell(at.shape)} features", at.id
                ),
            )
    return ()


def stated(a: Analysis, node: PlannedNode) -> Iterator[Fix]:
    """A flatten in front, where the number is that of the whole map; the number that arrives."""
    from shapeplan.rules._fixes import argument_fix, tried

    shape = a.plan[node.inputs[0]].shape if a.plan and node.inputs[0] else None
    error = (RULE, node.id)
    if shape and len(shape) > 1 and product(shape) == getattr(node.layer, "in_features", None):
        yield from tried(a, error, "flatten in front of this linear", [insert_layer(a.source, node.route, "flatten")])
    elif shape and shape[-1] is not None:
        title, is_vector = f"in_features: {shape[-1]}", len(shape) == 1  # before a map, a flatten may be missing
        yield from argument_fix(a, error, node, "in_features", str(shape[-1]), title, safe=is_vector)
