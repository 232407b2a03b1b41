"""PyTorch (torch.nn, torch.nn.functional).

    conv            floor((n + 2 p - extent) / s) + 1; 'same' only with stride 1, the odd pixel behind
    conv_transpose  (n - 1) s - 2 p + extent + output_padding; output_padding < max(s, d)
    pooling         stride = kernel_size; padding <= kernel_size / 2;
                    ceil_mode drops a window that starts in the padding behind;
                    3-D averaging needs n >= kernel_size, padding aside
    resize          floor(n scale) in double precision
    padding modes   reflect below n pixels, circular at most n; zeros and constants cut off first, so that
                    negative amounts may not exceed n, whatever the positive ones add
    sizes of 0      returned by adaptive and fractional pooling, max_unpool, padding and crops, refused by
                    the others, by replicate padding, by reflect padding if no axis keeps a pixel, and as input

Source  torch.nn.Conv2d, ConvTranspose2d, MaxPool2d, Upsample, ReflectionPad2d;
        ATen/native/Pool.h pooling_output_shape; ATen/native/PadNd.cpp constant_pad_nd
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from shapeplan.axis import Axis, Rounding, Same, Scale, Window
from shapeplan.dialects import Dialect, Kernel, check_below, named_pads, transposed

DOUBLE = 53  # significant bits

_MAY_BE_EMPTY = {"adaptive_avg_pool", "adaptive_max_pool", "fractional_max_pool", "max_unpool", "pad", "crop"}
_REACH = {"reflect": -1, "circular": 0}  # pixels that a mode can copy, beside n


class Torch(Dialect):
    """PyTorch's rules."""

    name: ClassVar = "torch"
    limited: ClassVar = frozenset({"avg_pool", "lp_pool", "sum_pool"})

    def conv(self, kernel: Kernel) -> Axis:
        """A convolution."""
        if kernel.padding == "same":
            if kernel.stride != 1:
                raise self.refusal(
                    f"has padding 'same' only with stride 1, and the stride is {kernel.stride}",
                    "padding",
                    hint=f"padding: {(kernel.extent - 1) // 2}",
                )
            return Same(kernel.size, kernel.stride, kernel.dilation)
        lo, hi = self.pads(kernel)
        return Window(kernel.size, kernel.stride, lo, hi, kernel.dilation)

    def conv_transpose(self, kernel: Kernel, output_padding: int | None) -> Axis:
        """A transposed convolution: the window over pixels that are `stride` apart."""
        if isinstance(kernel.padding, str):
            text = f"takes the padding of a transposed convolution as a number, not as '{kernel.padding}'"
            raise self.refusal(text, "padding")
        extra, limit = output_padding or 0, max(kernel.stride, kernel.dilation)
        check_below(extra, limit, f"the stride or the dilation, max({kernel.stride}, {kernel.dilation}) = {limit}")
        lo, hi = kernel.padding
        return transposed(kernel, lo, hi - extra)

    def pool(self, kernel: Kernel, *, ceil_mode: bool) -> Axis:
        """A pooling."""
        lo, hi = self.pads(kernel)
        if max(lo, hi) > kernel.size // 2:
            half = f"{kernel.size} // 2 = {kernel.size // 2}"
            raise self.refusal(f"allows padding up to half the kernel, {half}, and it is {max(lo, hi)}", "padding")
        rounding: Rounding = "ceil_inside" if ceil_mode else "floor"
        return Window(kernel.size, kernel.stride, lo, hi, kernel.dilation, rounding=rounding)

    def least(self, op: str) -> int:
        """Smallest size that is returned: poolings, unpooling, padding and crops may leave no pixel."""
        return 0 if op in _MAY_BE_EMPTY else 1

    def window_fits(self, kernel: Kernel, n: int) -> None:
        """Refuses an averaging window larger than the map in three dimensions, whatever the padding."""
        if kernel.op in self.limited and kernel.rank == len("DHW") and n < kernel.size:
            text = f"wants at least the {kernel.size} px of its window for 3-D averaging, padding aside, and gets {n}"
            raise self.refusal(text, "kernel_size")

    def resize(self, ratio: Fraction, points: int | None) -> Axis:
        """Resizing by a ratio."""
        return Scale(ratio, points, DOUBLE)

    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses padding beyond the pixels that the mode copies."""
        if mode == "symmetric":
            raise self.refusal("has no padding mode 'symmetric'", "mode", hint="mode: reflect")
        if mode == "replicate" and n + before + after == 0:
            raise self.refusal("leaves no axis without pixels in replicate padding", "padding")
        if mode in {"zeros", "constant"} and n + min(before, 0) + min(after, 0) < 0:
            text = f"cuts off before it pads, and {max(-before, 0)} + {max(-after, 0)} of {n} px cannot be cut off"
            raise self.refusal(text, "padding")
        most = n + _REACH.get(mode, max(before, after) - n)
        if max(before, after) > most:
            text = (
                f"copies at most {max(most, 0)} of {n} px into {mode} padding, and {max(before, after)} are asked for"
            )
            raise self.refusal(text, "padding")

    def padded(self, mode: str, sizes: Sequence[int]) -> None:
        """Refuses a reflection that leaves no pixel along any axis; along some, there may be none."""
        if mode == "reflect" and max(sizes) == 0:
            raise self.refusal("leaves no map without pixels on every axis in reflect padding", "padding")

    def pads(self, kernel: Kernel) -> tuple[int, int]:
        """Pixels before and after."""
        pads = named_pads(kernel)
        if pads is None:
            raise self.refusal(f"has no padding '{kernel.padding}' for {kernel.op}", "padding")
        return pads


DIALECT = Torch()
