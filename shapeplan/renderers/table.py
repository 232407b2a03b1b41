"""The table of a plan: one line a layer, stacks and blocks as a tree, totals below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shapeplan import cost
from shapeplan.infer import Plan, PlannedNode
from shapeplan.renderers.amounts import with_unit
from shapeplan.shape import Size, axis_names, spell, spell_fraction, total
from shapeplan.wording import escaped

HEADINGS = ("layer", "op", "inputs", "shape", "parameters")


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a layer, or a stack or block with what is inside it."""

    depth: int
    name: str
    op: str
    inputs: str
    shape: str
    parameters: Size
    is_group: bool = False


def rows(plan: Plan, depth: int | None = None) -> Iterator[Row]:
    """Lines of the table; groups deeper than `depth` are folded into one line."""
    inside: dict[tuple[str, ...], list[PlannedNode]] = {}
    for node in plan.nodes:
        for length in range(1, len(node.node.path) + 1):
            inside.setdefault(node.node.path[:length], []).append(node)
    open_path: tuple[str, ...] = ()
    for node in plan.nodes:
        path = node.node.path
        shared = _common(open_path, path)
        for length in range(shared + 1, len(path) + 1):
            if depth is None or length <= depth:
                yield _group_row(plan, path[:length], inside[path[:length]])
        open_path = path
        if depth is None or len(path) < depth or not path:
            yield _row(plan, node)


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    pairs = zip(a, b, strict=False)
    return next((i for i, (x, y) in enumerate(pairs) if x != y), min(len(a), len(b)))


def _row(plan: Plan, node: PlannedNode) -> Row:
    name = node.id.rpartition(".")[2]
    op = f"{node.op} {node.layer.brief()}".strip() if node.layer and node.op != "input" else node.op
    read = ", ".join("?" if i is None else plan.net.label(i) for i in node.inputs)
    return Row(len(node.node.path), name, op, read, shape_text(plan, node), node.parameters)


def _group_row(plan: Plan, path: tuple[str, ...], nodes: Sequence[PlannedNode]) -> Row:
    group = plan.net.groups[path]
    title = "" if group.title == path[-1] else group.title
    op = f"{title or group.kind}, {len(nodes)} layer{'' if len(nodes) == 1 else 's'}"
    parameters = total([node.parameters for node in nodes])
    return Row(len(path) - 1, f"{path[-1]}/", op, "", shape_text(plan, nodes[-1]), parameters, True)


def shape_text(plan: Plan, node: PlannedNode) -> str:
    """A shape, with the fraction of each size that was rounded: '256 x 62 (62 1/2) x 62 (62 1/2)'."""
    shape, exacts = plan.laid_out(node.shape), plan.laid_out(node.exact)
    if shape is None or exacts is None:
        return "?"
    pairs = zip(shape, exacts, strict=True)
    return " x ".join(
        spell((n,)) if exact is None or exact == n else f"{spell((n,))} ({spell_fraction(exact)})" for n, exact in pairs
    )


def table(plan: Plan, depth: int | None = None) -> str:
    """The table with headings and totals."""
    lines = [(f"{'  ' * row.depth}{row.name}", row.op, row.inputs, row.shape, _count(row)) for row in rows(plan, depth)]
    body = aligned(HEADINGS, lines, number=True)
    ruler = body.splitlines()[1]
    return "\n".join([f"{escaped(plan.name)} ({plan.framework})", "", body, ruler, totals(plan), *ranged(plan)])


def ranged(plan: Plan) -> Iterator[str]:
    """One line for each input that may have several sizes, of which one is shown."""
    for node in plan.inputs:
        names = axis_names(len(node.shape or ()))
        said = [f"{names[axis]} {sizes}" for (name, axis), sizes in plan.ranges.items() if name == node.id]
        if said:
            yield f"{node.id} may be {', '.join(said)}; shown at {spell((node.shape or ())[1:])}"


def _count(row: Row) -> str:
    return "?" if row.parameters is None else f"{row.parameters:,}" if row.parameters else ""


def aligned(headings: Sequence[str], lines: Sequence[Sequence[str]], *, number: bool = False) -> str:
    """Columns under headings; the last one is set to the right if it holds a number."""
    widths = [max(map(len, column)) for column in zip(headings, *lines, strict=True)]
    ruler = "  ".join("-" * width for width in widths)
    head, *body = [_line(cells, widths, number=number) for cells in (headings, *lines)]
    return "\n".join([head, ruler, *body])


def _line(cells: Sequence[str], widths: Sequence[int], *, number: bool) -> str:
    set_ = [f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)]
    if number:
        set_[-1] = f"{cells[-1]:>{widths[-1]}}"
    return "  ".join(set_).rstrip()


def totals(plan: Plan) -> str:
    """One line: what goes in and out, layers, parameters, multiplications and memory."""
    read = ", ".join(spell(plan.laid_out(node.shape)) for node in plan.inputs)
    made = ", ".join(spell(plan.laid_out(node.shape)) for node in plan.outputs)
    parameters = "?" if plan.parameters is None else f"{plan.parameters:,}"
    layers = len(plan.nodes) - len(plan.inputs)
    macs, peak = cost.total_macs(plan), cost.peak_memory(plan)
    costs = "" if macs is None or peak is None else f", {with_unit(macs, 'MAC')}, {with_unit(peak, 'B')} at peak"
    return f"{read} -> {made};  {layers} layers, {parameters} parameters{costs}"
