"""What the vectors of torch tell beside shapes."""

from __future__ import annotations

from tests.oracle.adapter import HERE, files, question, vectors


def test_parameters():
    """Weights without bias of every convolution that ran."""
    counted = [
        v
        for path in files(HERE)
        for v in vectors(path)
        if v["framework"] == "torch" and "weight_params_no_bias" in v and "output_shape" in v
    ]
    assert len(counted) > 1000
    for vector in counted:
        asked = question(vector)
        if not isinstance(asked.answer(), str):
            outcome = asked.outcome(bias=False)
            assert outcome.parameters == vector["weight_params_no_bias"], vector["id"]
