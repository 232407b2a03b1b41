"""The legal sizes of published networks against forward passes of the real ones at every size.

`sweeps.json` was observed in torch 2.13 in eval mode, the small sizes and those around every change on a CPU, the
others on the meta device; segmentation_models_pytorch without its guard against sizes other than multiples of 32.

    axes    spatial axes, which all have the size n
    ok      whether n = 1, 2, ... ran: one digit each
    out     the size of the output's axes, for each n that ran; classifiers have none
    pairs   sizes H and W, and the output's, or whether they ran
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from shapeplan import questions
from shapeplan.course import Course
from shapeplan.legal import AxisSizes, LegalSizes

HERE = Path(__file__).parent
SWEEPS: dict[str, Any] = json.loads((HERE / "sweeps.json").read_text(encoding="utf-8"))


@cache
def told(model: str) -> LegalSizes:
    return questions.sizes(HERE.parents[1] / "specs" / f"{model}.yaml")


def runs(sizes: LegalSizes, *size: int) -> bool:
    """Whether sizes, one an axis, are told to work together."""
    at = {one.axis: n for one, n in zip(sizes.axes, size, strict=True)}
    alone = all(at[one.axis] in one.runs for one in sizes.axes)
    return alone and all((at[pair.axes[0]], at[pair.axes[1]]) in pair for pair in sizes.pairs)


def output(one: AxisSizes, n: int) -> int | None:
    """The size that is told of the only output."""
    (size,) = one.outputs.values()
    return size.at(n) if isinstance(size, Course) else size


@pytest.mark.parametrize("model", SWEEPS)
def test_every_size(model: str) -> None:
    sweep, sizes = SWEEPS[model], told(model)
    assert len(sizes.axes) == sweep["axes"]
    assert [int(runs(sizes, *[n] * sweep["axes"])) for n in range(1, len(sweep["ok"]) + 1)] == [*map(int, sweep["ok"])]


@pytest.mark.parametrize("model", [model for model, sweep in SWEEPS.items() if "out" in sweep])
def test_the_output_of_every_size(model: str) -> None:
    ran = [n for n, ok in enumerate(SWEEPS[model]["ok"], 1) if ok == "1"]
    for one in told(model).axes:
        assert [output(one, n) for n in ran] == SWEEPS[model]["out"]


@pytest.mark.parametrize("model", [model for model, sweep in SWEEPS.items() if sweep["pairs"]])
def test_sizes_that_are_not_square(model: str) -> None:
    for h, w, came in SWEEPS[model]["pairs"]:
        assert runs(told(model), h, w) == bool(came), (h, w)
        if isinstance(came, list):
            assert [output(one, n) for one, n in zip(told(model).axes, (h, w), strict=True)] == came


def test_every_network_has_its_sweep() -> None:
    """But those that no library has."""
    assert {path.stem for path in HERE.parents[1].glob("specs/*.yaml")} == {*SWEEPS, "tcn", "two_decoders", "unetpp"}
