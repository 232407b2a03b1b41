"""Arguments that a framework has, in place of some that it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from shapeplan.analysis import Analysis
from shapeplan.diagnostic import Fix
from shapeplan.fault import Fault
from shapeplan.infer import PlannedNode
from shapeplan.ops._base import Op
from shapeplan.rules._fixes import Error, argument_edit, tried
from shapeplan.rules._spans import extents, one_or_all, per_axis, spelled

LARGEST = 16  # output_padding that is tried

_ARGUMENT = re.compile(r"(\w+): (\w+|\[[^\]]*\])(?: or \w+)*$")  # a hint that names an argument


def allowed(a: Analysis, error: Error, node: PlannedNode, found: Sequence[Fault]) -> Iterator[Fix]:
    """Other values of the arguments that are refused, as the framework says them: a padding, and what a hint names."""
    padded = any(fault.field == "padding" for fault in found)
    made = (fix for change in (paddings(node) if padded else ()) for fix in set_to(a, error, node, change))
    fixes = list(islice(made, 1))
    named = [match.groups() for fault in found if (match := _ARGUMENT.match(fault.hint or ""))]
    fixes += (fix for key, text in named if hasattr(node.layer, key) for fix in set_to(a, error, node, {key: text}))
    yield from {fix.title: fix for fix in fixes}.values()


def set_to(a: Analysis, error: Error, node: PlannedNode, change: Mapping[str, str]) -> Iterator[Fix]:
    """The fix that gives a layer some arguments."""
    said = ", ".join(f"{key}: {value}" for key, value in change.items())
    title = f"{said} on the {node.op} '{a.label(node)}'"
    yield from tried(a, error, title, [argument_edit(a.source, node, change)])


def paddings(node: PlannedNode) -> Iterator[dict[str, str]]:
    """Paddings that may do: what 'same' comes to in pixels, half the kernel, the words."""
    each = extents(node.layer)
    if not each:
        return
    if node.op == "conv_transpose":
        strides = per_axis(node.layer, "stride", len(each))
        extra = [(e - s) % 2 if e > s else s - e for e, s in zip(each, strides, strict=True)]
        pads = [max(e - s + x, 0) // 2 for e, s, x in zip(each, strides, extra, strict=True)]
        yield {"padding": spelled(one_or_all(pads)), "output_padding": spelled(one_or_all(extra))}
    elif node.op.endswith("_pool"):
        halves = [k // 2 for k in per_axis(node.layer, "kernel_size", len(each))]
        same = [(e - 1) // 2 for e in each]
        yield {"padding": spelled(one_or_all(same if is_word(node.layer) else halves))}
    else:
        yield {"padding": spelled(one_or_all([(e - 1) // 2 for e in each]))}
    yield from ({"padding": word} for word in ("same", "valid"))


def is_word(layer: Op | None) -> bool:
    """Whether the padding is a word."""
    return isinstance(getattr(layer, "padding", None), str)


def in_range(a: Analysis, error: Error, node: PlannedNode, found: Sequence[Fault]) -> Iterator[Fix]:
    """The largest output_padding that works, and none."""
    if any(fault.field == "output_size" for fault in found):  # a size may be what was meant, or a slip
        return
    stated = getattr(node.layer, "output_padding", None)
    each = list(stated) if isinstance(stated, tuple) else [stated or 0]
    caps = range(min(max(each) - 1, LARGEST), -1, -1)
    fewer = ({"output_padding": spelled(one_or_all([min(n, cap) for n in each]))} for cap in caps)
    most = next((fix for change in fewer for fix in set_to(a, error, node, change)), None)
    if most is not None:
        none = list(set_to(a, error, node, {"output_padding": "0"}))
        yield from {fix.title: fix for fix in (most, *none)}.values()


def for_all_axes(a: Analysis, error: Error, node: PlannedNode, found: Sequence[Fault]) -> Iterator[Fix]:
    """One number in place of a list of equal ones."""
    lists = {fault.field: getattr(node.layer, fault.field, None) for fault in found if fault.field}
    alike = {field: spelled(v[0]) for field, v in lists.items() if isinstance(v, tuple) and len(set(v)) == 1}
    if alike:
        yield from set_to(a, error, node, alike)
