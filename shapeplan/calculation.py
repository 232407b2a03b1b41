"""The arithmetic of one layer without a spec: an op, its arguments and the size of its input."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from shapeplan import dialects, ops
from shapeplan.arithmetic import Lesson, inputs_for, lesson
from shapeplan.axis import Axis
from shapeplan.fault import Fault
from shapeplan.ops._base import Op, Outcome
from shapeplan.shape import Shape, Size, axis_names
from shapeplan.spec import wrong
from shapeplan.suggest import did_you_mean

CHANNELS = 1  # of the input, where nothing is said of them


class CalculationError(ValueError):
    """Something that cannot be calculated; the text says why."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """A layer on an input.

    shape     of the input, channels first [px]
    outcome   what the layer makes of it; its faults say what the framework refuses
    lessons   the arithmetic of each spatial axis, by its name
    """

    op: str
    framework: str
    layer: Op
    shape: Shape
    outcome: Outcome
    lessons: tuple[tuple[str, Lesson], ...]

    @property
    def macs(self) -> Size:
        """Multiplications of one example [1]; None where the size is unknown."""
        shape = self.outcome.shape
        return None if shape is None else self.layer.macs((self.shape,), shape)

    @property
    def records(self) -> tuple[Axis, ...]:
        """The record of each spatial axis; none where the op mixes its axes."""
        return (self.outcome.axes[0] if self.outcome.axes else None) or ()


def calculate(
    op: str, sizes: Sequence[int], arguments: Mapping[str, Any] | None = None, framework: str = "torch"
) -> Calculation:
    """What an op makes of an input of these sizes. Raises CalculationError."""
    layer = build(op, arguments or {}, framework)
    channels = getattr(layer, "in_channels", None) or getattr(layer, "groups", CHANNELS)
    shape: Shape = (channels, *sizes)
    return calculation(op, framework, layer, (shape,))


def calculation(op: str, framework: str, layer: Op, shapes: tuple[Shape, ...]) -> Calculation:
    """The arithmetic of a layer on inputs of these shapes."""
    try:
        outcome = layer.infer(shapes, dialects.load(framework))
    except Fault as fault:
        outcome = Outcome(None, None, (), None, (fault,))
    names = axis_names(len(shapes[0]))[1:]
    records = (outcome.axes[0] if outcome.axes else None) or ()
    lessons = tuple(
        (name, lesson(record, n, transposed=op == "conv_transpose"))
        for name, record, n in zip(names, records, shapes[0][1:], strict=False)
        if n is not None
    )
    return Calculation(op, framework, layer, shapes[0], outcome, lessons)


def build(op: str, arguments: Mapping[str, Any], framework: str) -> Op:
    """The op with its arguments and those that the framework fills in. Raises CalculationError."""
    if framework not in dialects.names():
        raise CalculationError(f"there is no framework '{framework}'{did_you_mean(framework, dialects.names())}")
    if op not in ops.names():
        raise CalculationError(f"there is no op '{op}'{did_you_mean(op, ops.names())}")
    model = ops.load(op)
    filled = {**dialects.load(framework).defaults.get(op, {}), **arguments}
    if "out_channels" in model.model_fields and "out_channels" not in filled:
        filled["out_channels"] = filled.get("groups", CHANNELS)
    try:
        return model.model_validate(filled)
    except ValidationError as error:
        found = [wrong(details, list(model.model_fields)) for details in error.errors(include_url=False)]
        said = [f"{'.'.join(map(str, each.at))}: {each.message}" if each.at else each.message for each in found]
        raise CalculationError("; ".join(said)) from None


def inverse(
    op: str, wanted: Sequence[int], arguments: Mapping[str, Any], framework: str
) -> list[tuple[str, Sequence[int]]]:
    """For each axis, all input sizes that give an output size. Raises CalculationError."""
    layer = build(op, arguments, framework)
    shape: Shape = (None, *(None for _ in wanted))
    asked = calculation(op, framework, layer, (shape,))
    if asked.outcome.faults:
        raise CalculationError(asked.outcome.faults[0].text)
    if not asked.records:
        raise CalculationError(f"'{op}' mixes its axes, and has no way back for each of them")
    names = axis_names(len(shape))[1:]
    return [(name, inputs_for(record, m)) for name, record, m in zip(names, asked.records, wanted, strict=True)]
