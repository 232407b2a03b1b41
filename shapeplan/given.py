"""What is asked for beside a spec: sizes of its inputs; and what is said of what cannot be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shapeplan.diagnostic import Diagnostic
from shapeplan.shape import spell
from shapeplan.suggest import did_you_mean

Sizes = str | Sequence[int] | Mapping[str, str | Sequence[int]]


class SpecError(Exception):
    """A spec, or what was asked of it, cannot be used.

    diagnostics   what is wrong with the spec, where that is the reason
    """

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.diagnostics = list(diagnostics)


def sizes_by_input(sizes: Sizes, inputs: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    """Sizes by the name of the input; without a name they are the only input's. Raises SpecError."""
    if not isinstance(sizes, Mapping):
        maps = [name for name, raw in inputs.items() if not isinstance(raw, Mapping) or "size" in raw]
        if len(maps) > 1:
            raise SpecError(f"the spec has {len(maps)} inputs: give the size as {maps[0]}=500x500")
        for name in maps:
            check_axes(name, one_size(sizes), inputs[name])
        return {name: one_size(sizes) for name in maps}
    for name, size in sizes.items():
        if name in inputs:
            check_axes(name, one_size(size), inputs[name])
        else:
            raise SpecError(f"the spec has no input '{name}'{did_you_mean(name, inputs)}")
    return {name: one_size(size) for name, size in sizes.items()}


def check_axes(name: str, size: Sequence[int], declared: Any) -> None:
    """Raises SpecError where an input has another number of axes than a size that is to replace its own."""
    old = declared.get("size") if isinstance(declared, Mapping) else None
    if isinstance(old, list) and len(old) != len(size):
        raise SpecError(
            f"input '{name}' has {len(old)} axes, {spell(old)}, and the size has {len(size)}, {spell(size)}"
        )


def one_size(size: str | Sequence[int]) -> tuple[int, ...]:
    """A size as a tuple.

    >>> one_size("500x400"), one_size([16000])
    ((500, 400), (16000,))

    Raises SpecError.
    """
    parts: Sequence[Any] = size.lower().split("x") if isinstance(size, str) else size
    try:
        numbers = tuple(int(part) for part in parts)
    except (TypeError, ValueError):
        numbers = ()
    if not numbers or not all(0 < n <= 10**12 for n in numbers):
        raise SpecError(f"a size is written as 500x500, not {size!r}")
    return numbers
