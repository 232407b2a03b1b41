"""Every vector observed in a framework: our op gives the same shape, or both refuse."""

from __future__ import annotations

from collections import defaultdict

import pytest

from shapeplan import dialects
from tests.oracle.adapter import HERE, Vector, Verdict, accidents, dialect_of, files, question, unsaid, vectors, verdict
from tests.oracle.agree import told

BY_OP: dict[tuple[str, str], list[Vector]] = defaultdict(list)
for _path in files(HERE):
    for _vector in vectors(_path):
        BY_OP[_vector["framework"], _vector["op"]].append(_vector)


@pytest.mark.parametrize(("framework", "op"), sorted(BY_OP))
def test_vectors(framework, op):
    assert {dialect_of(vector) for vector in BY_OP[framework, op]} <= set(dialects.names())
    assert [vector["id"] for vector in BY_OP[framework, op] if unsaid(vector) is not None] == []
    answers = [(vector, question(vector).answer()) for vector in BY_OP[framework, op]]
    assert [told(v, ours) for v, ours in answers if verdict(v, ours) is Verdict.DISAGREE] == []


def test_every_accident_is_one():
    """An entry of accidents.json that no longer disagrees must go."""
    listed = [v for vs in BY_OP.values() for v in vs if v["id"] in accidents()]
    assert len(listed) == len(accidents())
    assert [v["id"] for v in listed if verdict(v, question(v).answer()) is not Verdict.ACCIDENT] == []
