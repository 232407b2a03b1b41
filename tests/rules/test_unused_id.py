"""unused-id: names of layers that nothing refers to."""

import pytest

from tests.rules.nets import line, said

CONV = "conv: {out_channels: 4, kernel_size: 1}\n      id: a"


def test_an_id_that_nothing_reads_is_a_note() -> None:
    (found,) = said(line([CONV, "relu"]), "unused-id")
    assert (found.severity, found.message) == ("note", "nothing refers to the id 'a'")


@pytest.mark.parametrize("use", ["add: a", "upsample: {size: a}", "relu:\n      from: a"])
def test_references(use: str) -> None:
    assert said(line([CONV, "relu", use]), "unused-id") == []


@pytest.mark.parametrize("more", ["outputs: [a]\n", "expect:\n  a: {channels: 4}\n"])
def test_outputs_and_expectations(more: str) -> None:
    assert said(line([CONV], more=more), "unused-id") == []


def test_a_misspelled_reference_may_mean_it() -> None:
    assert said(line([CONV, "add: aa"]), "unused-id") == []
