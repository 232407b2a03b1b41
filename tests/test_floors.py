"""A module imports only from its own floor or those below."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "shapeplan"

FLOORS = [
    set(names.split())
    for names in (
        "axis borders course coverage progression ray tile_records phased paired same_transposed sampling digits slicing",
        "shape fault suggest wording expression unknowns spans yaml_* source diagnostic choice ignores spelling edit files rewriting",
        "ops dialects",
        "salvage spec",
        "open_layer scope net arguments least naming unroll expand",
        "infer field reach cost way cause departure analysis meaning arithmetic calculation comparison advance along whole legal pairs readings grids holes phases precision blank living mentions oddities pairing difference",
        "bounds stages search solving solutions tile_clean tile_grid tile_frame tile_fit tiling",
        "rules portability fixing checked record",
        "renderers manual prose schema schema_parts",
        "api notebook given cannot options config config_values asked cache linting progress watch check_command lessons fix_command sizes_command diff_command solve_command tile_command lsp lsp_command questions commands cli __main__ __init__",
    )
]


def floor(module: str) -> int:
    name = module.split(".", maxsplit=1)[0]
    for level, names in enumerate(FLOORS):
        if name in names or any(n.endswith("*") and name.startswith(n[:-1]) for n in names):
            return level
    raise AssertionError(f"{module} stands on no floor")


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "shapeplan":
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shapeplan."):
            found.add(node.module.removeprefix("shapeplan."))
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("shapeplan.") for a in node.names if a.name.startswith("shapeplan.")}
    return found - {"__version__"}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_go_down(path: Path) -> None:
    here = floor(name_of(path))
    above = {module for module in imported(path) if floor(module) > here}
    assert not above


def test_the_test_sees_an_upward_import(tmp_path: Path) -> None:
    bad = tmp_path / "axis.py"
    bad.write_text("from shapeplan.rules import lint\n")
    assert {floor(m) for m in imported(bad)} == {floor("rules")}


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_files_stay_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 320
