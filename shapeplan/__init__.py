"""shapeplan: exact sizes, problems and drawings of CNNs described in YAML.

>>> import shapeplan
>>> spec = {
...     "inputs": {"image": {"channels": 1, "size": [572, 572]}},
...     "stacks": {"net": [{"conv": {"out_channels": 64, "kernel_size": 3}, "id": "first"}]},
... }
>>> shapeplan.plan(spec)["first"].shape
(64, 570, 570)
>>> [d.severity for d in shapeplan.check(spec)]
['note']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shapeplan.api import SpecError, check, compare, fix, plan, read, render
    from shapeplan.calculation import calculate
    from shapeplan.diagnostic import Diagnostic
    from shapeplan.infer import Plan
    from shapeplan.questions import sizes, solve, tiles
    from shapeplan.source import Source

__version__ = "0.1.0"
__all__ = [
    "Diagnostic",
    "Plan",
    "Source",
    "SpecError",
    "__version__",
    "calculate",
    "check",
    "compare",
    "fix",
    "plan",
    "read",
    "render",
    "sizes",
    "solve",
    "tiles",
]

_HOMES = {
    "Diagnostic": "diagnostic", "Plan": "infer", "Source": "source", "calculate": "calculation",
    "sizes": "questions", "solve": "questions", "tiles": "questions",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Loads a public name when it is first used: start-up is felt at every commit."""
    if name not in __all__:
        raise AttributeError(f"module 'shapeplan' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(f"shapeplan.{_HOMES.get(name, 'api')}"), name)
