"""Plan and findings -> Drawing: everything that a picture shows, whatever draws it."""

from __future__ import annotations

from collections.abc import Sequence

from shapeplan.diagnostic import Diagnostic
from shapeplan.infer import Plan
from shapeplan.legal import LegalSizes
from shapeplan.renderers.amounts import amount
from shapeplan.renderers.briefs import brief, main_family, names
from shapeplan.renderers.clusters import clusters
from shapeplan.renderers.edges import edges
from shapeplan.renderers.facts import facts_of
from shapeplan.renderers.leads import with_leads
from shapeplan.renderers.lettering import clean
from shapeplan.renderers.look import Look
from shapeplan.renderers.model import Box, Cluster, Drawing, Edge, Mark, Path, Problem, Remark
from shapeplan.renderers.palette import FAMILIES, MARKS
from shapeplan.renderers.pieces import Piece, pieces
from shapeplan.renderers.remarks import ARROW, ORDER, Remarks, remarks, subjects, true
from shapeplan.renderers.stairs import stair_layout
from shapeplan.renderers.valley import find_valley, with_skips
from shapeplan.renderers.works import works

MOST_BOXES = 60  # above it, blocks without problems are folded
LONGEST_TITLE = 80
LONGEST_WORKS = 200


def draw(
    plan: Plan,
    findings: Sequence[Diagnostic] = (),
    *,
    most_boxes: int = MOST_BOXES,
    look: Look = Look(),  # noqa: B008 - it is frozen
    told: LegalSizes | None = None,
) -> Drawing:
    """The picture of a plan, with what was found marked in it; `told` are the sizes at which it works."""
    said = remarks(plan, findings)
    troubled = _troubled(said)
    parts = pieces(plan, troubled, most_boxes, look)

    def drawn(parts: Sequence[Piece]) -> Drawing:
        boxes, lines, groups = _composed(plan, parts, findings, said, look)
        valley = find_valley(boxes, lines)
        return Drawing(
            title=clean(plan.name, LONGEST_TITLE),
            summary=summary(plan, findings),
            boxes=tuple(boxes),
            edges=tuple(with_skips(lines, valley)),
            groups=tuple(groups),
            legend=_legend(boxes),
            problems=_problems(plan, findings, boxes),
            valley=valley,
            works=clean(works(told), LONGEST_WORKS),
        )

    if look.view == "blocks" and look.layout == "auto":
        stairs = drawn(with_leads(plan, parts, troubled))
        if stair_layout(stairs):
            return stairs
    return drawn(parts)


def _troubled(said: Remarks) -> set[str]:
    """Layers that must be seen; a mere note does not count."""
    return {id_ for id_, texts in said.items() if any(remark.mark != "note" for remark in texts)}


def _composed(
    plan: Plan, parts: Sequence[Piece], findings: Sequence[Diagnostic], said: Remarks, look: Look
) -> tuple[list[Box], list[Edge], list[Cluster]]:
    """The boxes of some pieces, the edges between them, and the frames around them."""
    groups, places, alone = clusters(plan, parts)
    titles = names(plan, parts, places, alone)
    facts = facts_of(plan, parts, look.annotate)
    boxes = [_box(plan, *part, said, look) for part in zip(parts, titles, places, facts, strict=True)]
    return boxes, edges(plan, parts, findings), groups


def _box(plan: Plan, piece: Piece, name: str, group: Path, facts: tuple[str, ...], said: Remarks, look: Look) -> Box:
    found = _said(piece, said)
    return Box(
        id=piece.last.id,
        members=tuple(node.id for node in piece.layers),
        name=name,
        brief=brief(piece, look.hide),
        shape=plan.laid_out(piece.last.shape),
        family=main_family(piece),
        mark=_mark(piece, found),
        remarks=tuple(dict.fromkeys(found)),
        group=group,
        count=piece.count,
        facts=facts,
    )


def _said(piece: Piece, said: Remarks) -> list[Remark]:
    """The remarks of a piece, the gravest first; of a folded block those that are more than notes, with their layers."""
    found = [(node, remark) for node in piece.layers for remark in said.get(node.id, ())]
    if piece.group is None:
        remarks = [remark for _, remark in found]
    else:
        inside = len(".".join(piece.group.path)) + 1
        remarks = [Remark(r.mark, f"{node.id[inside:]}: {r.text}") for node, r in found if r.mark != "note"]
    return sorted(remarks, key=lambda remark: ORDER[remark.mark])


def _mark(piece: Piece, found: Sequence[Remark]) -> Mark | None:
    if found and found[0].mark != "note":
        return found[0].mark
    if not piece.last.is_known:
        return "unknown"
    return found[0].mark if found else None


def _legend(boxes: Sequence[Box]) -> tuple[str, ...]:
    """Families and marks that occur, in the order of the palette."""
    marks = {box.mark for box in boxes}
    families = {box.family for box in boxes if box.mark in {None, "note"}}
    return (*(f for f in FAMILIES if f in families), *(m for m in MARKS if m in marks))


def _problems(plan: Plan, findings: Sequence[Diagnostic], boxes: Sequence[Box]) -> tuple[Problem, ...]:
    owner = {id_: box.id for box in boxes for id_ in box.members}
    return tuple(
        Problem(finding.severity, clean(finding.message, 160), owner.get(next(iter(subjects(plan, finding)), "")))
        for finding in findings
    )


def summary(plan: Plan, findings: Sequence[Diagnostic]) -> str:
    """'1 x 572 x 572 -> 2 x 388 x 388 . 31.0 M parameters . no problems' with true signs."""
    sides = [" + ".join(true(plan.laid_out(node.shape)) for node in side[:4]) for side in (plan.inputs, plan.outputs)]
    parameters = plan.parameters
    counts = [
        f"{n} {severity}{'s' if n > 1 else ''}"
        for severity in ("error", "warning", "note")
        if (n := sum(finding.severity == severity for finding in findings))
    ]
    parts = [
        f" {ARROW} ".join(side for side in sides if side),
        f"{amount(parameters)} parameters" if parameters is not None else "",
        ", ".join(counts) or "no problems",
    ]
    return "  \N{MIDDLE DOT}  ".join(part for part in parts if part)
