"""The two windows of unfold and fold."""

from __future__ import annotations

from typing import Any, Protocol

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect
from shapeplan.ops._fields import spread, spread_pads


class Sliding(Protocol):
    """What has the arguments of a window."""

    kernel_size: Any
    stride: Any
    padding: Any
    dilation: Any


def windows(op: Any, dialect: Dialect) -> tuple[Axis, ...]:
    """The records of the two axes of a map."""
    sizes, strides, dilations = (spread(getattr(op, f), 2, f) for f in ("kernel_size", "stride", "dilation"))
    return tuple(map(dialect.conv, sizes, strides, spread_pads(op.padding, 2), dilations))
