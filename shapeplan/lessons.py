"""The commands that teach: `calc`, and `explain` of a layer."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapeplan import api
from shapeplan.axis import Same, Window
from shapeplan.calculation import Calculation, CalculationError, calculate, calculation, inverse
from shapeplan.cannot import CannotRunError, value_of
from shapeplan.field import WORK, receptive_field
from shapeplan.given import one_size
from shapeplan.renderers.lesson import calculation_data, calculation_text, inverse_text
from shapeplan.same_transposed import SameTransposed
from shapeplan.shape import spell

if TYPE_CHECKING:
    from shapeplan.infer import Plan, PlannedNode


def calc(arguments: Namespace) -> int:
    """The arithmetic of one layer without a spec; 1 if the framework refuses it."""
    values = op_arguments(arguments.rest)
    if arguments.input is None and arguments.output is None:
        raise CannotRunError("give the size of the input, --input 5, or of the output, --output 10")
    try:
        if arguments.output is not None:
            print_inverse(arguments, values)
        if arguments.input is None:
            return 0
        done = calculate(arguments.op, size(arguments.input), values, arguments.framework)
    except CalculationError as error:
        raise CannotRunError(str(error)) from None
    return shown(done, arguments)


def shown(done: Calculation, arguments: Namespace) -> int:
    """Prints and draws a calculation; 1 if the framework refuses the layer."""
    if getattr(arguments, "format", "text") == "json":
        print(json.dumps(calculation_data(done), indent=2))
    else:
        print(calculation_text(done))
    if getattr(arguments, "matrix", False):
        print_matrix(done)
    if arguments.figure is not None:
        draw(done, arguments)
    return int(bool(done.outcome.faults))


def print_inverse(arguments: Namespace, values: dict[str, Any]) -> None:
    """All inputs that give an output."""
    wanted = size(arguments.output)
    for (name, sizes), m in zip(inverse(arguments.op, wanted, values, arguments.framework), wanted, strict=True):
        print(inverse_text(name, m, sizes))


def print_matrix(done: Calculation) -> None:
    """The matrix of a convolution."""
    from shapeplan.renderers.matrix import MOST_WEIGHTS, matrix_text, most_weights

    if not done.lessons or done.outcome.faults:
        raise CannotRunError("there is no matrix of a layer that does not work")
    lessons = [lesson for _, lesson in done.lessons]
    if not all(isinstance(lesson.record, Window | Same | SameTransposed) for lesson in lessons):
        raise CannotRunError("only a window has a matrix: a convolution, a pooling, padding or cropping")
    if most_weights(lessons) > MOST_WEIGHTS:
        raise CannotRunError(f"its matrix has more than {MOST_WEIGHTS:,} weights; use a smaller input")
    print()
    print(matrix_text(lessons, is_transposed=done.op == "conv_transpose"))


def draw(done: Calculation, arguments: Namespace) -> None:
    """The picture of a calculation."""
    from shapeplan.renderers.engine import RenderError
    from shapeplan.renderers.figure import draw_figure

    if not done.lessons or done.outcome.faults:
        raise CannotRunError("there is no picture of a layer that does not work")
    try:
        draw_figure(done, Path(arguments.figure), animate=arguments.animate)
    except RenderError as error:
        raise CannotRunError(str(error)) from None
    print(arguments.figure)


def explain_layer(arguments: Namespace, plan: Plan) -> int:
    """A layer of a spec with its numbers."""
    try:
        node = plan[arguments.layer]
    except KeyError as error:
        raise CannotRunError(error.args[0]) from None
    done = done_by(plan, node)
    if done is None:
        raise CannotRunError(f"'{arguments.layer}' is an input, or nothing is known of what it reads")
    print(heading(plan, node))
    code = shown(done, arguments)
    for line in beside(plan, node):
        print(line)
    return code


def done_by(plan: Plan, node: PlannedNode) -> Calculation | None:
    """The arithmetic of a layer of a spec; None of an input, and where nothing is known of what it reads."""
    shapes = tuple(plan[i].shape or () for i in node.inputs if i is not None)
    if node.layer is None or not shapes or not all(shapes):
        return None
    return calculation(node.op, plan.framework, node.layer, shapes)


def heading(plan: Plan, node: PlannedNode) -> str:
    """What a layer is, and what it reads."""
    read = ", ".join(f"'{plan.net.label(i)}'" for i in node.inputs if i is not None)
    return f"{node.op} '{node.id}' of {read}"


def beside(plan: Plan, node: PlannedNode) -> Iterator[str]:
    """What else is to be said of a layer: its receptive field, and how frameworks differ on its op."""
    yield from seen(plan, node)
    if node.layer is not None and (notes := node.layer.section("Differs")):
        yield f"\nframeworks differ: {notes}"


def seen(plan: Plan, node: PlannedNode, work: int = WORK) -> Iterator[str]:
    """The receptive field of a layer, where it is known."""
    fields = receptive_field(plan, node, work) if node.is_known else ()
    if fields and None not in fields:
        yield f"\none output depends on {spell(fields)} px of the input"


def size(text: str) -> tuple[int, ...]:
    """A size as numbers. Raises CannotRunError."""
    try:
        return one_size(text)
    except api.SpecError as error:
        raise CannotRunError(str(error)) from None


def op_arguments(rest: Sequence[str]) -> dict[str, Any]:
    """Options such as `--kernel-size 3x5` as arguments of an op. Raises CannotRunError."""
    values: dict[str, Any] = {}
    words = [part for word in rest for part in (word.split("=", 1) if word.startswith("--") else [word])]
    for i, word in enumerate(words):
        if not word.startswith("--"):
            if i == 0 or not words[i - 1].startswith("--"):
                raise CannotRunError(f"'{word}' stands alone; arguments are written --kernel-size 3")
            continue
        following = words[i + 1] if i + 1 < len(words) else "--"
        values[word[2:].replace("-", "_")] = True if following.startswith("--") else value(following, word)
    return values


def value(text: str, option: str) -> Any:
    """A value as YAML reads it; 3x5 is a list of one number an axis."""
    parts = text.split("x")
    if len(parts) > 1 and all(part.isdigit() for part in parts):
        return [int(part) for part in parts]
    return value_of(text, option)
