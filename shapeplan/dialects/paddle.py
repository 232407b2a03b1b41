"""PaddlePaddle (paddle.nn, paddle.nn.functional).

    Division is C's, toward zero, and a size of 0 is returned: only a negative one is refused. So a
    window larger than the map by less than a stride gives a pixel.

    conv            trunc((n + p - extent) / s) + 1; 'same' takes the dilation for 1 and gives ceil(n / s);
                    padding modes other than zeros want padding as one number
    conv_transpose  (n - 1) s - p + extent + output_padding, output_padding < s; 'same' takes the dilation
                    for 1 and takes off what 'same' would pad, so the size is not n s
    pooling         trunc((n + p - k) / s) + 1; ceil_mode trunc((n + p - k + s - 1) / s) + 1, and a window
                    that starts in the padding behind is kept
    resize          trunc(n scale) in double precision; nearest in two and three dimensions, area to a size
    padding modes   reflect below n pixels, circular as often as needed

Source  paddle.nn.Conv2D, Conv2DTranspose, MaxPool2D; paddle.nn.functional.interpolate, pad;
        paddle/phi/infermeta/binary.cc ConvInferMeta; paddle/phi/kernels/funcs/pooling.h
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from shapeplan.axis import Axis, Rounding, Same, Scale, Window
from shapeplan.dialects import Dialect, Kernel, check_below, named_pads, transposed
from shapeplan.same_transposed import SameTransposed

DOUBLE = 53  # significant bits

_MAY_BE_EMPTY = {
    "conv", "depthwise_conv", "separable_conv", "conv_transpose", "max_pool", "avg_pool",
    "adaptive_avg_pool", "adaptive_max_pool", "pad",
}  # fmt: skip


class Paddle(Dialect):
    """PaddlePaddle's rules."""

    name: ClassVar = "paddle"
    allows: ClassVar = frozenset({"empty_kernel"})
    dilated_pools: ClassVar = frozenset()

    def padding_form(self, op: str, padding: Any, mode: str = "zeros") -> None:  # noqa: ARG002
        """Refuses padding that is to be filled and is not one number."""
        if mode != "zeros" and not isinstance(padding, int):
            raise self.refusal(f"has padding mode {mode} only with padding as one number", "padding")

    def conv(self, kernel: Kernel) -> Axis:
        """A convolution."""
        if kernel.padding == "same":
            return Same(kernel.size, kernel.stride)
        lo, hi = self.pads(kernel)
        return Window(kernel.size, kernel.stride, lo, hi, kernel.dilation, rounding="trunc")

    def conv_transpose(self, kernel: Kernel, output_padding: int | None) -> Axis:
        """A transposed convolution: the window over pixels that are `stride` apart."""
        extra = output_padding or 0
        check_below(extra, kernel.stride, f"the stride {kernel.stride}")
        if kernel.padding == "same":
            return SameTransposed(kernel.size, kernel.stride, extra)
        lo, hi = self.pads(kernel)
        return transposed(kernel, lo, hi - extra)

    def pool(self, kernel: Kernel, *, ceil_mode: bool) -> Axis:
        """A pooling."""
        if ceil_mode and kernel.padding == "valid":
            raise self.refusal("has no ceil_mode beside padding 'valid'", "ceil_mode", hint="padding: 0")
        rounding: Rounding = "trunc_ceil" if ceil_mode else "trunc"
        if kernel.padding == "same":
            return Same(kernel.size, kernel.stride, rounding=rounding)
        lo, hi = self.pads(kernel)
        return Window(kernel.size, kernel.stride, lo, hi, rounding=rounding)

    def resize(self, ratio: Fraction, points: int | None) -> Axis:
        """Resizing by a ratio."""
        if points is None:
            raise self.refusal("has mode area only to a size", "scale_factor", hint="size: [H, W]")
        return Scale(ratio, points, DOUBLE)

    def upsampling(self, mode: str, rank: int, *, sized: bool) -> None:
        """Refuses modes that there are not, and nearest in one dimension."""
        super().upsampling(mode, rank, sized=sized)
        if mode == "nearest-exact":
            raise self.refusal(f"has no mode '{mode}'", "mode", hint="mode: nearest")
        if mode == "nearest" and rank == 1:
            raise self.refusal("has no mode nearest in one dimension", "mode", hint="mode: linear")

    def least(self, op: str) -> int:
        """Windows may find no place, an adaptive pooling may be asked for none, and padding may crop all there is."""
        return 0 if op in _MAY_BE_EMPTY else 1

    def takes(self, op: str) -> int:
        """What may be returned is taken."""
        return self.least(op)

    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses a reflection of more pixels than lie behind the edge."""
        if mode == "symmetric":
            raise self.refusal("has no padding mode 'symmetric'", "mode", hint="mode: reflect")
        if mode == "reflect" and max(before, after) >= n:
            text = (
                f"copies at most {max(n - 1, 0)} of {n} px into reflect padding, and {max(before, after)} are asked for"
            )
            raise self.refusal(text, "padding")

    def pads(self, kernel: Kernel) -> tuple[int, int]:
        """Pixels before and after; of the names only 'valid'."""
        pads = named_pads(kernel)
        if pads is None or kernel.padding in {"half", "full"}:
            hint = f"padding: {pads[0]}" if pads else None
            raise self.refusal(f"has no padding '{kernel.padding}' for {kernel.op}", "padding", hint=hint)
        return pads


DIALECT = Paddle()
