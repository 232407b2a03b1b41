"""The command `sizes`: all legal sizes of a spec, or the inputs that give an output."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from collections.abc import Sequence

from shapeplan import api, questions
from shapeplan.analysis import Analysis
from shapeplan.cannot import CannotRunError
from shapeplan.given import one_size
from shapeplan.legal import AxisSizes, LegalSizes
from shapeplan.progression import SizeSet
from shapeplan.shape import spell
from shapeplan.spelling import ranges, spelled

LONGEST = 1_000_000  # sizes that are listed


def sizes(arguments: Namespace, a: Analysis) -> int:
    """Prints the sizes; 1 if there are none."""
    from shapeplan.renderers.sizes import sizes_data, sizes_text

    told = legal_of(a)
    if arguments.output is not None:
        return inputs_of(told, arguments)
    if arguments.format == "json":
        print(json.dumps(sizes_data(told), indent=2, ensure_ascii=False))
    else:
        print(sizes_text(told, listed(arguments.list), around(arguments.around)))
    return int(told.is_empty)


def legal_of(a: Analysis) -> LegalSizes:
    """The legal sizes of an analysis. Raises CannotRunError where it has no map to tell them of."""
    try:
        told = questions.legal_sizes(a)
    except api.SpecError as error:
        from shapeplan.commands import cannot

        raise cannot(error) from None
    return told


def listed(text: str | None) -> range | None:
    """The range of --list. Raises CannotRunError."""
    if text is None:
        return None
    found = re.fullmatch(r"(\d+)(?:\.\.|-)(\d+)", text.strip())
    first, last = map(int, found.groups()) if found else (1, 0)
    if not 1 <= first <= last <= LONGEST:
        raise CannotRunError(f"--list takes a range such as 1..1024, up to {LONGEST}, not '{text}'")
    return range(first, last + 1)


def around(text: str | None) -> int | None:
    """The size of --around. Raises CannotRunError."""
    if text is None:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST:
        raise CannotRunError(f"--around takes a size such as 500, not '{text}'")
    return int(text)


def inputs_of(told: LegalSizes, arguments: Namespace) -> int:
    """Prints the inputs that give an output; 1 if there are none."""
    name, _, size = arguments.output.rpartition("=")
    output = wanted_output(told, name)
    try:
        wanted = one_size(size)
        found = questions.inputs_for(told, output, wanted)
    except api.SpecError as error:
        raise CannotRunError(f"--output: {error}") from None
    if arguments.format == "json":
        print(
            json.dumps(
                [{"input": one.inputs[0], "axis": one.name, "sizes": ns.to_json()} for one, ns in found], indent=2
            )
        )
    else:
        for one, ns in found:
            print(f"{' and '.join(one.inputs)}, {one.name}: {_listed(ns, one.name)}")
        print(conclusion(told, found, f"'{told.plan.net.label(output)}' {spell(wanted)}"))
    return int(not all(ns for _, ns in found))


def conclusion(told: LegalSizes, found: Sequence[tuple[AxisSizes, SizeSet]], wanted: str) -> str:
    """What all axes together say."""
    rest = "" if len({one.inputs for one in told.axes}) == 1 else ", the other inputs being as they are now"
    if not all(ns for _, ns in found):
        return f"no input gives {wanted}{rest}"
    which = "those that run together give" if told.pairs else "every combination of them gives"
    return f"{which} {wanted}{rest}"


def _listed(sizes: SizeSet, name: str) -> str:
    return spelled(sizes, name) if sizes.residues else ranges(sorted(sizes.early)) or "none"


def wanted_output(told: LegalSizes, name: str) -> str:
    """The id of an output. Raises CannotRunError."""
    outputs = told.plan.net.outputs
    if not name and len(outputs) == 1:
        return outputs[0]
    try:
        return told.plan[name].id
    except KeyError as error:
        known = ", ".join(f"{told.plan.net.label(output)}=HxW" for output in outputs)
        raise CannotRunError(
            f"--output: {error.args[0]}" if name else f"--output: there are several, {known}"
        ) from None
