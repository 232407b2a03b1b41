"""yaml-syntax: files that cannot be read."""

import pytest

from shapeplan import api


@pytest.mark.parametrize("text", ["inputs: [", "a: b: c\n", "\tinputs: 1\n", "inputs: {x: 1\nstacks: 2\n"])
def test_texts(text: str) -> None:
    (found,) = [d for d in api.check(api.read(text=text)) if d.rule == "yaml-syntax"]
    assert (found.severity, found.line >= 1) == ("error", True)
