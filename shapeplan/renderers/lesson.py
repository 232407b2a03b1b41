"""The arithmetic of an axis as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shapeplan.arithmetic import Lesson
from shapeplan.calculation import Calculation
from shapeplan.shape import spell, spell_fraction


def calculation_text(done: Calculation) -> str:
    """A layer with its arithmetic: what it is, each axis, what the framework refuses."""
    arguments = done.layer.brief()
    shape = done.outcome.shape
    head = f"{done.op} {arguments}".strip() + f", {done.framework}: {spell(done.shape[1:])} -> "
    made = "?" if shape is None else spell(shape[1:]) if len(shape) > 1 else f"{spell(shape)} features"
    lines = [head + made]
    if done.lessons:
        lines += ["", lessons_text(done.lessons)]
    lines += ["", *(f"refused: {fault.text}" for fault in done.outcome.faults)] if done.outcome.faults else []
    if done.outcome.parameters:
        cost = f"; {done.macs:,} multiplications" if done.macs else ""
        lines += ["", f"parameters: {done.outcome.parameters:,} with {done.shape[0]} input channels{cost}"]
    return "\n".join(lines)


def calculation_data(done: Calculation) -> dict[str, Any]:
    """A layer with its arithmetic as JSON has it."""
    return {
        "op": done.op,
        "framework": done.framework,
        "args": done.layer.model_dump(mode="json", exclude_none=True),
        "input": list(done.shape),
        "output": None if done.outcome.shape is None else list(done.outcome.shape),
        "parameters": done.outcome.parameters,
        "macs": done.macs,
        "refused": [fault.text for fault in done.outcome.faults],
        "axes": [
            {
                "axis": name,
                "input": lesson.n,
                "formula": lesson.formula,
                "numbers": lesson.numbers,
                "exact": str(lesson.exact),
                "output": lesson.out,
                "first": list(lesson.first),
                "last": list(lesson.last),
                "unread": lesson.unread,
                "notes": list(lesson.notes),
            }
            for name, lesson in done.lessons
        ],
    }


def lessons_text(lessons: Sequence[tuple[str, Lesson]]) -> str:
    """The arithmetic of several axes; axes about which the same is to be said share it."""
    together: dict[tuple[object, ...], list[str]] = {}
    for name, lesson in lessons:
        together.setdefault((lesson.record, lesson.n), []).append(name)
    by_name = dict(lessons)
    return "\n\n".join(lesson_text(", ".join(names), by_name[names[0]]) for names in together.values())


def lesson_text(names: str, lesson: Lesson) -> str:
    """The arithmetic of one axis."""
    lines = [f"{names}: {lesson.n} -> {lesson.out}", f"  {lesson.formula}", f"  {lesson.numbers} = {result(lesson)}"]
    if lesson.out > 0:
        last = f", output {lesson.out - 1} reads {indices(lesson.last)}" if lesson.out > 1 else ""
        lines.append(f"  output 0 reads {indices(lesson.first)}{last}")
        if lesson.unread > 0:
            lines.append(
                f"  unread: {pixels(lesson.unread)} at the end reach{'es' if lesson.unread == 1 else ''} no output"
            )
    return "\n".join([*lines, *(f"  {note}" for note in lesson.notes)])


def result(lesson: Lesson) -> str:
    """The size, with the fraction that it was rounded from."""
    if lesson.exact == lesson.out:
        return str(lesson.out)
    return f"{spell_fraction(lesson.exact)}, rounded to {lesson.out}"


def pixels(count: int) -> str:
    """So many pixels."""
    return f"{count} px"


def indices(taps: range) -> str:
    """Input indices in words.

    >>> indices(range(0, 3)), indices(range(0, 5, 2)), indices(range(2, 3)), indices(range(0))
    ('0 to 2', '0, 2, 4', '2', 'padding only')
    """
    if not taps:
        return "padding only"
    if len(taps) == 1:
        return str(taps[0])
    if taps.step == 1:
        return f"{taps[0]} to {taps[-1]}"
    return ", ".join(map(str, taps)) if len(taps) <= 8 else f"{taps[0]} to {taps[-1]} in steps of {taps.step}"  # noqa: PLR2004


def inverse_text(names: str, wanted: int, sizes: Sequence[int]) -> str:
    """All input sizes that give an output size.

    >>> inverse_text("H", 4, range(8, 10)), inverse_text("H", 1, [1, 3])
    ('H: 4 comes from 8 to 9', 'H: 1 comes from 1, 3')
    """
    if not sizes:
        return f"{names}: no input gives {wanted}"
    is_row = len(sizes) > 1 and sizes[-1] - sizes[0] == len(sizes) - 1
    many = f"{sizes[0]} to {sizes[-1]}" if is_row else ", ".join(map(str, sizes))
    return f"{names}: {wanted} comes from {many}"
