"""unused-param: names that no expression in the spec reads."""

import pytest

from shapeplan import api
from tests.rules.nets import fixed, said

HEAD = "inputs:\n  x: {channels: 4, size: [32]}\n"
STACK = "stacks:\n  net:\n"


def unread(spec: str) -> list[str]:
    return [d.message for d in said(spec, "unused-param")]


@pytest.mark.parametrize(
    "use",
    [
        "    - conv: $width", "    - conv: $(2 * width)", "    - conv: {out_channels: 4}\n      id: enc$width",
        "    - repeat: $width\n      layers: [relu]", "    - if: $(width > 3)\n      layers: [relu]",
        "    - for: {w: [$width]}\n      layers:\n        - conv: $w",
    ],
)  # fmt: skip
def test_a_parameter_may_be_read_anywhere(use: str) -> None:
    defaults = "defaults:\n  conv: {kernel_size: 1}\n"
    assert unread(f"params: {{width: 4}}\n{HEAD}{defaults}{STACK}{use}\n") == []
    assert unread(f"params: {{width: 4, depth: 3}}\n{HEAD}{defaults}{STACK}{use}\n") == [
        "the parameter 'depth' is read nowhere"
    ]


def test_a_comment_is_no_use() -> None:
    assert unread(f"params: {{width: 4}}\n{HEAD}{STACK}    - relu  # conv: $width\n") != []


def test_a_block_hides_the_parameter_of_the_spec() -> None:
    block = (
        "blocks:\n  unit:\n    params: {width: 4}\n    layers:\n      - conv: {out_channels: $width, kernel_size: 1}\n"
    )
    spec = f"params: {{width: 4}}\n{HEAD}{block}{STACK}    - unit\n"
    assert unread(spec) == ["the parameter 'width' is read nowhere"]
    assert unread(spec.replace("- unit", "- unit: $width")) == []


def test_a_parameter_of_a_block() -> None:
    block = "blocks:\n  unit:\n    params: {width: 4, old: 1}\n    layers:\n      - conv: {out_channels: $width, kernel_size: 1}\n"
    (found,) = said(f"{HEAD}{block}{STACK}    - unit\n", "unused-param")
    assert found.message == "the parameter 'old' of the block 'unit' is read nowhere"
    assert (found.fixes[0].safe, "params: {width: 4}\n" in fixed(found)) == (True, True)
    (given,) = said(f"{HEAD}{block}{STACK}    - unit: {{old: 2}}\n", "unused-param")
    assert given.fixes == ()  # whoever gives it would give what there is not


def test_a_misspelled_use_is_told_alone() -> None:
    spec = f"params: {{width: 4}}\n{HEAD}{STACK}    - conv: {{out_channels: $widht, kernel_size: 1}}\n"
    assert (unread(spec), [d.rule for d in api.check(spec) if d.severity == "error"]) == ([], ["expression"])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("params: {a: 1, b: 2}\n", "params: {b: 2}\n"), ("params: {b: 2, a: 1}\n", "params: {b: 2}\n"),
        ("params: {a: 1}\n", ""), ("params:\n  a: 1  # once\n  b: 2\n", "params:\n  b: 2\n"),
        ("params:\n  b: 2\n  a: 1\n", "params:\n  b: 2\n"), ("params:\n  a: 1\n", ""),
    ],
)  # fmt: skip
def test_the_fix_takes_out_the_parameter_and_nothing_else(before: str, after: str) -> None:
    uses = "b" in before
    rest = f"{HEAD}{STACK}    - conv: {{out_channels: {'$b' if uses else 2}, kernel_size: 1}}\n"
    (found,) = said(before + rest, "unused-param")
    assert (fixed(found), found.fixes[0].safe) == (after + rest, False)


def test_an_expression_that_cannot_be_read_may_read_it() -> None:
    block = "blocks:\n  unit:\n    layers:\n      - conv: '$(width + '\n"
    assert unread(f"params: {{width: 4, old: 3}}\n{HEAD}{block}{STACK}    - relu\n") == [
        "the parameter 'old' is read nowhere"
    ]
