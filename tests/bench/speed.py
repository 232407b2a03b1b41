"""How long things take: `python -m tests.bench.speed`. Printed, never asserted."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shapeplan import api
from shapeplan.expand import expand
from shapeplan.infer import Plan, infer
from shapeplan.legal import legal
from shapeplan.spec import validate

SPECS = Path(__file__).parents[2] / "specs"
BASELINE = "import yaml, networkx; from pydantic import BaseModel"


def seconds(act: Callable[[], object], times: int = 1) -> float:
    """Median time of some runs."""
    runs = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        runs.append(time.perf_counter() - start)
    return statistics.median(runs)


def command(*arguments: str) -> Callable[[], object]:
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=False, env=env)


def chain(length: int) -> str:
    layers = "    - conv: 8\n    - relu\n" * (length // 2)
    head = "inputs:\n  x: {channels: 8, size: [64, 64]}\ndefaults: {conv: {kernel_size: 3, padding: 1}}\n"
    return f"{head}stacks:\n  net:\n{layers}"


def resnet152() -> str:
    text = (SPECS / "resnet50.yaml").read_text(encoding="utf-8")
    return text.replace("repeat: 3", "repeat: 7").replace("repeat: 5", "repeat: 35")


def cold_start() -> None:
    """Alternating runs, so that a busy moment hits both."""
    base, check = command("-c", BASELINE), command("-m", "shapeplan", "check", str(SPECS / "unet.yaml"))
    pairs = [(seconds(base), seconds(check)) for _ in range(15)]
    a, b = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"cold check of unet.yaml {b * 1000:.0f} ms, importing yaml, networkx, pydantic {a * 1000:.0f} ms: x {b / a:.2f}"
    )


def variants(folder: Path, count: int) -> None:
    """So many different specs, after those of specs/ in turn."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SPECS.rglob("*.yaml"))]
    for i in range(count):
        (folder / f"{i:04}.yaml").write_text(f"{texts[i % len(texts)]}# variant {i}\n", encoding="utf-8")


def many(count: int = 1000) -> None:
    """Cold in one process and in as many as there are processors, then with all findings in the cache."""
    with tempfile.TemporaryDirectory() as name:
        variants(Path(name), count)
        check = ("-m", "shapeplan", "check", name, "--cache-dir", f"{name}/cache")
        for said, options in (("cold, one process", ("--no-cache", "--jobs", "1")), ("cold", ()), ("warm", ())):
            print(f"{count} specs, {said}: {seconds(command(*check, *options)):.2f} s")


def chains() -> None:
    for length in (1_000, 10_000, 100_000):
        text = chain(length)
        print(f"chain of {length:>7} layers, read and checked: {seconds(lambda: api.check(text)):.3f} s")  # noqa: B023


def bottlenecks(length: int) -> str:
    """A chain of residual blocks, some of them with a stride, on a network of `length` layers."""
    block = "        - conv: {out_channels: 8, kernel_size: 3, padding: 1}\n"
    layers = f"    - branches:\n        way:\n  {block}        short: []\n      merge: add\n" * (length // 2)
    return f"inputs:\n  x: {{channels: 8, size: [64, 64]}}\nstacks:\n  net:\n    - conv: {{out_channels: 8, kernel_size: 1}}\n{layers}"


def shrinking(length: int) -> str:
    """A chain of layers of stride 1, of layers that cut the border off, and of a few strided ones."""
    kept = "    - conv: {out_channels: 8, kernel_size: 3, padding: 1}\n" * 3
    cut = "    - conv: {out_channels: 8, kernel_size: 3}\n"
    halved = "    - max_pool: {kernel_size: 3, stride: 2, padding: 1}\n"
    part = (kept + cut) * (length // 4 // 5)
    return f"inputs:\n  x: {{channels: 8, size: [9000, 9000]}}\nstacks:\n  net:\n{(part + halved) * 5}"


def cpu(act: Callable[[], object], times: int = 1) -> float:
    """Least time of some runs on a processor."""
    runs = []
    for _ in range(times):
        start = time.process_time()
        act()
        runs.append(time.process_time() - start)
    return min(runs)


def tell(plan: Plan) -> None:
    """All that is told of the sizes, but for pairs."""
    for one in legal(plan).axes:
        _ = one.runs, one.whole, one.exact, one.outputs


def legal_sizes() -> None:
    """Of all axes, the sets of each and the outputs."""
    named = {
        "U-Net": (SPECS / "unet.yaml").read_text(encoding="utf-8"),
        "ResNet-152": resnet152(),
        "10,000 layers with strides and borders": shrinking(10_000),
        "10,000 layers of residual blocks": bottlenecks(10_000),
    }
    for name, text in named.items():
        plan = api.plan(text)
        took = cpu(lambda: tell(plan), 5)  # noqa: B023
        print(f"legal sizes of {name}, {len(plan.nodes)} nodes, both axes: {took * 1000:.1f} ms of a processor")


def large_net() -> None:
    source = api.read(text=resnet152())
    spec, _ = validate(source.tree)
    assert spec is not None
    net = expand(spec, source)
    print(f"ResNet-152, {len(net.nodes)} nodes, inferred: {seconds(lambda: infer(net), 50) * 1000:.2f} ms")


if __name__ == "__main__":
    cold_start()
    chains()
    large_net()
    legal_sizes()
    many()
