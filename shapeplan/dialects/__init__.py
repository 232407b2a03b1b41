"""Frameworks: each turns the arguments of a layer into records of `axis.py`, or refuses them.

One framework is one file; `load(name)` imports it. A dialect states rules and computes no size.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar

from shapeplan.axis import Axis, Fixed, Window
from shapeplan.fault import Fault
from shapeplan.same_transposed import SameTransposed
from shapeplan.slicing import Part, sliced

Pads = str | tuple[int, int]  # 'same', 'valid', ... or the pixels before and after


_FILTERS = {"cubic", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"}  # of tf.image.resize, jax.image.resize


LISTED = 8  # values of an argument that a hint lists


@dataclass(frozen=True, slots=True)
class Kernel:
    """The window of a layer on one axis, as the spec states it, and the op and rank that it belongs to.

    base_dilation   the input_dilation of a convolution: how far apart its pixels are set
    mode            what the padding is filled with
    dilated         whether any axis of the layer has a dilation
    """

    op: str
    rank: int
    size: int
    stride: int = 1
    padding: Pads = (0, 0)
    dilation: int = 1
    groups: int = 1
    base_dilation: int = 1
    mode: str = "zeros"
    dilated: bool = False

    @property
    def extent(self) -> int:
        """Pixels from the first tap to the last."""
        return self.dilation * (self.size - 1) + 1


class Dialect(ABC):
    """What a framework makes of a layer's arguments. Every method raises `Fault` where it refuses.

    channels_last   whether its users write shapes as H x W x C
    defaults        by op: arguments that a layer has where it states none, if other than the op's own
    dilated_pools   poolings whose window may have a dilation
    sized_transpose whether a transposed convolution is told the size that it makes
    unfolds_to_map  whether unfold gives a map of windows instead of a list of columns
    crop_resizes    whether a crop to a size larger than the map resizes it, in two dimensions
    allows          of what most frameworks lack: "input_dilation", "negative_padding", "empty_kernel" (a
                    convolution without a tap), "circular_transpose" (a transposed convolution's padding_mode),
                    "backward_slice" (a negative step), "padded_lp_pool"
    limited         ops whose window may be refused although it fits: `window_fits`
    least_block     the smallest factor of pixel_shuffle and pixel_unshuffle
    """

    name: ClassVar[str]
    channels_last: ClassVar[bool] = False
    defaults: ClassVar[Mapping[str, Mapping[str, Any]]] = {}
    allows: ClassVar[AbstractSet[str]] = frozenset()
    dilated_pools: ClassVar[AbstractSet[str]] = frozenset({"max_pool"})
    sized_transpose: ClassVar[bool] = False
    unfolds_to_map: ClassVar[bool] = False
    crop_resizes: ClassVar[bool] = False
    limited: ClassVar[AbstractSet[str]] = frozenset()
    least_block: ClassVar[int] = 1

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

    def resize_to(self, size: int, points: int | None) -> Axis:
        """Resizing to a size; each output reads `points` neighbours, or a bin where there are none."""
        return Fixed(size, points)

    def resize_alike(self, policy: str, ratios: Sequence[Fraction], points: int | None) -> Axis:  # noqa: ARG002
        """Resizing of all axes by one of the ratios that the wanted sizes have to theirs."""
        raise self.refusal(f"has no resizing that keeps the aspect by '{policy}'", "aspect")

    def fractional_pool(self, ratio: Fraction | None) -> Axis | None:
        """A fractional pooling by the ratio n / size; None for one that states its output's size."""
        if ratio is None:
            return None
        raise self.refusal("states the output of a fractional pooling, not its ratio", "pooling_ratio")

    # -- what an op may be asked

    def has(self, kernel: Kernel) -> None:
        """Refuses a convolution's window that asks for what `allows` does not list."""
        asked = (
            ("input_dilation", "input_dilation", kernel.base_dilation > 1, "input dilation"),
            ("negative_padding", "padding", min(numbers(kernel.padding)) < 0, "negative padding of a convolution"),
            ("empty_kernel", "kernel_size", kernel.size < 1, "kernel of 0 taps"),
            (
                "circular_transpose",
                "padding_mode",
                kernel.op == "conv_transpose" and kernel.mode != "zeros",
                f"padding mode {kernel.mode} of a transposed convolution",
            ),
        )
        for name, field, is_asked, text in asked:
            if is_asked and name not in self.allows:
                raise self.refusal(f"has no {text}", field)

    def padding_form(self, op: str, padding: Any, mode: str = "zeros") -> None:  # noqa: B027 - most read every form
        """Refuses padding in a form that the framework does not read, whatever its amount."""

    def upsampling(self, mode: str, rank: int, *, sized: bool) -> None:  # noqa: ARG002 - some ask for the rank
        """Refuses a mode of upsampling, by a factor or to a size, that there is not."""
        if mode in _FILTERS:
            raise self.refusal(f"has no mode '{mode}'", "mode", hint="mode: bicubic")

    def block(self, factor: int, field: str) -> None:
        """Refuses a factor of pixel_shuffle or pixel_unshuffle that is too small."""
        if factor < self.least_block:
            raise self.refusal(f"wants a factor of at least {self.least_block}", field)

    def ranks(self, op: str) -> Sequence[int]:
        """Numbers of spatial axes that an op takes."""
        return (2,) if op == "pixel_shuffle" else (1, 2, 3)

    def blocks(self, factor: int | tuple[int, ...], rank: int) -> None:  # noqa: ARG002 - some differ by rank
        """Refuses a pixel_shuffle of `rank` axes that lists a factor for each."""
        if isinstance(factor, tuple):
            raise self.refusal("takes one upscale_factor for all axes, no list", "upscale_factor")

    def kept(self, n: int, part: slice) -> Part:
        """The entries that a slice takes of n: those that Python's takes."""
        if part.step < 0 and "backward_slice" not in self.allows:
            raise self.refusal("has no slices with a negative step", "step")
        return sliced(n, part)

    # -- limits that depend on the size

    def takes(self, op: str) -> int:  # noqa: ARG002 - some frameworks differ by op
        """The smallest size of an input's axis that the framework takes: 1, or 0 [px of x]."""
        return 1

    def least(self, op: str) -> int:  # noqa: ARG002 - some frameworks differ by op
        """The smallest size that the framework returns instead of refusing: 1, or 0 [px of y]."""
        return 1

    def window_fits(self, kernel: Kernel, n: int) -> None:  # noqa: B027 - most refuse nothing more
        """Refuses a window of a pooling or a convolution on an axis of n pixels, beyond what the size says."""

    def pad_axis(self, i: int, mode: str, before: int, after: int, n: int) -> None:  # noqa: ARG002 - one looks at it
        """As `pad`, told which of the spatial axes it is."""
        self.pad(mode, before, after, n)

    @abstractmethod
    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses an amount of padding that the mode cannot fill from n pixels."""

    def padded(self, mode: str, sizes: Sequence[int]) -> None:  # noqa: B027 - most refuse nothing more
        """Refuses what only all axes together show of a map that padding leaves."""

    # -- words

    def refusal(self, text: str, field: str, hint: str | None = None) -> Fault:
        """A fault that says what this framework does not have."""
        return Fault("dialect-refuses", f"{self.name} {text}", field=field, hint=hint)


def numbers(padding: Pads) -> tuple[int, int]:
    """The pixels before and after; none where the padding is a name."""
    return (0, 0) if isinstance(padding, str) else padding


def transposed(kernel: Kernel, lo: int, hi: int) -> Window:
    """The window over pixels that are `stride` apart, with lo and hi pixels of the result cut off."""
    reach = kernel.extent - 1
    return Window(kernel.size, 1, reach - lo, reach - hi, kernel.dilation, kernel.stride)


def check_below(
    extra: int, limit: int, limit_is: str, what: str = "output_padding", field: str = "output_padding"
) -> None:
    """Raises Fault where an output_padding is not below its limit."""
    if extra >= limit:
        allowed = " or ".join(map(str, range(limit))) if limit <= LISTED else f"0 to {limit - 1}"
        text = f"{what} {extra} must be smaller than {limit_is}"
        hint = f"{field}: {allowed}" if field == "output_padding" else None
        raise Fault("output-padding-range", text, field=field, hint=hint)


def stretched(axis: Axis, n: int, wanted: int, least: int, most: int) -> Window | SameTransposed:
    """The window of a transposed convolution, longer behind so that it makes `wanted` pixels of n.

    Raises Fault where that is not within least to most.
    """
    if not least <= wanted <= most:
        raise Fault(
            "output-padding-range", f"output_size {wanted} is out of reach: {least} to {most}", field="output_size"
        )
    if isinstance(axis, SameTransposed):
        return replace(axis, extra=axis.extra + wanted - axis.out(n))
    assert isinstance(axis, Window)
    return replace(axis, pad_hi=axis.pad_hi + wanted - axis.out(n))


def named_pads(kernel: Kernel) -> tuple[int, int] | None:
    """Pixels before and after, by the names of convolution arithmetic (Dumoulin & Visin 2016).

    None where the padding has another name.
    """
    half, full = kernel.extent // 2, kernel.extent - 1
    named = {"valid": (0, 0), "half": (half, half), "full": (full, full)}
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
