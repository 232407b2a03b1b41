"""linear-mismatch: features that are stated, and others that arrive."""

from tests.rules.nets import fixed, line, said


def test_features() -> None:
    spec = line(["max_pool: 2", "flatten", "linear: {in_features: 256, out_features: 10}"])
    (found,) = said(spec, "linear-mismatch")
    assert "256" in found.message
    assert "128" in found.message
    assert said(fixed(found), "linear-mismatch") == []
    assert said(spec.replace("256", "128"), "linear-mismatch") == []
