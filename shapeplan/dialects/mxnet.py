"""Apache MXNet 1.x (Gluon, and mxnet.nd where Gluon has no layer).

    conv            floor((n + 2 p - extent) / s) + 1; padding is a number for both ends, negative where it crops
    conv_transpose  (n - 1) s - 2 p + extent + output_padding (adj); output_padding < s; no dilation in 3-D;
                    output_size o (target_shape): full = (n - 1) s + extent >= o; ceil((full - o) / 2) are cut
                    off at both ends and an odd one is added again behind, as output_padding < s
    pooling         stride = kernel_size unless given; any padding, and the window no larger than n + 2 p;
                    ceil_mode (the convention 'full') keeps a window that lies in the padding behind;
                    the convention 'same' fails for every map: its check reads a second axis, and allows only 1-D
    resize          2-D: nearest by whole factors (UpSampling), bilinear (BilinearResize2D) floor(n scale) in
                    single precision
    padding         2-D and 3-D; reflect below n, of which the third axis is not checked
    pixel_shuffle   1-D to 3-D, in 1-D by a number only
    empty maps      returned by resizing and by a transposed convolution, and refused below 0 pixels

Source  mxnet 1.9.1: src/operator/nn/{convolution,deconvolution,pooling}.cc, deconvolution-inl.h InferPad,
        pad-inl.h, contrib/bilinear_resize-inl.h; python/mxnet/gluon/contrib/nn/basic_layers.py PixelShuffle
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, ClassVar

from shapeplan.axis import Axis, Rounding, Scale, Window
from shapeplan.dialects import Dialect, Kernel, check_below, named_pads, transposed
from shapeplan.fault import Fault

SINGLE = 24  # significant bits

PLANE, VOLUME = 2, 3  # spatial axes
MODES = {"nearest", "bilinear", "area"}  # of resizing; area is AdaptiveAvgPooling2D

RANKS = {"pad": (PLANE, VOLUME), "adaptive_avg_pool": (PLANE,)}  # of ops that do not take all
PAD_FIRST = "a pad layer in front"


class Mxnet(Dialect):
    """MXNet's rules."""

    name: ClassVar = "mxnet"
    dilated_pools: ClassVar = frozenset[str]()
    allows: ClassVar = frozenset({"backward_slice", "negative_padding", "padded_lp_pool"})
    limited: ClassVar = frozenset({"avg_pool", "lp_pool", "max_pool", "sum_pool"})

    def conv(self, kernel: Kernel) -> Axis:
        """A convolution."""
        p = self.padding(kernel)
        return Window(kernel.size, kernel.stride, p, p, kernel.dilation)

    def conv_transpose(self, kernel: Kernel, output_padding: int | None) -> Axis:
        """A transposed convolution: the window over pixels that are `stride` apart."""
        self.flat(kernel)
        p, extra = self.padding(kernel), output_padding or 0
        check_below(extra, kernel.stride, f"the stride {kernel.stride}")
        return transposed(kernel, p, p - extra)

    def conv_transpose_to(self, kernel: Kernel, output_padding: int | None, n: int, wanted: int) -> Axis:  # noqa: ARG002
        """A transposed convolution that makes `wanted` pixels of n, whatever its padding and output_padding."""
        self.flat(kernel)
        full = (n - 1) * kernel.stride + kernel.extent
        if wanted > full:
            text = f"output_size {wanted} is out of reach: 1 to {full}"
            raise Fault("output-padding-range", text, field="output_size")
        extra = (full - wanted) % 2
        what = "the output_padding that reaches this output_size,"
        check_below(extra, kernel.stride, f"the stride {kernel.stride}", what, "output_size")
        return transposed(kernel, (full - wanted + extra) // 2, (full - wanted + extra) // 2 - extra)

    def flat(self, kernel: Kernel) -> None:
        """Refuses dilation of three axes."""
        if kernel.rank == VOLUME and kernel.dilated:
            raise self.refusal("has no dilation of a transposed convolution in three dimensions", "dilation")

    def pool(self, kernel: Kernel, *, ceil_mode: bool) -> Axis:
        """A pooling."""
        p = self.padding(kernel)
        rounding: Rounding = "ceil" if ceil_mode else "floor"
        return Window(kernel.size, kernel.stride, p, p, kernel.dilation, rounding=rounding)

    def window_fits(self, kernel: Kernel, n: int) -> None:
        """Refuses a pooling's window larger than the padded axis, which ceil_mode would let pass."""
        room = n + 2 * self.padding(kernel)
        if kernel.size > room:
            text = f"wants a pooling's window of {kernel.size} px to fit into the padded {room}, with ceil_mode, too"
            raise self.refusal(text, "kernel_size")

    def resize(self, ratio: Fraction, points: int | None) -> Axis:
        """Resizing by a ratio."""
        if points == 1 and ratio.denominator > 1:
            text = f"repeats pixels by whole factors, and {ratio} is none"
            raise self.refusal(text, "scale_factor", hint="mode: bilinear")
        return Scale(ratio, points, SINGLE)

    def ranks(self, op: str) -> Sequence[int]:
        """Numbers of spatial axes that an op takes."""
        return RANKS.get(op, (1, PLANE, VOLUME))

    def padding_form(self, op: str, padding: Any, mode: str = "zeros") -> None:  # noqa: ARG002 - whatever its amount
        """Refuses anything but zeros around a convolution."""
        if mode != "zeros":
            raise self.refusal(f"pads a convolution with zeros, not in mode '{mode}'", "padding_mode", hint=PAD_FIRST)

    def upsampling(self, mode: str, rank: int, *, sized: bool) -> None:
        """Two dimensions and few modes."""
        if rank != PLANE:
            raise self.refusal(f"resizes 2-D maps only, and this one is {rank}-D", "mode")
        if mode not in MODES or (sized and mode == "nearest"):
            wanted = " to a size" if sized else ""
            raise self.refusal(f"has no resizing{wanted} in mode '{mode}'", "mode", hint="mode: bilinear")

    def blocks(self, factor: int | tuple[int, ...], rank: int) -> None:
        """PixelShuffle1D takes a number, and the others a list, too."""
        if isinstance(factor, tuple) and rank == 1:
            raise self.refusal("takes the upscale_factor of a 1-D map as a number, not as a list", "upscale_factor")

    def least(self, op: str) -> int:
        """Some return maps without pixels."""
        return 0 if op in {"conv_transpose", "upsample", "bilinear_resize"} else 1

    def pad_axis(self, i: int, mode: str, before: int, after: int, n: int) -> None:
        """The third axis is not checked, and what is beyond it is read."""
        if i < PLANE:
            self.pad(mode, before, after, n)

    def pad(self, mode: str, before: int, after: int, n: int) -> None:
        """Refuses padding that reflect cannot mirror."""
        if mode in {"circular", "symmetric"}:
            raise self.refusal(f"has no padding mode '{mode}'", "mode", hint="mode: reflect")
        if mode == "reflect" and max(before, after) >= n:
            text = f"copies at most {n - 1} of {n} px into reflect padding, and {max(before, after)} are asked for"
            raise self.refusal(text, "padding")

    def padding(self, kernel: Kernel) -> int:
        """Pixels at either end."""
        pads = named_pads(kernel)
        if pads is None:
            raise self.refusal(f"takes padding as a number, not as '{kernel.padding}'", "padding")
        lo, hi = pads
        if lo != hi:
            text = f"pads both ends alike, and {lo} and {hi} are asked for"
            raise self.refusal(text, "padding", hint=PAD_FIRST)
        return lo


DIALECT = Mxnet()
