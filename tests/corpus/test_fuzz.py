"""Other bugs of the same kinds: the networks of the corpus at other sizes, and specs with wrong expectations."""

import copy
import random
from pathlib import Path
from typing import Any

import pytest

from shapeplan import api
from tests.corpus import entries, judging, replay

HERE = Path(__file__).parent
RAW = entries.load(HERE / "bugs.yaml")
SPECS = sorted((HERE.parent.parent / "specs").glob("*.yaml"))
STATED = ("want", "known_good", "known_bad", "fractional", "expect")


def varied(raw: Any, rng: random.Random) -> dict[str, Any]:
    """An entry at another input size; what is expected of it is what the replay says."""
    made = {key: value for key, value in copy.deepcopy(dict(raw)).items() if key not in STATED}
    most = 60 if max(raw["input"]) < 2000 else 900  # the last one is a waveform
    made["input"] = [max(1, n % 3000 + rng.randint(-most, most)) for n in raw["input"]]
    run = replay.replay(entries.entry_of(made))
    if run.at is not None:
        return {**made, "expect": {"at": run.at, "kind": run.kind}}
    out = list(run.shapes[raw["layers"][-1]["id"]][1])
    wanted = made["input"] if raw.get("want") == raw["input"] else raw.get("want")
    if wanted in (None, out):
        return {**made, "expect": {"at": "OUTPUT", "kind": "ok"}}
    return {**made, "want": wanted, "expect": {"at": "OUTPUT", "kind": "size", "sizes": [out]}}


def checked(raws: list[Any], seed: int) -> list[tuple[Any, ...]]:
    rng = random.Random(seed)
    cases = [varied(raw, rng) for raw in raws]
    found = [(case, judging.judge(case, {}).wrong) for case in cases]
    return [(case["id"], case["input"], case["expect"], wrong) for case, wrong in found if wrong]


def test_other_sizes() -> None:
    assert checked(RAW[::3], seed=1) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(2, 5))
def test_other_sizes_deeper(seed: int) -> None:
    assert checked(RAW * 2, seed) == []


def off_by(path: Path, rng: random.Random, change: int) -> tuple[api.Source, tuple[int, ...]]:
    """A spec that expects of one of its layers another size than comes out."""
    tree = copy.deepcopy(api.read(path).tree)
    maps = [node for node in api.plan(path).nodes if node.inputs and node.shape and len(node.shape) > 1]
    node = rng.choice([node for node in maps if min(n or 0 for n in node.shape or ()) > 1])
    size = tuple(max(1, (n or 0) + change) for n in (node.shape or ())[1:])
    tree["expect"] = {node.id: {"size": list(size)}}
    return api.source_of(tree), size


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
@pytest.mark.parametrize("change", [-1, 1, 2])
def test_wrong_expectations(path: Path, change: int) -> None:
    source, _ = off_by(path, random.Random(f"{path.stem}{change}"), change)
    errors = [d for d in api.check(source) if d.severity == "error"]
    assert [d.rule for d in errors] == ["expectation"]
    for fix in errors[0].fixes:
        if fix.edits:
            mended = api.check(api.read(text=source.apply(fix.edits)))
            assert [d.message for d in mended if d.severity == "error"] == [], fix.title
