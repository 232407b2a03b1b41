"""Every rule has its test file, and every test file of a rule its rule."""

from pathlib import Path

from shapeplan import rules

HERE = Path(__file__).parent
OTHERS = {"files", "good", "hostile"}


def test_one_file_a_rule() -> None:
    tested = {path.stem.removeprefix("test_") for path in HERE.glob("test_*.py")} - OTHERS
    assert tested == {name.replace("-", "_") for name in rules.names()}
