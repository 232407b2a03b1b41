"""What is odd about a network although it runs, computed on first use; each question has a module of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from shapeplan.axis import Axis
    from shapeplan.grids import Shift
    from shapeplan.holes import Field
    from shapeplan.infer import Plan, PlannedNode
    from shapeplan.readings import Reading
    from shapeplan.source import Route

T = TypeVar("T")

Both = dict[int, tuple[int, int]]  # in front and behind, by axis of the shape


@dataclass(frozen=True)
class Oddities:
    """Questions about a spec: its text as a plain tree, and its plan. Axes are those of the shape: 1 is the first spatial one."""

    tree: Any
    plan: Plan | None

    def cut(self, node: PlannedNode) -> Both:
        """Pixels that a transposed convolution's padding cuts off its input and that nobody else reads."""
        if not any(
            getattr(record, "pad_lo", 0) < 0 or getattr(record, "pad_hi", 0) < 0 for _, record, _ in self._axes(node)
        ):
            return {}
        from shapeplan.readings import cut

        return self._each(node, lambda plan, i, _, __: cut(plan, node, i - 1))

    def unread_padding(self, node: PlannedNode) -> Both:
        """Pixels that a layer for padding sets and that nobody reads."""
        from shapeplan.readings import unread_padding

        return self._each(node, lambda plan, i, _, __: unread_padding(plan, node, i - 1))

    def blank(self, node: PlannedNode) -> Both:
        """Outputs that read padding alone."""
        from shapeplan.blank import blank

        return self._each(node, lambda _, __, record, n: blank(record, n))

    def skipped(self, node: PlannedNode) -> dict[int, tuple[Reading, Reading]]:
        """What a layer, and what all readers of its input, read where its windows step over pixels."""
        if not any(is_apart(record) for _, record, _ in self._axes(node)):  # hardly any layer has to be looked at
            return {}
        from shapeplan.readings import skipped

        return self._each(node, lambda plan, i, _, __: skipped(plan, node, i - 1))

    def inexact(self, node: PlannedNode) -> dict[int, tuple[int, int, int]]:
        """Sizes that a factor gives exactly, in single and in double precision, where they differ."""
        from shapeplan.precision import outs

        return self._each(node, lambda _, __, record, n: sizes if len(set(sizes := outs(record, n))) > 1 else None)

    def uneven(self, node: PlannedNode) -> dict[int, list[int]]:
        """Pixels that the outputs of a transposed window are made of, by phase of the stride, where they differ."""
        from shapeplan.phases import overlap

        return self._each(node, lambda _, __, record, ___: counts if len(set(counts := overlap(record))) > 1 else None)

    def _each(self, node: PlannedNode, found: Callable[[Plan, int, Axis, int], T | None]) -> dict[int, T]:
        """What is found on each axis of a layer's first input that is known; nothing and zeros are left out."""
        asked = {i: found(self.plan, i, record, n) for i, record, n in self._axes(node)} if self.plan else {}
        return {i: each for i, each in asked.items() if each is not None and each != (0, 0)}

    def _axes(self, node: PlannedNode) -> Iterator[tuple[int, Axis, int]]:
        """The axes of a layer's first input that are known: each with what is done to it, and its size."""
        source = self.plan[node.inputs[0]] if self.plan and node.inputs and node.inputs[0] is not None else None
        for i, record in enumerate((node.axes[0] if node.axes else None) or (), 1):
            n = source.size(i - 1) if source else None
            if n is not None:
                yield i, record, n

    @cached_property
    def shifts(self) -> dict[str, dict[int, Shift]]:
        """The joins whose inputs are shifted against each other: by id, how far on each axis."""
        if self.plan is None or not any(len(node.inputs) > 1 for node in self.plan.kinds.values()):
            return {}
        from shapeplan.grids import shifts

        return by_id(self.plan, shifts)

    @cached_property
    def gridding(self) -> dict[str, dict[int, Field]]:
        """The last layers of ways whose dilations leave holes in the receptive field: by id, the field on each axis."""
        if self.plan is None or not any(map(is_dilated, self.plan.kinds.values())):
            return {}
        from shapeplan.holes import gridding

        return by_id(self.plan, gridding)

    @cached_property
    def dead(self) -> list[PlannedNode]:
        """The layers that no output of the network depends on."""
        from shapeplan.living import dead

        return dead(self.plan) if self.plan else []

    def shows(self, node: PlannedNode) -> bool:
        """Whether the pixels of a layer reach an output of the network unmixed with their neighbours."""
        from shapeplan.living import shows

        return self.plan is not None and shows(self.plan, node.id)

    @cached_property
    def dead_ends(self) -> dict[str, list[PlannedNode]]:
        """The last layers of dead ways, by id, each with itself and the layers that only it depends on, the last first."""
        from shapeplan.living import ends

        return ends(self.plan, self.dead) if self.plan and self.dead else {}

    def is_steady(self, node: str, axis: int) -> bool:
        """Whether the size of an axis is the same whatever the input's."""
        from shapeplan.living import steady

        if axis not in self._steady and self.plan is not None:
            self._steady[axis] = steady(self.plan, axis - 1)
        return node in self._steady.get(axis, ())

    @cached_property
    def _steady(self) -> dict[int, set[str]]:
        return {}

    @cached_property
    def unread_params(self) -> list[Route]:
        """Places of the parameters that nothing in the text reads."""
        from shapeplan.mentions import unread_params

        return list(unread_params(self.tree)) if isinstance(self.tree, dict) else []

    @cached_property
    def unread_blocks(self) -> list[Route]:
        """Places of the blocks that no stack uses."""
        from shapeplan.mentions import unread_blocks

        return list(unread_blocks(self.tree)) if isinstance(self.tree, dict) else []


def is_apart(record: Axis) -> bool:
    """Whether a window may step over pixels: its stride is larger than itself, or its taps lie apart as well.

    >>> from shapeplan.axis import Window
    >>> is_apart(Window(size=1, stride=2)), is_apart(Window(size=2, stride=2)), is_apart(Window(size=3, dilation=2))
    (True, False, False)
    """
    stride, size, dilation = (getattr(record, field, 1) for field in ("stride", "size", "dilation"))
    return bool(stride > 1 and (stride > size or dilation > 1))


def is_dilated(node: PlannedNode) -> bool:
    """Whether a layer has a dilation."""
    value = getattr(node.layer, "dilation", 1)
    return bool(max(value) > 1 if isinstance(value, tuple) else value > 1)


def by_id(plan: Plan, found: Callable[[Plan, int], Mapping[str, T]]) -> dict[str, dict[int, T]]:
    """What is found on each spatial axis, by layer and then by axis of the shape; axes that are alike are asked once."""
    axes = range(max((len(node.shape or ()) for node in plan.kinds.values()), default=1) - 1)
    first = found(plan, 0) if axes else {}
    told: dict[str, dict[int, T]] = {}
    for axis in axes:
        for id_, each in (first if is_like_first(plan, axis) else found(plan, axis)).items():
            told.setdefault(id_, {})[axis + 1] = each
    return told


def is_like_first(plan: Plan, axis: int) -> bool:
    """Whether all layers do to a spatial axis what they do to the first."""
    return all(
        node.size(axis) == node.size(0)
        and all(node.record(k, axis) == node.record(k, 0) for k in range(len(node.axes)))
        for node in plan.kinds.values()
    )
