"""How far our ops agree with vectors observed in frameworks: `python -m tests.oracle.agree [DIR]`.

Prints one line a framework and op, then every vector that is not said in our language, by reason,
and every disagreement.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from shapeplan import dialects
from tests.oracle.adapter import HERE, Vector, Verdict, dialect_of, expected, files, question, unsaid, vectors, verdict

WIDTHS = (14, 22, 9, 9, 9, 10, 10)


def row(*cells: object) -> str:
    """One line of the table."""
    return "".join(
        str(c).ljust(w) if i < 2 else str(c).rjust(w) for i, (c, w) in enumerate(zip(cells, WIDTHS, strict=True))
    )


def told(vector: Vector, ours: object) -> str:
    """A disagreement in words."""
    theirs = expected(vector) or vector["error"]["message"]
    shapes = vector.get("input_shapes") or vector["input_shape"]
    return f"{vector['id']} {vector['impl']} {vector['params']} on {shapes}\n    ours    {ours}\n    theirs  {theirs}"


def main(folder: Path = HERE) -> int:
    """Prints the table; the number of disagreements."""
    counts: Counter[tuple[str, str, object]] = Counter()
    silent: Counter[str] = Counter()
    wrong: list[str] = []
    for vector in (v for path in files(folder) for v in vectors(path)):
        key = vector["framework"], vector["op"]
        why = "no such dialect" if dialect_of(vector) not in dialects.names() else unsaid(vector)
        if why is not None:
            counts[(*key, None)] += 1
            silent[f"{vector['framework']} {vector['op']}: {why}"] += 1
            continue
        ours = question(vector).answer()
        found = verdict(vector, ours)
        counts[(*key, found)] += 1
        if found is Verdict.DISAGREE:
            wrong.append(told(vector, ours))
    print(row("framework", "op", "vectors", "said", *(v.value for v in Verdict)))
    keys = sorted({key[:2] for key in counts})
    lines = [(*key, [counts[(*key, v)] for v in Verdict], counts[(*key, None)]) for key in keys]
    for framework, op, found, unsaid_count in lines:
        print(row(framework, op, sum(found) + unsaid_count, sum(found), *found))
    sums = [sum(column) for column in zip(*(found for _, _, found, _ in lines), strict=True)]
    print(row("", "all", sum(counts.values()), sum(sums), *sums))
    print("\nnot said in our language:", *(f"  {n} {why}" for why, n in sorted(silent.items())), sep="\n")
    print("\ndisagreements:", *(wrong or ["  none"]), sep="\n")
    return len(wrong)


if __name__ == "__main__":
    sys.exit(1 if main(*map(Path, sys.argv[1:2])) else 0)
