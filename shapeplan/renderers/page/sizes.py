"""What a page carries to tell every shape at any input size: courses, sets of sizes, and rules of mixed axes.

The axes of inputs are independent of each other: each entry of a shape is a number, or has a course along one
of them. Where a layer mixes axes, a rule says what becomes of its input's shape.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, TypeVar

from shapeplan.course import Course
from shapeplan.infer import Plan, PlannedNode
from shapeplan.legal import AxisSizes, legal
from shapeplan.ops.flatten import Flatten
from shapeplan.ops.linear import Linear
from shapeplan.ops.reshape import Reshape
from shapeplan.progression import SizeSet
from shapeplan.spelling import spelled

T = TypeVar("T", bound=Hashable)
MOST = 100_000  # numbers of tables and sets, above which a page has no size box
KEEPERS = frozenset({"dropout", "identity", "drop_path"})  # beside norms and activations


class Told:
    """The part of a page's data that is about sizes.

    nodes  for each layer {dims, limits, even, rule, apart, broken}: entries of its shape, the sizes at which it
           runs and does not round, what it makes of mixed axes, whether it keeps them apart, and if it never runs
    data   {axes, courses, sets}; empty where no input is a map, or too much would have to be carried
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._courses: dict[Course, int] = {}
        self._sets: dict[SizeSet, int] = {}
        found = legal(plan)
        self.axes = found.axes
        self._standing = {node.id for node in found.standing}
        self.nodes = [self._node(node) for node in plan]
        self.data = self._data()

    def _data(self) -> dict[str, Any]:
        axes = [self._axis(one) for one in self.axes]
        carried = sum(len(c.table) + 2 * len(c.lines) for c in self._courses)
        carried += sum(len(s.early) + len(s.residues) for s in self._sets)
        if not axes or carried > MOST:
            return {}
        courses = [[c.first, c.table, c.lines] for c in self._courses]
        return {"axes": axes, "courses": courses, "sets": [_set(s) for s in self._sets]}

    def _axis(self, one: AxisSizes) -> dict[str, Any]:
        return {
            "inputs": one.inputs,
            "axis": one.axis,
            "name": one.name,
            "now": one.now,
            "spelled": spelled(one.runs, one.name),
            **{kind: _index(self._sets, getattr(one, kind)) for kind in ("runs", "whole", "exact")},
        }

    def _node(self, node: PlannedNode) -> dict[str, Any]:
        length = max((len(self._entries(one, node)) for one in self.axes), default=0)
        told = {
            "dims": [self._entry(node, i) for i in range(length)],
            "limits": self._kept("limits", node),
            "even": self._kept("even", node),
            "rule": _rule(node),
            "apart": bool(node.axes and node.axes[0] is not None),
            "broken": node.id in self._standing,
        }
        return {key: value for key, value in told.items() if value or key == "dims"}

    @staticmethod
    def _entries(one: AxisSizes, node: PlannedNode) -> tuple[Any, ...]:
        return one.along.entries[node.id]

    def _entry(self, node: PlannedNode, i: int) -> Any:
        """A number, [[axis, course], ...] where sizes of inputs decide, or None where nothing is told."""
        along = [(k, entries[i]) for k, one in enumerate(self.axes) if i < len(entries := self._entries(one, node))]
        courses = [[k, _index(self._courses, n)] for k, n in along if isinstance(n, Course)]
        return courses or next((n for _, n in along if n is not None), None)

    def _kept(self, name: str, node: PlannedNode) -> list[list[int]]:
        """[[axis, set], ...] of the sizes to which a layer is bound."""
        along = [(k, getattr(one.along, name).get(node.id, ())) for k, one in enumerate(self.axes)]
        return [[k, _index(self._sets, sizes)] for k, found in along for sizes in dict.fromkeys(found)]


def _index(known: dict[T, int], value: T) -> int:
    return known.setdefault(value, len(known))


def _set(sizes: SizeSet) -> list[Any]:
    told = sizes.canonical
    return [told.start, sorted(told.early), told.period, sorted(told.residues), told.horizon]


def _rule(node: PlannedNode) -> Sequence[Any]:
    """What becomes of the input's shape where axes are mixed; none where that is not told."""
    match node.layer:
        case Flatten() as layer:
            return ("flatten", layer.start_dim, layer.end_dim)
        case Linear() as layer:
            return ("linear", layer.out_features, layer.in_features)
        case Reshape() as layer:
            return ("reshape", layer.sizes)
        case None:
            return ()
    keeps = (node.layer.family in {"norm", "activation"} and node.op != "glu") or node.op in KEEPERS
    return ("keep",) if keeps else ()
