"""skip-mismatch: sizes that differ where maps are joined, and the layer that made them differ."""

import pytest

from shapeplan import api
from tests.rules.nets import line, said

UNET = ["conv: {out_channels: 4, kernel_size: 1}\n      id: enc", "max_pool: 2", "upsample: 2", "concat: enc"]


@pytest.mark.parametrize("n", range(30, 38))
def test_odd_sizes_do_not_come_back(n: int) -> None:
    found = said(line(UNET, n), "skip-mismatch")
    assert [(d.node, d.cause) for d in found] == ([("net.concat", "net.max_pool")] if n % 2 else [])


def test_every_fix_works() -> None:
    (found,) = said(line(UNET, 33), "skip-mismatch")
    assert found.fixes
    for fix in found.fixes:
        assert [d for d in api.check(found.source.apply(fix.edits)) if d.severity == "error"] == []


@pytest.mark.parametrize("fit", ["crop", "pad", "resize"])
def test_a_join_that_makes_sizes_equal(fit: str) -> None:
    assert said(line([*UNET[:3], f"concat: {{with: enc, fit: {fit}}}"], 33), "skip-mismatch") == []
