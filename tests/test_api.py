"""The API as other programs call it."""

from fractions import Fraction
from pathlib import Path

import networkx as nx
import pytest

import shapeplan
from shapeplan.api import SpecError

SPECS = Path(__file__).parent.parent / "specs"
TEXT = """\
name: small
params: {width: 8}
inputs:
  image: {channels: 3, size: [33, 32]}
stacks:
  net:
    - conv: {out_channels: $width, kernel_size: 3, padding: 1}
      id: enc
    - max_pool: 2
"""


def test_public_names() -> None:
    assert set(shapeplan.__all__) == {
        "Diagnostic", "Plan", "Source", "SpecError", "__version__", "calculate", "check", "compare",
        "fix", "plan", "read", "render", "sizes", "solve", "tiles",
    }  # fmt: skip
    for name in shapeplan.__all__:
        assert getattr(shapeplan, name)
    with pytest.raises(AttributeError):
        shapeplan.nothing  # noqa: B018


def test_functions_stay_callable_after_their_use(tmp_path: Path) -> None:
    for _ in range(2):
        assert shapeplan.plan(SPECS / "unet.yaml")["enc1"].shape == (64, 568, 568)
        assert shapeplan.check(SPECS / "unet.yaml") is not None
        shapeplan.render(SPECS / "unet.yaml", tmp_path / "unet.dot")


def test_plan() -> None:
    plan = shapeplan.plan(TEXT)
    assert [node.id for node in plan.nodes] == ["image", "net.enc", "net.max_pool"]
    pool = plan["net.max_pool"]
    assert (pool.op, pool.inputs, pool.shape, pool.parameters) == ("max_pool", ("net.enc",), (8, 16, 16), 0)
    assert pool.exact == (8, Fraction(33, 2), 16)
    assert plan["enc"].parameters == 3 * 8 * 9 + 8
    assert plan["net"].id == "net.max_pool"
    assert plan.parameters == 224
    with pytest.raises(KeyError, match="did you mean 'enc'"):
        plan["encc"]


def test_graph_carries_the_sizes() -> None:
    graph = shapeplan.plan(TEXT).graph
    assert isinstance(graph, nx.DiGraph)
    assert list(nx.topological_sort(graph)) == ["image", "net.enc", "net.max_pool"]
    assert graph.nodes["net.max_pool"]["shape"] == (8, 16, 16)
    assert graph.nodes["net.max_pool"]["exact"][1] == Fraction(33, 2)


@pytest.mark.parametrize("sizes", ["64x64", (64, 64), [64, 64], {"image": (64, 64)}, {"image": "64x64"}])
def test_sizes(sizes: object) -> None:
    assert shapeplan.plan(TEXT, sizes=sizes)["net"].shape == (8, 32, 32)


def test_params() -> None:
    assert shapeplan.plan(TEXT, params={"width": 5})["net"].shape == (5, 16, 16)
    with pytest.raises(SpecError, match="did you mean 'width'"):
        shapeplan.plan(TEXT, params={"widht": 5})


@pytest.mark.parametrize(
    "settings", [{"sizes": "axb"}, {"sizes": {"x": (1, 1)}}, {"sizes": (0, 1)}, {"framework": "caffe"}]
)
def test_bad_settings(settings: dict) -> None:
    with pytest.raises(SpecError):
        shapeplan.check(TEXT, **settings)


def test_sources(tmp_path: Path) -> None:
    path = tmp_path / "net.yaml"
    path.write_text(TEXT)
    tree = shapeplan.read(path).tree
    shapes = {
        shapeplan.plan(source)["net"].shape for source in (path, str(path), TEXT, tree, shapeplan.read(text=TEXT))
    }
    assert shapes == {(8, 16, 16)}
    assert shapeplan.read(path).path == str(path)
    with pytest.raises(SpecError, match="no such file"):
        shapeplan.read(tmp_path / "missing.yaml")
    with pytest.raises(SpecError, match="cannot be written as YAML"):
        shapeplan.check({"inputs": object()})


def test_plan_of_a_broken_spec_says_why() -> None:
    with pytest.raises(SpecError) as caught:
        shapeplan.plan(TEXT.replace("max_pool", "maxpool"))
    assert [d.rule for d in caught.value.diagnostics if d.severity == "error"] == ["schema"]


def test_check_gives_diagnostics_with_places() -> None:
    (warning,) = [d for d in shapeplan.check(TEXT) if d.severity == "warning"]
    assert (warning.rule, warning.node, warning.axis, warning.cause) == (
        "unread-border", "net.max_pool", "H", "net.max_pool",
    )  # fmt: skip
    assert (warning.path, warning.line, warning.column) == ("<text>", 9, 7)
    assert "the last row of 'enc'" in warning.message


def test_ignore_comments() -> None:
    ignored = TEXT.replace("max_pool: 2", "max_pool: 2  # shapeplan: ignore[unread-border]")
    assert "warning" not in {d.severity for d in shapeplan.check(ignored)}
    above = TEXT.replace("    - max_pool", "    # shapeplan: ignore[unread-border]\n    - max_pool")
    assert "warning" not in {d.severity for d in shapeplan.check(above)}
    other = TEXT.replace("max_pool: 2", "max_pool: 2  # shapeplan: ignore[groups]")
    assert "warning" in {d.severity for d in shapeplan.check(other)}
