"""Frameworks: each turns the arguments of a layer into records of `axis.py`, or refuses them.

One framework is one file; `load(name)` imports it. A dialect states rules and computes no size.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from importlib import import_module
from pkgutil import iter_modules

from shapeplan.axis import Axis

Pads = str | tuple[int, int]  # 'same', 'valid', ... or the pixels before and after


class Dialect(ABC):
    """What a framework makes of the arguments of one axis. Every method raises `Fault` where it refuses."""

    name: str

    @abstractmethod
    def conv(self, size: int, stride: int, padding: Pads, dilation: int) -> Axis:
        """A convolution."""

    @abstractmethod
    def conv_transpose(self, size: int, stride: int, padding: Pads, output_padding: int, dilation: int) -> Axis:
        """A transposed convolution."""

    @abstractmethod
    def pool(self, size: int, stride: int, padding: Pads, dilation: int, *, ceil_mode: bool) -> Axis:
        """A pooling."""

    def window_fits(self, size: int, n: int, rank: int) -> None:  # noqa: B027 - most refuse nothing more
        """Refuses an averaging window on one of `rank` axes of n pixels, beyond what `pool` refuses."""

    @abstractmethod
    def pool_stride(self, size: int) -> int:
        """The stride of a pooling that states none."""

    @abstractmethod
    def resize(self, ratio: Fraction, points: int | None) -> Axis:
        """Resizing by a ratio; each output reads `points` neighbours, or a bin where there are none."""

    @abstractmethod
    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses an amount of padding that the mode cannot fill from n pixels."""


def load(name: str) -> Dialect:
    """The dialect of that name; `names()` lists those there are."""
    dialect = import_module(f"{__name__}.{name}").DIALECT
    assert isinstance(dialect, Dialect)
    return dialect


def names() -> list[str]:
    """Names of all dialects."""
    return sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))
