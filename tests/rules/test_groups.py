"""groups: groups that do not divide the channels."""

import pytest

from shapeplan import api
from tests.rules.nets import fixed, line, said


@pytest.mark.parametrize("groups", range(1, 13))
def test_divisors(groups: int) -> None:
    spec = line([f"conv: {{out_channels: 12, kernel_size: 1, groups: {groups}}}"], channels=8)
    found = said(spec, "groups")
    assert bool(found) is (8 % groups != 0 or 12 % groups != 0)
    for each in found:
        for i in range(len(each.fixes)):
            assert [d for d in api.check(fixed(each, i)) if d.severity == "error"] == []
