"""The vocabulary of layers. One op is one file; the folder is the registry.

`load('max_pool')` imports `ops/max_pool.py` and gives its class `MaxPool`: a spec imports only the
ops that it uses. Files that begin with an underscore hold what several ops share.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shapeplan.ops._base import Op


@cache
def names() -> tuple[str, ...]:
    """Names of all ops, in alphabetical order."""
    return tuple(sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_")))


@cache
def load(name: str) -> type[Op]:
    """The class of an op. Raises KeyError for a name that is no op."""
    if name not in names():
        raise KeyError(name)
    op: type[Op] = getattr(import_module(f"{__name__}.{name}"), class_name(name))
    return op


def class_name(name: str) -> str:
    """The class that `ops/<name>.py` defines.

    >>> class_name("max_pool")
    'MaxPool'
    """
    return "".join(part.capitalize() for part in name.split("_"))
