"""Every vector observed in torch: our op gives the same shape, or both refuse."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.oracle.adapter import HERE, Vector, Verdict, accidents, files, question, unsaid, vectors, verdict
from tests.oracle.agree import told

BY_OP: dict[str, list[Vector]] = defaultdict(list)
for _path in files(HERE):
    for _vector in vectors(_path):
        if _vector["framework"] == "torch":
            BY_OP[_vector["op"]].append(_vector)


@pytest.mark.parametrize("op", sorted(BY_OP))
def test_vectors(op):
    said = [vector for vector in BY_OP[op] if unsaid(vector) is None]
    assert len(said) > len(BY_OP[op]) / 2, "most of the vectors can be said in our language"
    answers = [(vector, question(vector).answer()) for vector in said]
    assert [told(v, ours) for v, ours in answers if verdict(v, ours) is Verdict.DISAGREE] == []


def test_every_accident_is_one():
    """An entry of accidents.json that no longer disagrees must go."""
    listed = [v for vs in BY_OP.values() for v in vs if v["id"] in accidents()]
    assert len(listed) == len(accidents())
    assert [v["id"] for v in listed if verdict(v, question(v).answer()) is not Verdict.ACCIDENT] == []


def test_parameters():
    """Weights without bias of every convolution that ran."""
    counted = [
        v
        for op in ("conv", "conv_transpose")
        for v in BY_OP[op]
        if "weight_params_no_bias" in v and "output_shape" in v
    ]
    assert len(counted) > 1000
    for vector in counted:
        asked = question(vector)
        if not isinstance(asked.answer(), str):
            outcome = asked.outcome(bias=False)
            assert outcome.parameters == vector["weight_params_no_bias"], vector["id"]
