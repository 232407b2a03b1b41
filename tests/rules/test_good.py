"""Networks that are known to be good: what each rule says of them, and why the warnings that remain are true."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from shapeplan import api

ROOT = Path(__file__).parents[2]
GOOD = sorted([*(ROOT / "specs").glob("*.yaml"), *(Path(__file__).parent / "good").glob("*.yaml")])
TABLE = Path(__file__).parent / "good.txt"

WARNINGS = {  # network, rule: why it is true
    (
        "keras_resnet50",
        "unread-hole",
    ): "both ways start with a 1 x 1 convolution of stride 2: 3/4 of a map are never read",
    ("wavenet", "dead-layer"): "the residual sum of the last layer is computed, and only its skip is used",
}
PARAMETERS = {
    "convnext_tiny": 28_589_128, "efficientnet_b0": 5_288_548, "inception_v3": 23_834_568, "keras_resnet50": 25_583_592,
    "mobilenet_v3_large": 5_483_032, "unet_bilinear": 17_262_977, "wide_resnet50_2_dilated": 68_883_240,
}  # as torchvision, Keras and the authors count them  # fmt: skip


def told(path: Path) -> Counter[tuple[str, str]]:
    return Counter((d.rule, d.severity) for d in api.check(path))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_warnings_are_those_that_are_true(path: Path) -> None:
    assert {(path.stem, rule) for rule, severity in told(path) if severity != "note"} == {
        key for key in WARNINGS if key[0] == path.stem
    }


def test_table(update: bool) -> None:
    """All counts, so that a change of a rule shows what it does to known networks."""
    rows = [f"{path.stem}: {listed(told(path))}" for path in GOOD]
    table = "\n".join(rows) + "\n"
    if update:
        TABLE.write_text(table, encoding="utf-8")
    assert table == TABLE.read_text(encoding="utf-8")


def listed(counts: Counter[tuple[str, str]]) -> str:
    if not counts:
        return "nothing"
    return ", ".join(f"{n} {severity}{'s' if n > 1 else ''} {rule}" for (rule, severity), n in sorted(counts.items()))


@pytest.mark.parametrize("name", PARAMETERS)
def test_networks_are_those_that_they_say(name: str) -> None:
    assert api.plan(Path(__file__).parent / "good" / f"{name}.yaml").parameters == PARAMETERS[name]


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_specs_are_plain(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["name"]
