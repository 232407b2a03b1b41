"""size-range: sizes that an input may have, all of which must work."""

import pytest

from shapeplan import api
from tests.rules.nets import line, said

UNET = ["conv: {out_channels: 4, kernel_size: 1}\n      id: enc", "max_pool: 4", "upsample: 4", "concat: enc"]


@pytest.mark.parametrize("step", range(1, 13))
def test_every_size_of_the_range_must_work(step: int) -> None:
    spec = line(UNET, "{min: 16, max: 100, multiple_of: %d}" % step)  # noqa: UP031 - braces
    works = all(
        not [d for d in api.check(line(UNET), sizes=str(n)) if d.severity == "error"]
        for n in range(16, 101)
        if n % step == 0
    )
    found = [d for d in said(spec, "size-range") if d.severity == "error"]
    assert bool(found) is not works
