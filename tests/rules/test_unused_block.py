"""unused-block: blocks that no stack uses."""

from shapeplan import api
from tests.rules.nets import fixed, said

HEAD = "inputs:\n  x: {channels: 4, size: [32]}\n"
STACK = "stacks:\n  net:\n"


def unused(spec: str) -> list[str]:
    return [d.message for d in said(spec, "unused-block")]


BLOCKS = """\
blocks:
  unit:
    layers:
      - conv: {out_channels: 4, kernel_size: 1}
  double:
    layers:
      - unit
      - unit
"""


def test_blocks_are_used_through_blocks() -> None:
    assert unused(f"{HEAD}{BLOCKS}{STACK}    - double\n") == []
    assert unused(f"{HEAD}{BLOCKS}{STACK}    - unit\n") == ["the block 'double' is used by no stack"]
    assert unused(f"{HEAD}{BLOCKS}{STACK}    - relu\n") == [
        "the block 'unit' is used by no stack",
        "the block 'double' is used by no stack",
    ]


def test_a_block_that_only_uses_itself_is_not_used() -> None:
    assert (
        unused(f"{HEAD}blocks:\n  a:\n    layers:\n      - b\n  b:\n    layers:\n      - a\n{STACK}    - relu\n") != []
    )


def test_the_fix_takes_out_the_block() -> None:
    (found,) = said(f"{HEAD}{BLOCKS}{STACK}    - unit\n", "unused-block")
    assert found.fixes[0].safe
    assert fixed(found) == f"{HEAD}{BLOCKS[: BLOCKS.index('  double')]}{STACK}    - unit\n"


def test_a_misspelled_block_is_told_alone() -> None:
    spec = f"{HEAD}{BLOCKS}{STACK}    - duoble\n"
    assert unused(spec) == []
    assert "error" in {d.severity for d in api.check(spec)}
