"""Sizes of an input that may be any of several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from shapeplan.ops._fields import is_whole, mistake, parsed, wrong

SHOWN = 256  # the size that tables and drawings show of a range, or the nearest that it has


@dataclass(frozen=True, slots=True)
class SizeRange:
    """The multiples of `multiple_of` from `min` to `max`, or to no end where that is None [px].

    >>> SizeRange(64, 1024, 32).shown, str(SizeRange(64, 1024, 32)), str(SizeRange())
    (256, '64 to 1024 in steps of 32', 'any')
    """

    min: int = 1
    max: int | None = None
    multiple_of: int = 1

    def __str__(self) -> str:
        if self == SizeRange():
            return "any"
        steps = f" in steps of {self.multiple_of}" if self.multiple_of > 1 else ""
        return f"{self.least} or more{steps}" if self.max is None else f"{self.least} to {self.most(self.max)}{steps}"

    @property
    def least(self) -> int:
        """The smallest size."""
        return -(-self.min // self.multiple_of) * self.multiple_of

    def most(self, stop: int) -> int:
        """The largest size up to `stop`."""
        return stop // self.multiple_of * self.multiple_of

    @property
    def shown(self) -> int:
        """The size that stands for all."""
        at = max(self.least, -(-SHOWN // self.multiple_of) * self.multiple_of)
        return at if self.max is None else min(at, self.most(self.max))

    def up_to(self, stop: int) -> Iterator[int]:
        """The sizes up to `stop`, rising."""
        last = stop if self.max is None else min(stop, self.max)
        return iter(range(self.least, last + 1, self.multiple_of))


def _range(value: Any) -> int | SizeRange:
    if is_whole(value, 1):
        return int(value)
    if value == "any":
        return SizeRange()
    keys = ("min", "max", "multiple_of")
    if not isinstance(value, dict) or not value or not all(k in keys and is_whole(v, 1) for k, v in value.items()):
        raise wrong("a size, a range {min: 64, max: 1024, multiple_of: 32}, or any", value)
    found = SizeRange(**value)
    if found.max is not None and found.least > found.max:
        steps = f" in steps of {found.multiple_of}" if found.multiple_of > 1 else ""
        raise mistake(f"there is no size in the range: {found.min} to {found.max}{steps}")
    return found


def _sizes(value: Any) -> tuple[int | SizeRange, ...]:
    if not isinstance(value, (list, tuple)):
        raise wrong("a list with one size an axis, such as [572, 572] or [any, any]", value)
    return tuple(map(_range, value))


_SIZE = {"type": "integer", "minimum": 1}
_RANGE = {
    "type": "object",
    "properties": {"min": _SIZE, "max": _SIZE, "multiple_of": _SIZE},
    "additionalProperties": False,
    "minProperties": 1,
}
InputSizes = Annotated[
    tuple[int | SizeRange, ...],
    parsed(_sizes, {"type": "array", "items": {"anyOf": [_SIZE, _RANGE, {"const": "any"}]}}),
]
