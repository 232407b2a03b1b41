"""Frameworks: each turns the arguments of a layer into records of `axis.py`, or refuses them.

One framework is one file; `load(name)` imports it. A dialect states rules and computes no size.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar

from shapeplan.axis import Axis, Window
from shapeplan.fault import Fault

Pads = str | tuple[int, int]  # 'same', 'valid', ... or the pixels before and after


@dataclass(frozen=True, slots=True)
class Kernel:
    """The window of a layer on one axis, as the spec states it, and the op and rank that it belongs to."""

    op: str
    rank: int
    size: int
    stride: int = 1
    padding: Pads = (0, 0)
    dilation: int = 1

    @property
    def extent(self) -> int:
        """Pixels from the first tap to the last."""
        return self.dilation * (self.size - 1) + 1


class Dialect(ABC):
    """What a framework makes of a layer's arguments. Every method raises `Fault` where it refuses.

    channels_last   whether its users write shapes as H x W x C
    defaults        by op: arguments that a layer has where it states none, if other than the op's own
    """

    name: ClassVar[str]
    channels_last: ClassVar[bool] = False
    defaults: ClassVar[Mapping[str, Mapping[str, Any]]] = {}

    # -- records

    def check(self, kernels: Sequence[Kernel]) -> None:  # noqa: B027 - most refuse nothing more
        """Refuses what only all axes together show, such as a stride on one and a dilation on another."""

    @abstractmethod
    def conv(self, kernel: Kernel) -> Axis:
        """A convolution."""

    @abstractmethod
    def conv_transpose(self, kernel: Kernel, output_padding: int | None) -> Axis:
        """A transposed convolution; output_padding is None where the spec states none."""

    def conv_transpose_to(self, kernel: Kernel, output_padding: int | None, n: int, wanted: int) -> Axis:  # noqa: ARG002
        """A transposed convolution that makes `wanted` pixels of n: by the output_padding that does."""
        least = self.conv_transpose(kernel, 0)
        return stretched(least, n, wanted, least.out(n), least.out(n) + kernel.stride - 1)

    @abstractmethod
    def pool(self, kernel: Kernel, *, ceil_mode: bool) -> Axis:
        """A pooling."""

    @abstractmethod
    def resize(self, ratio: Fraction, points: int | None) -> Axis:
        """Resizing by a ratio; each output reads `points` neighbours, or a bin where there are none."""

    # -- limits that depend on the size

    def least(self, op: str) -> int:  # noqa: ARG002 - some frameworks differ by op
        """The smallest size that the framework returns instead of refusing: 1, or 0 [px of y]."""
        return 1

    def window_fits(self, kernel: Kernel, n: int) -> None:  # noqa: B027 - most refuse nothing more
        """Refuses a pooling's window on an axis of n pixels, beyond what the size says."""

    @abstractmethod
    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses an amount of padding that the mode cannot fill from n pixels."""

    # -- words

    def refusal(self, text: str, field: str, hint: str | None = None) -> Fault:
        """A fault that says what this framework does not have."""
        return Fault("dialect-refuses", f"{self.name} {text}", field=field, hint=hint)


def stretched(axis: Axis, n: int, wanted: int, least: int, most: int) -> Window:
    """The window of a transposed convolution, longer behind so that it makes `wanted` pixels of n.

    Raises Fault where that is not within least to most.
    """
    if not least <= wanted <= most:
        raise Fault(
            "output-padding-range", f"output_size {wanted} is out of reach: {least} to {most}", field="output_size"
        )
    assert isinstance(axis, Window)
    return replace(axis, pad_hi=axis.pad_hi + wanted - axis.out(n))


def named_pads(kernel: Kernel) -> tuple[int, int] | None:
    """Pixels before and after, by the names of convolution arithmetic (Dumoulin & Visin 2016).

    None where the padding has another name.
    """
    reach = kernel.extent - 1
    named = {"valid": (0, 0), "half": (reach // 2, reach // 2), "full": (reach, reach)}
    return named.get(kernel.padding) if isinstance(kernel.padding, str) else kernel.padding


@cache
def load(name: str) -> Dialect:
    """The dialect of that name; `names()` lists those there are."""
    dialect = import_module(f"{__name__}.{name}").DIALECT
    assert isinstance(dialect, Dialect)
    return dialect


@cache
def names() -> list[str]:
    """Names of all dialects."""
    return sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))
